// SPDX-License-Identifier: Apache-2.0
// Sprite: a small picture with transparency that lies over moving ones (names, frames, pointers).
#pragma once

#include "pipelines/stage/cairo.hpp"
#include "pipelines/stage/picture.hpp"

#include <memory>
#include <vector>

namespace pipelines {

class Sprite {
 public:
  /// @param surface  ARGB32 of an even size.
  explicit Sprite(cairo_surface_t* surface);

  int width() const { return colours_.width(); }
  int height() const { return colours_.height(); }

  /// Lays the sprite over `picture`, its top left corner at (x, y), both even and perhaps outside.
  /// @param clip  Even, inside the picture; nothing outside it changes.
  void blend(Picture& picture, int x, int y, const Rectangle& clip) const;

 private:
  Picture colours_;  // Multiplied by alpha.
  // 255 - alpha for each pixel of luma, and of chroma.
  std::vector<uint8_t> lumaRest_, chromaRest_;
};

/// A sprite at its place on the canvas.
struct Overlay {
  Rectangle place;
  std::shared_ptr<const Sprite> sprite;
  bool operator==(const Overlay&) const = default;
};

}  // namespace pipelines
