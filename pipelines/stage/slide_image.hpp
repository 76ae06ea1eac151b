// SPDX-License-Identifier: Apache-2.0
// SlideImage: a page's SVG or PNG, read once and drawn at any zoom.
#pragma once

#include "base/ref.hpp"
#include "base/result.hpp"
#include "pipelines/stage/cairo.hpp"
#include "pipelines/stage/scene.hpp"

#include <librsvg/rsvg.h>

#include <string>

namespace pipelines {

/// Width and height in an image's own pixels; of an SVG that names none, of any unit.
struct ImageSize {
  double width = 1, height = 1;
};

class SlideImage {
 public:
  /// Larger files are refused; slides of BBB are some 10 kB to 3 MB.
  static constexpr size_t kMaxBytes = 24u << 20;
  /// Pixels of a PNG, or of all pictures inside an SVG (BBB's are at most 4 million): 64 MB.
  static constexpr int64_t kMaxPixels = 16'000'000;

  /// Nothing outside the bytes is ever loaded: no file, no network. Fault::Media says what is
  /// wrong.
  static base::Result<SlideImage> read(const std::string& bytes);

  ImageSize size() const;

  /// Draws the whole image into the rectangle (x, y, width, height) of the context's own units.
  base::Result<void> draw(cairo_t* context, double x, double y, double width, double height) const;

 private:
  base::Ref<RsvgHandle> vector_;
  CairoSurface pixels_;
};

/// Whether the view's sizes can be drawn at all.
bool isSound(const SlideView& view);

/// Draws the visible part of a page over the whole of `surface`: white page, image, clipped.
/// @param image  May be missing: a white page. @source bbb-session.md §3.6.1
base::Result<void> drawSlide(const SlideView& view, const SlideImage* image,
                             cairo_surface_t* surface);

}  // namespace pipelines
