// SPDX-License-Identifier: Apache-2.0
// A search over the number of columns: there are never many.
#include "pipelines/stage/camera_grid.hpp"

#include <algorithm>
#include <cmath>

namespace pipelines {
namespace {

// The focused tile takes four cells, and must have two rows and columns to do so; with two cameras
// it would only make holes.
constexpr int kFocusSpan = 2;
constexpr int kFocusExtra = kFocusSpan * kFocusSpan - 1;
constexpr int kFocusFrom = 3;

int evenDown(double value) {
  return static_cast<int>(std::floor(value / 2)) * 2;
}

struct Grid {
  int columns = 1, rows = 1;
  int width = 0, height = 0;  // Of a cell.
  int64_t area() const { return int64_t{width} * height; }
};

Grid gridOf(const Rectangle& dock, int cells, int columns, const GridOptions& options) {
  Grid grid;
  grid.columns = columns;
  grid.rows = (cells + columns - 1) / columns;
  const int width = evenDown((dock.width - (columns - 1) * options.gap) / columns);
  const int height = evenDown((dock.height - (grid.rows - 1) * options.gap) / grid.rows);
  if (width <= 0 || height <= 0) return grid;
  const bool isWide = width > height * options.shape;
  grid.width = isWide ? evenDown(height * options.shape) : width;
  grid.height = isWide ? height : evenDown(width / options.shape);
  return grid;
}

Grid bestGrid(const Rectangle& dock, int count, bool hasFocus, const GridOptions& options) {
  const int cells = hasFocus ? count + kFocusExtra : count;
  const int least = hasFocus ? kFocusSpan : 1;
  Grid best;
  for (int columns = least; columns <= cells; ++columns) {
    const Grid grid = gridOf(dock, cells, columns, options);
    if (grid.rows >= least && grid.area() > best.area()) best = grid;
  }
  return best;
}

class Tiles {
 public:
  Tiles(const Rectangle& dock, const Grid& grid, int gap) : grid_(grid), gap_(gap) {
    left_ = dock.x + evenDown((dock.width - lengthOf(grid.columns, grid.width)) / 2.0);
    top_ = dock.y + evenDown((dock.height - lengthOf(grid.rows, grid.height)) / 2.0);
  }

  Rectangle at(int column, int row, int span, int shift = 0) const {
    return {left_ + shift + column * (grid_.width + gap_), top_ + row * (grid_.height + gap_),
            lengthOf(span, grid_.width), lengthOf(span, grid_.height)};
  }
  /// A row that is not full stands in the middle.
  int shiftOf(int inRow) const {
    return evenDown((grid_.columns - inRow) * (grid_.width + gap_) / 2.0);
  }

 private:
  int lengthOf(int cells, int size) const { return cells * size + (cells - 1) * gap_; }

  const Grid grid_;
  const int gap_;
  int left_ = 0, top_ = 0;
};

std::vector<Rectangle> evenTiles(const Tiles& tiles, const Grid& grid, int count) {
  std::vector<Rectangle> out;
  for (int i = 0; i < count; ++i) {
    const int row = i / grid.columns;
    const int inRow = std::min(grid.columns, count - row * grid.columns);
    out.push_back(tiles.at(i % grid.columns, row, 1, tiles.shiftOf(inRow)));
  }
  return out;
}

// The focused one stands at the top left, the others flow around it.
std::vector<Rectangle> focusedTiles(const Tiles& tiles, const Grid& grid, int count,
                                    size_t focused) {
  std::vector<Rectangle> out;
  int cell = 0;
  const auto isTaken = [&] {
    return cell % grid.columns < kFocusSpan && cell / grid.columns < kFocusSpan;
  };
  for (int i = 0; i < count; ++i) {
    if (static_cast<size_t>(i) == focused) {
      out.push_back(tiles.at(0, 0, kFocusSpan));
      continue;
    }
    while (isTaken()) ++cell;
    out.push_back(tiles.at(cell % grid.columns, cell / grid.columns, 1));
    ++cell;
  }
  return out;
}

}  // namespace

std::vector<Rectangle> cameraGrid(const Rectangle& dock, size_t count, const GridOptions& options) {
  int shown = static_cast<int>(count);
  bool hasFocus = false;
  Grid grid;
  for (; shown > 0; --shown) {
    hasFocus =
        shown >= kFocusFrom && options.focused && *options.focused < static_cast<size_t>(shown);
    grid = bestGrid(dock, shown, hasFocus, options);
    if (grid.height >= options.leastHeight) break;
  }
  if (shown == 0 && count > 0) grid = bestGrid(dock, shown = 1, hasFocus = false, options);
  if (grid.area() == 0) return {};
  const Tiles tiles(dock, grid, options.gap);
  return hasFocus ? focusedTiles(tiles, grid, shown, *options.focused)
                  : evenTiles(tiles, grid, shown);
}

}  // namespace pipelines
