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

/// A pointer, and which of its pixels points.
struct CursorSprite {
  std::shared_ptr<const Sprite> sprite;
  int hotX = 0, hotY = 0;
};
using CursorSprites = std::map<std::string, CursorSprite>;  // By CursorView::id.

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
  CursorSprite cursor(const CursorView& view, Sprites& used);

  const int canvasHeight_;
  Sprites names_, pointers_;  // Those of the last call, by what they look like.
};

}  // namespace pipelines
