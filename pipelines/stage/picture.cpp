// SPDX-License-Identifier: Apache-2.0
// Plane arithmetic and the conversion of drawn pixels to limited-range BT.709.
#include "pipelines/stage/picture.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <cstring>

namespace pipelines {
namespace {

constexpr uint8_t kBlackLuma = 16;
constexpr uint8_t kNeutralChroma = 128;

constexpr int roundUp4(int value) {
  return (value + 3) / 4 * 4;
}

// BT.709 for 8 bit limited range, in 1/65536: 219/255 and 224/255 are in the factors.
constexpr int kShift = 16;
constexpr int factor(double value) {
  return static_cast<int>(value * (1 << kShift) + (value < 0 ? -0.5 : 0.5));
}
constexpr double kLumaScale = 219.0 / 255, kChromaScale = 224.0 / 255;
constexpr double kRed = 0.2126, kBlue = 0.0722, kGreen = 1 - kRed - kBlue;
constexpr double kBlueSpan = 2 * (1 - kBlue), kRedSpan = 2 * (1 - kRed);
constexpr int kYr = factor(kLumaScale * kRed);
constexpr int kYg = factor(kLumaScale * kGreen);
constexpr int kYb = factor(kLumaScale * kBlue);
constexpr int kUr = factor(-kChromaScale * kRed / kBlueSpan);
constexpr int kUg = factor(-kChromaScale * kGreen / kBlueSpan);
constexpr int kUb = -kUr - kUg;  // So that grey gives exactly the neutral value.
constexpr int kVg = factor(-kChromaScale * kGreen / kRedSpan);
constexpr int kVb = factor(-kChromaScale * kBlue / kRedSpan);
constexpr int kVr = -kVg - kVb;
constexpr int kRound = 1 << (kShift - 1);

void convertLuma(const uint32_t* from, uint8_t* to, int count) {
  for (int x = 0; x < count; ++x) {
    const uint32_t pixel = from[x];
    const int r = (pixel >> 16) & 0xff, g = (pixel >> 8) & 0xff, b = pixel & 0xff;
    const int sum = kYr * r + kYg * g + kYb * b + (kBlackLuma << kShift) + kRound;
    to[x] = static_cast<uint8_t>(sum >> kShift);
  }
}

// Two rows of pixels make one row of chroma; the sums of four pixels are divided in the shift.
void convertChroma(const uint32_t* upper, const uint32_t* lower, uint8_t* u, uint8_t* v,
                   int count) {
  constexpr uint32_t kEvenBytes = 0x00ff00ff;
  constexpr int kBias = (kNeutralChroma << (kShift + 2)) + (kRound << 2);
  for (int x = 0; x < count; ++x) {
    const uint32_t a = upper[2 * x], b = upper[2 * x + 1], c = lower[2 * x], d = lower[2 * x + 1];
    const uint32_t redBlue =
        (a & kEvenBytes) + (b & kEvenBytes) + (c & kEvenBytes) + (d & kEvenBytes);
    const auto green = static_cast<int>(((a >> 8) & 0xff) + ((b >> 8) & 0xff) + ((c >> 8) & 0xff) +
                                        ((d >> 8) & 0xff));
    const auto red = static_cast<int>(redBlue >> 16);
    const auto blue = static_cast<int>(redBlue & 0xffff);
    u[x] = static_cast<uint8_t>((kUr * red + kUg * green + kUb * blue + kBias) >> (kShift + 2));
    v[x] = static_cast<uint8_t>((kVr * red + kVg * green + kVb * blue + kBias) >> (kShift + 2));
  }
}

bool isEvenInside(const Rectangle& area, int width, int height) {
  return area.x % 2 == 0 && area.y % 2 == 0 && area.width % 2 == 0 && area.height % 2 == 0 &&
         area.x >= 0 && area.y >= 0 && area.x + area.width <= width &&
         area.y + area.height <= height;
}

}  // namespace

Picture::Picture(int width, int height)
    : width_(width),
      height_(height),
      lumaStride_(roundUp4(width)),
      chromaStride_(roundUp4(width / 2)) {
  base::check(width > 0 && height > 0 && width % 2 == 0 && height % 2 == 0,
              "a picture has an even size");
  bytes_.resize(offset(2) + static_cast<size_t>(chromaStride_) * static_cast<size_t>(height / 2),
                kNeutralChroma);
  std::fill_n(bytes_.begin(), offset(1), kBlackLuma);
}

size_t Picture::offset(int plane) const {
  if (plane == 0) return 0;
  const size_t luma = static_cast<size_t>(lumaStride_) * static_cast<size_t>(height_);
  const size_t chroma = static_cast<size_t>(chromaStride_) * static_cast<size_t>(height_ / 2);
  return plane == 1 ? luma : luma + chroma;
}

void Picture::copyFrom(const Picture& other, int fromX, int fromY, const Rectangle& to) {
  const Rectangle from{fromX, fromY, to.width, to.height};
  base::check(isEvenInside(to, width_, height_) && isEvenInside(from, other.width_, other.height_),
              "an area is copied from inside a picture to inside a picture");
  for (int i = 0; i < 3; ++i) {
    const int half = i == 0 ? 1 : 2;
    for (int row = 0; row < to.height / half; ++row) {
      const int source = (from.y / half + row) * other.stride(i) + from.x / half;
      const int target = (to.y / half + row) * stride(i) + to.x / half;
      std::memcpy(plane(i) + target, other.plane(i) + source, static_cast<size_t>(to.width / half));
    }
  }
}

void convertArgb(const uint8_t* argb, int stride, const Rectangle& area, Picture& to) {
  base::check(area.width == to.width() && area.height == to.height(), "a part fills its picture");
  const auto row = [&](int y) {
    return reinterpret_cast<const uint32_t*>(argb + static_cast<ptrdiff_t>(area.y + y) * stride) +
           area.x;
  };
  for (int y = 0; y < to.height(); y += 2) {
    for (const int line : {y, y + 1}) {
      convertLuma(row(line), to.plane(0) + line * to.stride(0), to.width());
    }
    const ptrdiff_t chroma = y / 2 * to.stride(1);
    convertChroma(row(y), row(y + 1), to.plane(1) + chroma, to.plane(2) + chroma, to.width() / 2);
  }
}

}  // namespace pipelines
