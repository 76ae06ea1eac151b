// SPDX-License-Identifier: Apache-2.0
// Colours of the canvas, and that a conversion touches only its area.
#include "pipelines/stage/picture.hpp"

#include "pipelines/stage/video_tile.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

struct Yuv {
  int y, u, v;
  bool operator==(const Yuv&) const = default;
};

Yuv at(const Picture& picture, int x, int y) {
  return {picture.plane(0)[y * picture.stride(0) + x],
          picture.plane(1)[y / 2 * picture.stride(1) + x / 2],
          picture.plane(2)[y / 2 * picture.stride(2) + x / 2]};
}

void PrintTo(const Yuv& value, std::ostream* out) {
  *out << "{" << value.y << ", " << value.u << ", " << value.v << "}";
}

Picture filled(uint32_t argb) {
  const std::vector<uint32_t> pixels(16 * 8, argb);
  Picture picture(16, 8);
  convertArgb(reinterpret_cast<const uint8_t*>(pixels.data()), 16 * 4, picture.whole(), picture);
  return picture;
}

// Values of ITU-R BT.709 for 8 bit limited range.
TEST(ConvertArgb, GivesTheColoursOfBt709) {
  EXPECT_EQ(at(filled(0xff000000), 3, 3), (Yuv{16, 128, 128}));
  EXPECT_EQ(at(filled(0xffffffff), 3, 3), (Yuv{235, 128, 128}));
  EXPECT_EQ(at(filled(0xffff0000), 3, 3), (Yuv{63, 102, 240}));
  EXPECT_EQ(at(filled(0xff00ff00), 3, 3), (Yuv{173, 42, 26}));
  EXPECT_EQ(at(filled(0xff0000ff), 3, 3), (Yuv{32, 240, 118}));
}

TEST(ConvertArgb, TakesThePartAskedFor) {
  std::vector<uint32_t> pixels(16 * 8, 0xff000000);
  for (size_t y = 2; y < 6; ++y)
    std::fill_n(pixels.begin() + static_cast<long>(16 * y + 4), 6, ~0U);
  Picture part(6, 4), shifted(6, 4);
  const auto* bytes = reinterpret_cast<const uint8_t*>(pixels.data());
  convertArgb(bytes, 16 * 4, {4, 2, 6, 4}, part);
  convertArgb(bytes, 16 * 4, {2, 2, 6, 4}, shifted);
  for (const int x : {0, 5}) EXPECT_EQ(at(part, x, 3), (Yuv{235, 128, 128}));
  EXPECT_EQ(at(shifted, 1, 0), (Yuv{16, 128, 128}));
  EXPECT_EQ(at(shifted, 2, 0), (Yuv{235, 128, 128}));
}

TEST(Picture, CopiesAnAreaOfAllPlanes) {
  const Picture red = filled(0xffff0000);
  Picture picture(16, 8);
  picture.copyFrom(red, 0, 2, {8, 4, 4, 2});
  EXPECT_EQ(at(picture, 8, 4), (Yuv{63, 102, 240}));
  EXPECT_EQ(at(picture, 11, 5), (Yuv{63, 102, 240}));
  EXPECT_EQ(at(picture, 12, 4), (Yuv{16, 128, 128}));
  EXPECT_EQ(at(picture, 8, 3), (Yuv{16, 128, 128}));
}

void fill(Picture& picture, const Yuv& colour) {
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) {
      picture.plane(0)[y * picture.stride(0) + x] = static_cast<uint8_t>(colour.y);
      picture.plane(1)[y / 2 * picture.stride(1) + x / 2] = static_cast<uint8_t>(colour.u);
      picture.plane(2)[y / 2 * picture.stride(2) + x / 2] = static_cast<uint8_t>(colour.v);
    }
  }
}

// Pure red, green and blue in BT.601 become what BT.709 has for them, within a rounding each way.
TEST(ConvertBt601, GivesTheSameColoursInBt709) {
  const std::vector<std::pair<Yuv, Yuv>> colours = {{{81, 90, 240}, {63, 102, 240}},
                                                    {{145, 54, 34}, {173, 42, 26}},
                                                    {{41, 240, 110}, {32, 240, 118}},
                                                    {{235, 128, 128}, {235, 128, 128}}};
  for (const auto& [from, to] : colours) {
    Picture picture(16, 8);
    fill(picture, from);
    convertBt601(picture);
    const auto result = at(picture, 5, 5);
    EXPECT_NEAR(result.y, to.y, 1) << "luma of " << from.y;
    EXPECT_NEAR(result.u, to.u, 1) << "blue of " << from.y;
    EXPECT_NEAR(result.v, to.v, 1) << "red of " << from.y;
  }
}

}  // namespace
}  // namespace pipelines
