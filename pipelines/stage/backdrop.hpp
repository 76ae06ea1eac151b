// SPDX-License-Identifier: Apache-2.0
// Backdrop: everything of a scene that does not move (slide, names, slate), drawn once per change.
#pragma once

#include "pipelines/stage/layout.hpp"
#include "pipelines/stage/picture.hpp"
#include "pipelines/stage/slide_image.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace pipelines {

struct Backdrop {
  Layout layout;
  Picture picture;  ///< The canvas without camera pictures.
};

/// Draws backdrops; keeps the last slide as read and as drawn. One caller at a time.
class BackdropPainter {
 public:
  BackdropPainter(int width, int height);

  /// A slide that cannot be read or drawn leaves a white page and a warning in the log.
  std::shared_ptr<const Backdrop> paint(const Scene& scene);

  /// Slides read and drawn so far. @thread any
  uint64_t slidesDrawn() const { return slidesDrawn_.load(); }

 private:
  void paintSlide(cairo_t* context, const SlideView& view, const Rectangle& place);
  void redrawSlide(const SlideView& view, const Rectangle& place);
  const SlideImage* imageOf(const SlideView& view);

  const int width_, height_;
  CairoSurface canvas_;
  std::string imagePage_;  // The page image_ belongs to.
  std::optional<SlideImage> image_;
  SlideView slideView_;  // What slide_ shows.
  CairoSurface slide_;
  std::atomic<uint64_t> slidesDrawn_{0};
};

}  // namespace pipelines
