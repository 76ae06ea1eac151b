// SPDX-License-Identifier: Apache-2.0
// Blending on I420.
#include "pipelines/stage/sprite.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

Sprite filled(double red, double green, double blue, double alpha, int width = 8, int height = 4) {
  const CairoSurface surface = makeSurface(width, height);
  const CairoContext context(cairo_create(surface.get()));
  cairo_set_source_rgba(context.get(), red, green, blue, alpha);
  cairo_paint(context.get());
  return Sprite(surface.get());
}

Picture white(int width, int height) {
  const std::vector<uint32_t> pixels(static_cast<size_t>(width * height), ~0U);
  Picture picture(width, height);
  convertArgb(reinterpret_cast<const uint8_t*>(pixels.data()), width * 4, picture.whole(), picture);
  return picture;
}

int byteAt(const Picture& picture, int plane, int x, int y) {
  return picture.plane(plane)[y * picture.stride(plane) + x];
}

TEST(Sprite, CoversWhereItIsOpaque) {
  Picture picture = white(16, 8);
  filled(1, 0, 0, 1).blend(picture, 4, 2, picture.whole());
  EXPECT_EQ(byteAt(picture, 0, 4, 2), 63);
  EXPECT_EQ(byteAt(picture, 1, 2, 1), 102);
  EXPECT_EQ(byteAt(picture, 2, 5, 2), 240);
  EXPECT_EQ(byteAt(picture, 0, 3, 2), 235);
  EXPECT_EQ(byteAt(picture, 0, 12, 2), 235);
  EXPECT_EQ(byteAt(picture, 0, 4, 6), 235);
}

TEST(Sprite, MixesByItsAlpha) {
  Picture picture = white(16, 8);
  filled(0, 0, 0, 0.5).blend(picture, 0, 0, picture.whole());
  EXPECT_NEAR(byteAt(picture, 0, 0, 0), (235 + 16) / 2, 1);
  EXPECT_NEAR(byteAt(picture, 1, 0, 0), 128, 1);
}

TEST(Sprite, LeavesWhatShinesThroughAsItIs) {
  Picture picture = white(16, 8);
  const auto before = picture.bytes();
  filled(0.3, 0.5, 0.7, 0).blend(picture, 0, 0, picture.whole());
  EXPECT_EQ(picture.bytes(), before);
}

TEST(Sprite, StaysInsideItsClipAndThePicture) {
  Picture picture = white(16, 8);
  filled(0, 0, 0, 1).blend(picture, -4, -2, {0, 0, 2, 2});
  EXPECT_EQ(byteAt(picture, 0, 1, 1), 16);
  EXPECT_EQ(byteAt(picture, 0, 2, 0), 235);
  EXPECT_EQ(byteAt(picture, 0, 0, 2), 235);
  filled(0, 0, 0, 1).blend(picture, 14, 6, picture.whole());
  filled(0, 0, 0, 1).blend(picture, 40, 60, picture.whole());
  EXPECT_EQ(byteAt(picture, 0, 15, 7), 16);
}

}  // namespace
}  // namespace pipelines
