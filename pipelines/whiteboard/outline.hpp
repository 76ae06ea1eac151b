// SPDX-License-Identifier: Apache-2.0
// The outline of a shape, for an arrow that ends at it.
#pragma once

#include "pipelines/whiteboard/geometry.hpp"
#include "pipelines/whiteboard/shape.hpp"

#include <vector>

namespace pipelines {

struct Outline {
  std::vector<Point> points;  ///< In the shape's space.
  bool isClosed = true;
  double strokeWidth = 0;
  Box box;  ///< Around the points.
};

/// Of a shape that is no arrow.
Outline outlineOf(const Shape& shape);

}  // namespace pipelines
