// SPDX-License-Identifier: Apache-2.0
// The layout: which rectangle of the canvas each thing of a scene gets. Pure.
#pragma once

#include "pipelines/stage/rectangle.hpp"
#include "pipelines/stage/scene.hpp"

#include <vector>

namespace pipelines {

struct CameraPlace {
  CameraView camera;
  Rectangle tile;  ///< A camera fills it and is cut to its shape; a screen is shown whole in it.
  bool operator==(const CameraPlace&) const = default;
};

enum class ContentKind { None, Slide, Screen, ExternalVideo };

struct Layout {
  Rectangle bar;  ///< Title and logo, above all else; empty without them, and beside a slate.
  ContentKind kind = ContentKind::None;
  /// Of a slide: its visible part, letterboxed. Of others: all the room they have.
  Rectangle content;
  /// In the scene's order, the first of them: those that are still large enough to see. They lie
  /// beside the content, but for PictureInPicture, where the one camera lies over it.
  std::vector<CameraPlace> cameras;
  bool operator==(const Layout&) const = default;
};

/// Cameras on one picture, however large it is: BBB's own limit of its grid (bbb-session.md §5.7).
constexpr size_t kMostCameras = 48;

/// A tile must be this share of the canvas' height, or it is no use to anybody: cameras at the end
/// of the scene are left out until those before them have it. One camera always shows.
constexpr double kLeastTileShare = 0.1;

/// BBB's rules for a frame without bars (bbb-session.md §5), its measures in shares of the canvas.
/// All rectangles are even, not empty, and lie inside width × height (even, at least 64).
Layout layoutOf(const Scene& scene, int width, int height);

/// The largest even rectangle of the shape `width` : `height` inside `area`, centred.
Rectangle fitInside(const Rectangle& area, double width, double height);

/// The view with the height that `place`, its place in a layout, has room for.
SlideView shownOf(const SlideView& view, const Rectangle& place);

/// One pixel of BBB's browser window on this canvas, whose height stands for 720 of them.
inline double unitOf(int canvasHeight) {
  return canvasHeight / 720.0;
}

}  // namespace pipelines
