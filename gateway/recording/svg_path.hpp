// SPDX-License-Identifier: Apache-2.0
// The path of an SVG shape as straight pieces.
#pragma once

#include "pipelines/whiteboard/geometry.hpp"

#include <string_view>
#include <vector>

namespace gateway::recording {

struct FlatPath {
  std::vector<pipelines::Point> points;
  bool isClosed = false;
};

/// Reads the commands that BBB writes, all absolute: M, L, Q, C, A (its axes along those of the
/// page) and Z; the first subpath counts. What follows something else is left out.
/// @source bbb-api.md §7.3; SVG 1.1 §8.3, F.6
FlatPath flatPath(std::string_view data);

}  // namespace gateway::recording
