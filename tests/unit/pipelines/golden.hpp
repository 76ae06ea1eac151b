// SPDX-License-Identifier: Apache-2.0
// Golden pictures: what was drawn, beside a reference that somebody has looked at.
#pragma once

#include <cairo.h>
#include <gtest/gtest.h>

#include <string>

namespace tests {

/// What two machines may draw differently: the edges of letters and curves.
struct GoldenTolerance {
  int channel = 40;      ///< A pixel differs when red, green, blue or alpha is further off, 0..255.
  double share = 0.004;  ///< So many of all pixels may differ.
};

/// Compares an ARGB32 or RGB24 picture with tests/unit/pipelines/golden/<name>.png.
///
/// With AMPHI_GOLDEN=write in the environment it writes the reference instead, and fails, so that
/// nobody takes it for a pass: look at the picture before it is committed. A picture that does not
/// match is left in build/golden/<name>.png. Run from the root of the tree.
testing::AssertionResult matchesGolden(cairo_surface_t* picture, const std::string& name,
                                       const GoldenTolerance& tolerance = {});

}  // namespace tests
