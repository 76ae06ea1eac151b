// SPDX-License-Identifier: Apache-2.0
#include "pipelines/stage/slide_store.hpp"

#include "base/clock.hpp"
#include "base/log.hpp"
#include "pipelines/stage/backdrop_items.hpp"

#include <algorithm>
#include <chrono>

namespace pipelines {
namespace {

constexpr std::chrono::milliseconds kSlowDrawing{1000};

// Moves what was found to the front. False: there is no such entry.
template <class List, class Is>
bool promote(List& list, const Is& is) {
  const auto found = std::find_if(list.begin(), list.end(), is);
  if (found == list.end()) return false;
  list.splice(list.begin(), list, found);
  return true;
}

}  // namespace

cairo_surface_t* SlideStore::drawn(const SlideView& view, int width, int height) {
  const bool isKept = promote(drawings_, [&](const Drawing& drawing) {
    return PageLook{drawing.view}.hasSameSlide(PageLook{view}) &&
           cairo_image_surface_get_width(drawing.surface.get()) == width &&
           cairo_image_surface_get_height(drawing.surface.get()) == height;
  });
  if (!isKept) {
    drawings_.push_front({view, makeSurface(width, height)});
    if (drawings_.size() > kKept) drawings_.pop_back();
    draw(view, drawings_.front().surface.get());
  }
  return drawings_.front().surface.get();
}

void SlideStore::draw(const SlideView& view, cairo_surface_t* surface) {
  const auto start = base::steadyNow();
  if (auto drawn = drawSlide(view, imageOf(view), surface); !drawn) {
    base::log::failure("stage", "a white page stands for a slide", drawn.error());
  }
  cairo_surface_flush(surface);
  ++slidesDrawn_;
  const auto took = std::chrono::duration_cast<base::Millis>(base::steadyNow() - start);
  if (took > kSlowDrawing) base::log::warn("stage", "a slide was slow to draw", {{"took", took}});
}

const SlideImage* SlideStore::imageOf(const SlideView& view) {
  if (!view.image) return nullptr;
  if (!promote(images_, [&](const Image& image) { return image.pageId == view.pageId; })) {
    images_.push_front({view.pageId, std::nullopt});
    if (images_.size() > kKept) images_.pop_back();
    auto read = SlideImage::read(*view.image);
    if (read) {
      images_.front().image = std::move(*read);
    } else {
      base::log::failure("stage", "a white page stands for a slide", read.error());
    }
  }
  const auto& image = images_.front().image;
  return image ? &*image : nullptr;
}

}  // namespace pipelines
