// SPDX-License-Identifier: Apache-2.0
// The grid of camera tiles inside a dock. Pure.
#pragma once

#include "pipelines/stage/rectangle.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace pipelines {

struct GridOptions {
  int gap = 10;            ///< Between tiles; even.
  double shape = 4.0 / 3;  ///< Width over height of a tile.
  int leastHeight = 0;     ///< Of a tile; cameras are left out at the end until it is reached.
  std::optional<size_t> focused;  ///< The tile of this one is twice as wide and high.
};

/// One tile for each of the first cameras, at most `count`, centred in `dock` (bbb-session.md
/// §5.9): of all numbers of columns the one whose tiles are largest. At least one tile when `count`
/// is not 0. All are even and apart.
std::vector<Rectangle> cameraGrid(const Rectangle& dock, size_t count, const GridOptions& options);

}  // namespace pipelines
