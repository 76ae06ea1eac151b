// SPDX-License-Identifier: Apache-2.0
// Colours and words of the stage.
#include "pipelines/stage/backdrop.hpp"

#include "base/check.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "pipelines/stage/text.hpp"

#include <algorithm>
#include <chrono>

namespace pipelines {
namespace {

struct Colour {
  double red, green, blue;
};
// Flat: a gradient would cost bits in every keyframe.
constexpr Colour kGround{0.075, 0.086, 0.110};
constexpr Colour kEmptyTile{0.133, 0.149, 0.188};  // Where a camera's picture will be.
constexpr Colour kAccent{0.306, 0.604, 0.945};
constexpr Colour kName{0.86, 0.88, 0.91};

constexpr double kNameShare = 0.62;       // Height of the font in its caption.
constexpr double kTitleShare = 1.0 / 13;  // Of the canvas' height.
constexpr double kSentenceShare = 1.0 / 24;
constexpr std::chrono::milliseconds kSlowDrawing{1000};

void fill(cairo_t* context, const Rectangle& area, const Colour& colour) {
  cairo_set_source_rgb(context, colour.red, colour.green, colour.blue);
  cairo_rectangle(context, area.x, area.y, area.width, area.height);
  cairo_fill(context);
}

void paintCamera(cairo_t* context, const CameraPlace& place) {
  fill(context, place.tile, kEmptyTile);
  const double height = place.caption.height * kNameShare;
  const int gap = static_cast<int>(place.caption.height * (1 - kNameShare) / 3);
  const Rectangle words{place.caption.x, place.caption.y + gap, place.caption.width,
                        place.caption.height};
  drawText(context, place.camera.name, words,
           {.height = height, .red = kName.red, .green = kName.green, .blue = kName.blue});
}

void paintSlate(cairo_t* context, const SlateView& slate, int width, int height) {
  const int margin = width / 10;
  const int top = height * 34 / 100;
  const TextStyle title{
      .height = height * kTitleShare, .isBold = true, .isCentred = true, .mostLines = 2};
  const int used = drawText(context, slate.title, {margin, top, width - 2 * margin, 0}, title);
  const int rule = width / 14;
  const int below = top + used + height / 28;
  fill(context, {(width - rule) / 2, below, rule, std::max(2, height / 180)}, kAccent);
  const TextStyle sentence{.height = height * kSentenceShare,
                           .isCentred = true,
                           .mostLines = 4,
                           .red = kName.red,
                           .green = kName.green,
                           .blue = kName.blue};
  drawText(context, slate.sentence, {margin, below + height / 24, width - 2 * margin, 0}, sentence);
}

// Same id, same picture: a page fetched again is not drawn again.
bool showsTheSame(const SlideView& a, const SlideView& b) {
  return a.pageId == b.pageId && (a.image != nullptr) == (b.image != nullptr) &&
         a.pageWidth == b.pageWidth && a.pageHeight == b.pageHeight && a.xOffset == b.xOffset &&
         a.yOffset == b.yOffset && a.viewWidth == b.viewWidth && a.viewHeight == b.viewHeight;
}

}  // namespace

BackdropPainter::BackdropPainter(int width, int height)
    : width_(width), height_(height), canvas_(makeSurface(width, height)) {
  base::check(cairo_surface_status(canvas_.get()) == CAIRO_STATUS_SUCCESS,
              "there is memory for the canvas");
}

std::shared_ptr<const Backdrop> BackdropPainter::paint(const Scene& scene) {
  Layout layout = layoutOf(scene, width_, height_);
  {
    const CairoContext context(cairo_create(canvas_.get()));
    fill(context.get(), {0, 0, width_, height_}, kGround);
    if (scene.slate) paintSlate(context.get(), *scene.slate, width_, height_);
    if (!layout.slide.isEmpty()) paintSlide(context.get(), *scene.slide, layout.slide);
    for (const auto& place : layout.cameras) paintCamera(context.get(), place);
  }
  cairo_surface_flush(canvas_.get());
  Picture picture(width_, height_);
  convertArgb(cairo_image_surface_get_data(canvas_.get()),
              cairo_image_surface_get_stride(canvas_.get()), picture.whole(), picture);
  return std::make_shared<const Backdrop>(Backdrop{std::move(layout), std::move(picture)});
}

void BackdropPainter::paintSlide(cairo_t* context, const SlideView& view, const Rectangle& place) {
  const bool isDrawn = slide_ && showsTheSame(view, slideView_) &&
                       cairo_image_surface_get_width(slide_.get()) == place.width &&
                       cairo_image_surface_get_height(slide_.get()) == place.height;
  if (!isDrawn) redrawSlide(view, place);
  cairo_set_source_surface(context, slide_.get(), place.x, place.y);
  cairo_rectangle(context, place.x, place.y, place.width, place.height);
  cairo_fill(context);
}

void BackdropPainter::redrawSlide(const SlideView& view, const Rectangle& place) {
  const auto start = base::steadyNow();
  slide_ = makeSurface(place.width, place.height);
  slideView_ = view;
  if (auto drawn = drawSlide(view, imageOf(view), slide_.get()); !drawn) {
    base::log::failure("stage", "a white page stands for a slide", drawn.error());
  }
  ++slidesDrawn_;
  const auto took = std::chrono::duration_cast<base::Millis>(base::steadyNow() - start);
  if (took > kSlowDrawing) base::log::warn("stage", "a slide was slow to draw", {{"took", took}});
}

const SlideImage* BackdropPainter::imageOf(const SlideView& view) {
  if (!view.image) return nullptr;
  if (imagePage_ == view.pageId && image_) return &*image_;
  imagePage_ = view.pageId;
  image_.reset();
  auto read = SlideImage::read(*view.image);
  if (!read) {
    base::log::failure("stage", "a white page stands for a slide", read.error());
    return nullptr;
  }
  image_ = std::move(*read);
  return &*image_;
}

}  // namespace pipelines
