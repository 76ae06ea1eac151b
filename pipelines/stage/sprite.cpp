// SPDX-License-Identifier: Apache-2.0
// Alpha at both resolutions, computed once, so that a blend is one multiplication a byte.
#include "pipelines/stage/sprite.hpp"

#include "base/check.hpp"

namespace pipelines {
namespace {

constexpr int kBlackLuma = 16, kNeutralChroma = 128;

int divideBy255(int value) {
  const int rounded = value + 128;
  return (rounded + (rounded >> 8)) >> 8;
}

// What a conversion of opaque pixels added for black belongs to the covered share only.
void uncover(uint8_t& byte, int base, int rest) {
  byte = static_cast<uint8_t>(std::max(0, byte - divideBy255(base * rest)));
}

}  // namespace

Sprite::Sprite(cairo_surface_t* surface)
    : colours_(cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface)),
      lumaRest_(static_cast<size_t>(width() * height())),
      chromaRest_(lumaRest_.size() / 4) {
  cairo_surface_flush(surface);
  const uint8_t* argb = cairo_image_surface_get_data(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  base::check(argb != nullptr, "a sprite is drawn in memory");
  convertArgb(argb, stride, colours_.whole(), colours_);
  const auto rest = [&](int x, int y) {
    return 255 - static_cast<int>(
                     reinterpret_cast<const uint32_t*>(argb + ptrdiff_t{y} * stride)[x] >> 24);
  };
  for (int y = 0; y < height(); ++y) {
    for (int x = 0; x < width(); ++x) {
      lumaRest_[static_cast<size_t>(y * width() + x)] = static_cast<uint8_t>(rest(x, y));
      uncover(colours_.plane(0)[y * colours_.stride(0) + x], kBlackLuma, rest(x, y));
    }
  }
  for (int y = 0; y < height() / 2; ++y) {
    for (int x = 0; x < width() / 2; ++x) {
      const int sum = rest(2 * x, 2 * y) + rest(2 * x + 1, 2 * y) + rest(2 * x, 2 * y + 1) +
                      rest(2 * x + 1, 2 * y + 1);
      const int mean = (sum + 2) / 4;
      chromaRest_[static_cast<size_t>(y * width() / 2 + x)] = static_cast<uint8_t>(mean);
      for (const int plane : {1, 2}) {
        uncover(colours_.plane(plane)[y * colours_.stride(plane) + x], kNeutralChroma, mean);
      }
    }
  }
}

void Sprite::blend(Picture& picture, int x, int y, const Rectangle& clip) const {
  const Rectangle to = intersectionOf({x, y, width(), height()}, clip);
  if (to.isEmpty()) return;
  for (int plane = 0; plane < 3; ++plane) {
    const int half = plane == 0 ? 1 : 2;
    const auto& rests = plane == 0 ? lumaRest_ : chromaRest_;
    const int count = to.width / half;
    const int fromX = (to.x - x) / half;
    for (int row = 0; row < to.height / half; ++row) {
      const int fromY = (to.y - y) / half + row;
      const uint8_t* colour = colours_.plane(plane) + fromY * colours_.stride(plane) + fromX;
      const uint8_t* rest = rests.data() + fromY * (width() / half) + fromX;
      uint8_t* out =
          picture.plane(plane) + (to.y / half + row) * picture.stride(plane) + to.x / half;
      for (int i = 0; i < count; ++i) {
        out[i] = static_cast<uint8_t>(std::min(255, colour[i] + divideBy255(out[i] * rest[i])));
      }
    }
  }
}

}  // namespace pipelines
