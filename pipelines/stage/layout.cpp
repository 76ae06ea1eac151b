// SPDX-License-Identifier: Apache-2.0
// Proportions of the stage, all from the size of the canvas.
#include "pipelines/stage/layout.hpp"

#include <algorithm>
#include <cmath>

namespace pipelines {
namespace {

// A quarter of the width leaves a 16:9 canvas exactly the room of a 4:3 slide at full height, and a
// 16:9 slide three quarters of its size.
constexpr double kColumnShare = 0.25;
constexpr double kMarginShare = 1.0 / 80;   // Of the canvas' width: 16 pixels of 1280.
constexpr double kCaptionShare = 1.0 / 26;  // Of the canvas' height: 28 pixels of 720.
constexpr double kTileShape = 4.0 / 3;      // Most cameras in BBB; others are letterboxed.

int even(double value) {
  return static_cast<int>(std::lround(value / 2)) * 2;
}
int evenDown(int value) {
  return value / 2 * 2;
}

struct Measures {
  int margin;
  int caption;
};

Measures measuresOf(int width, int height) {
  return {even(width * kMarginShare), even(height * kCaptionShare)};
}

// A tile with its caption, centred in a cell.
CameraPlace placeIn(const Rectangle& cell, const CameraView& camera, const Measures& measures) {
  const int room = std::max(2, cell.height - measures.caption);
  const Rectangle tile = fitInside({0, 0, cell.width, room}, kTileShape, 1);
  const int top = cell.y + evenDown((room - tile.height) / 2);
  const int left = cell.x + evenDown((cell.width - tile.width) / 2);
  return {camera,
          {left, top, tile.width, tile.height},
          {left, top + tile.height, tile.width, measures.caption}};
}

// One under the other, as a block in the middle of the column.
void stack(const std::vector<CameraView>& cameras, const Rectangle& column,
           const Measures& measures, std::vector<CameraPlace>& places) {
  const int count = static_cast<int>(cameras.size());
  const int most = even(column.width / kTileShape) + measures.caption;
  const int share = evenDown((column.height - (count - 1) * measures.margin) / count);
  const int cell = std::min(most, share);
  const int total = count * cell + (count - 1) * measures.margin;
  int top = column.y + evenDown((column.height - total) / 2);
  for (const auto& camera : cameras) {
    places.push_back(placeIn({column.x, top, column.width, cell}, camera, measures));
    top += cell + measures.margin;
  }
}

void spread(const std::vector<CameraView>& cameras, const Rectangle& area, const Measures& measures,
            std::vector<CameraPlace>& places) {
  const int count = static_cast<int>(cameras.size());
  const int columns = count == 1 ? 1 : 2;
  const int rows = (count + columns - 1) / columns;
  const int width = evenDown((area.width - (columns - 1) * measures.margin) / columns);
  const int height = evenDown((area.height - (rows - 1) * measures.margin) / rows);
  for (int i = 0; i < count; ++i) {
    const int inRow = std::min(columns, count - i / columns * columns);
    const int rowWidth = inRow * width + (inRow - 1) * measures.margin;
    const int left = area.x + evenDown((area.width - rowWidth) / 2);
    const Rectangle cell{left + i % columns * (width + measures.margin),
                         area.y + i / columns * (height + measures.margin), width, height};
    places.push_back(placeIn(cell, cameras[static_cast<size_t>(i)], measures));
  }
}

}  // namespace

Rectangle fitInside(const Rectangle& area, double width, double height) {
  const bool isShape = std::isfinite(width) && std::isfinite(height) && width > 0 && height > 0;
  if (!isShape || area.isEmpty()) return {};
  const double zoom = std::min(area.width / width, area.height / height);
  const int w = std::clamp(even(width * zoom), 2, evenDown(area.width));
  const int h = std::clamp(even(height * zoom), 2, evenDown(area.height));
  return {area.x + evenDown((area.width - w) / 2), area.y + evenDown((area.height - h) / 2), w, h};
}

Layout layoutOf(const Scene& scene, int width, int height) {
  Layout layout;
  if (scene.slate) return layout;
  auto cameras = scene.cameras;
  if (cameras.size() > kMostCameras) cameras.resize(kMostCameras);
  const Measures measures = measuresOf(width, height);
  const Rectangle whole{0, 0, width, height};
  if (!scene.slide) {
    const int m = measures.margin;
    if (!cameras.empty()) {
      spread(cameras, {m, m, width - 2 * m, height - 2 * m}, measures, layout.cameras);
    }
    return layout;
  }
  Rectangle room = whole;
  if (!cameras.empty()) {
    const int column = even(width * kColumnShare);
    const int m = evenDown(measures.margin / 2);
    room.width = width - column;
    stack(cameras, {room.width + m, 2 * m, column - 2 * m, height - 4 * m}, measures,
          layout.cameras);
  }
  layout.slide = fitInside(room, scene.slide->viewWidth, scene.slide->viewHeight);
  return layout;
}

}  // namespace pipelines
