// SPDX-License-Identifier: Apache-2.0
// OverlayMaker: what lies over moving pictures, drawn once and kept as sprites.
#pragma once

#include "pipelines/stage/layout.hpp"
#include "pipelines/stage/sprite.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pipelines {

/// A pointer: a dot around the place it points at, and the name beside it.
struct CursorSprite {
  std::shared_ptr<const Sprite> dot;
  std::shared_ptr<const Sprite> name;  ///< May be missing.
};
using CursorSprites = std::map<std::string, CursorSprite>;  // By CursorView::id.

/// The overlays of a pointer at (x, y), the whole name inside `room`.
std::vector<Overlay> overlaysOf(const CursorSprite& cursor, double x, double y,
                                const Rectangle& room);

class OverlayMaker {
 public:
  explicit OverlayMaker(int canvasHeight) : canvasHeight_(canvasHeight) {}

  /// Names, and a frame around who speaks. Those of equal looks share their sprites from call to
  /// call.
  std::vector<Overlay> overCameras(const Layout& layout);
  CursorSprites cursors(const std::vector<CursorView>& views);

 private:
  using Sprites = std::map<std::string, std::shared_ptr<const Sprite>>;
  void addName(const CameraPlace& place, Sprites& used, std::vector<Overlay>& out);
  void addFrame(const Rectangle& tile, Sprites& used, std::vector<Overlay>& out);
  std::shared_ptr<const Sprite> dot(const Colour& colour, Sprites& used);
  std::shared_ptr<const Sprite> plate(const CursorView& view, const Colour& colour, Sprites& used);

  const int canvasHeight_;
  Sprites names_, pointers_;  // Those of the last call, by what they look like.
};

}  // namespace pipelines
