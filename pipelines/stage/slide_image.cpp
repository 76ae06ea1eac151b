// SPDX-License-Identifier: Apache-2.0
// Slides come from outside: their size is bounded and they can reach nothing but themselves.
#include "pipelines/stage/slide_image.hpp"

#include "pipelines/stage/embedded_images.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace pipelines {
namespace {

constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1a\n";
constexpr size_t kPngWidthAt = 16, kPngHeightAt = 20, kPngHeader = 24;

// BBB draws the image slightly larger than the page, to hide seams.
constexpr double kOverlapBefore = 0.5, kOverlapBoth = 1.5;
// Canvas beside the page, seen on pages without bounds: #F9FAFB.
constexpr double kBesideRed = 0xf9 / 255.0, kBesideGreen = 0xfa / 255.0, kBesideBlue = 0xfb / 255.0;

base::Error slideError(const std::string& what) {
  return base::Error{base::Fault::Media, "the slide " + what, "slide"};
}

uint32_t bigEndianAt(const std::string& bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
  return value;
}

struct Reader {
  std::string_view rest;
};

cairo_status_t readSome(void* closure, unsigned char* data, unsigned int length) {
  auto& rest = static_cast<Reader*>(closure)->rest;
  if (rest.size() < length) return CAIRO_STATUS_READ_ERROR;
  std::memcpy(data, rest.data(), length);
  rest.remove_prefix(length);
  return CAIRO_STATUS_SUCCESS;
}

base::Result<CairoSurface> readPng(const std::string& bytes) {
  if (bytes.size() < kPngHeader) return slideError("is a PNG that is cut short");
  const int64_t width = bigEndianAt(bytes, kPngWidthAt);
  const int64_t height = bigEndianAt(bytes, kPngHeightAt);
  if (width * height > SlideImage::kMaxPixels) return slideError("is a PNG of too many pixels");
  Reader reader{bytes};
  CairoSurface surface(cairo_image_surface_create_from_png_stream(readSome, &reader));
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) {
    return slideError("is not a readable PNG");
  }
  return surface;
}

base::Result<base::Ref<RsvgHandle>> readSvg(const std::string& bytes) {
  const auto pixels = embeddedPixels(bytes);
  if (!pixels) return pixels.error();
  if (*pixels > SlideImage::kMaxPixels) return slideError("holds pictures of too many pixels");
  GError* error = nullptr;
  const auto stream = base::Ref<GInputStream>::adopt(g_memory_input_stream_new_from_data(
      bytes.data(), static_cast<gssize>(bytes.size()), nullptr));
  // No base file: librsvg then follows no reference but data: URLs. No UNLIMITED flag: libxml2's
  // limits stay.
  auto handle = base::Ref<RsvgHandle>::adopt(rsvg_handle_new_from_stream_sync(
      stream.get(), nullptr, RSVG_HANDLE_FLAGS_NONE, nullptr, &error));
  if (handle) return handle;
  const std::string why = error != nullptr ? error->message : "no reason given";
  g_clear_error(&error);
  return slideError("is not a readable SVG: " + why);
}

bool isLength(double value) {
  return std::isfinite(value) && value >= 1e-3 && value <= 1e6;
}

}  // namespace

bool isSound(const SlideView& view) {
  return isLength(view.pageWidth) && isLength(view.pageHeight) && isLength(view.viewWidth) &&
         isLength(view.viewHeight) && std::abs(view.xOffset) <= 1e6 &&
         std::abs(view.yOffset) <= 1e6;
}

base::Result<SlideImage> SlideImage::read(const std::string& bytes) {
  if (bytes.size() > kMaxBytes) return slideError("is larger than 24 MiB");
  SlideImage image;
  if (bytes.starts_with(kPngSignature)) {
    auto pixels = readPng(bytes);
    if (!pixels) return std::move(pixels).error();
    image.pixels_ = std::move(*pixels);
  } else {
    auto vector = readSvg(bytes);
    if (!vector) return std::move(vector).error();
    image.vector_ = *vector;
  }
  return image;
}

ImageSize SlideImage::size() const {
  if (pixels_) {
    return {static_cast<double>(cairo_image_surface_get_width(pixels_.get())),
            static_cast<double>(cairo_image_surface_get_height(pixels_.get()))};
  }
  ImageSize size;
  if (rsvg_handle_get_intrinsic_size_in_pixels(vector_.get(), &size.width, &size.height) != FALSE) {
    return size;
  }
  gboolean hasWidth = FALSE, hasHeight = FALSE, hasBox = FALSE;
  RsvgLength width, height;
  RsvgRectangle box{0, 0, 1, 1};
  rsvg_handle_get_intrinsic_dimensions(vector_.get(), &hasWidth, &width, &hasHeight, &height,
                                       &hasBox, &box);
  return {box.width, box.height};
}

base::Result<void> SlideImage::draw(cairo_t* context, double x, double y, double width,
                                    double height) const {
  if (pixels_) {
    cairo_save(context);
    cairo_translate(context, x, y);
    cairo_scale(context, width / cairo_image_surface_get_width(pixels_.get()),
                height / cairo_image_surface_get_height(pixels_.get()));
    cairo_set_source_surface(context, pixels_.get(), 0, 0);
    cairo_paint(context);
    cairo_restore(context);
    return {};
  }
  GError* error = nullptr;
  const RsvgRectangle viewport{x, y, width, height};
  if (rsvg_handle_render_document(vector_.get(), context, &viewport, &error) != FALSE) return {};
  const std::string why = error != nullptr ? error->message : "no reason given";
  g_clear_error(&error);
  return slideError("cannot be drawn: " + why);
}

base::Result<void> drawSlide(const SlideView& view, const SlideImage* image,
                             cairo_surface_t* surface) {
  const CairoContext context(cairo_create(surface));
  cairo_set_source_rgb(context.get(), kBesideRed, kBesideGreen, kBesideBlue);
  cairo_paint(context.get());
  if (!isSound(view)) return slideError("has sizes that make no sense");
  const double width = cairo_image_surface_get_width(surface);
  const double height = cairo_image_surface_get_height(surface);
  // Even sizes bend the shape by less than two pixels: each axis gets its own scale, so that
  // nothing is cut.
  cairo_scale(context.get(), width / view.viewWidth, height / view.viewHeight);
  cairo_translate(context.get(), view.xOffset, view.yOffset);
  cairo_set_source_rgb(context.get(), 1, 1, 1);
  cairo_rectangle(context.get(), 0, 0, view.pageWidth, view.pageHeight);
  cairo_fill(context.get());
  if (image == nullptr) return {};
  return image->draw(context.get(), -kOverlapBefore, -kOverlapBefore, view.pageWidth + kOverlapBoth,
                     view.pageHeight + kOverlapBoth);
}

}  // namespace pipelines
