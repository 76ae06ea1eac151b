// SPDX-License-Identifier: Apache-2.0
// The layout: which rectangle of the canvas each thing of a scene gets. Pure.
#pragma once

#include "pipelines/stage/picture.hpp"
#include "pipelines/stage/scene.hpp"

#include <string>
#include <vector>

namespace pipelines {

/// Cameras that find a place; those behind them in the scene do not show.
constexpr size_t kMostCameras = 4;

struct CameraPlace {
  CameraView camera;
  Rectangle tile;     ///< The picture is fitted into it, never cut.
  Rectangle caption;  ///< The name, directly under the tile.
  bool operator==(const CameraPlace&) const = default;
};

struct Layout {
  Rectangle slide;  ///< The visible part of the page, letterboxed; empty when there is no slide.
  std::vector<CameraPlace> cameras;
  bool operator==(const Layout&) const = default;
};

/// The slide with a column of cameras at its right; the cameras alone in a grid; the slide alone;
/// nothing but the slate. All rectangles are even and lie inside width × height.
Layout layoutOf(const Scene& scene, int width, int height);

/// The largest even rectangle of the shape `width` : `height` inside `area`, centred.
Rectangle fitInside(const Rectangle& area, double width, double height);

}  // namespace pipelines
