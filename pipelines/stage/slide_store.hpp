// SPDX-License-Identifier: Apache-2.0
// SlideStore: pages as read and as drawn, so that going on to a prepared page, or back to the last
// one, costs a copy.
#pragma once

#include "pipelines/stage/slide_image.hpp"

#include <atomic>
#include <cstdint>
#include <list>
#include <optional>
#include <string>

namespace pipelines {

class SlideStore {
 public:
  /// The part of the page in view at this size, without its whiteboard; opaque. A page that cannot
  /// be read or drawn is white, with a warning in the log. Stays until kKept others were asked for.
  cairo_surface_t* drawn(const SlideView& view, int width, int height);

  /// Slides drawn so far. @thread any
  uint64_t slidesDrawn() const { return slidesDrawn_.load(); }

  /// The page in view, the one before, and the next two that BBB announces.
  static constexpr size_t kKept = 4;

 private:
  struct Image {
    std::string pageId;
    std::optional<SlideImage> image;  // None: it cannot be read.
  };
  struct Drawing {
    SlideView view;
    CairoSurface surface;
  };
  const SlideImage* imageOf(const SlideView& view);
  void draw(const SlideView& view, cairo_surface_t* surface);

  std::list<Image> images_;      // The newest first.
  std::list<Drawing> drawings_;  // The newest first.
  std::atomic<uint64_t> slidesDrawn_{0};
};

}  // namespace pipelines
