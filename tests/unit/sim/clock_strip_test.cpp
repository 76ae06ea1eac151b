// SPDX-License-Identifier: Apache-2.0
// The clock strip is read back whole, small, dimmed, and never wrong.
#include "tests/sim/clock_strip.hpp"

#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace {

constexpr std::uint64_t kTime = 1'795'471'625'926;
constexpr int kWidth = sim::strip::kPictureWidth;
constexpr int kHeight = sim::strip::kPictureHeight;

std::vector<std::uint8_t> picture(std::uint64_t time) {
  std::vector<std::uint8_t> luma(static_cast<std::size_t>(kWidth) * kHeight, 120);
  sim::drawClock(luma, kWidth, time);
  return luma;
}

/// The picture at another size inside a grey frame, by nearest neighbour.
std::vector<std::uint8_t> scaled(const std::vector<std::uint8_t>& source, sim::PictureArea area,
                                 int width, int height) {
  std::vector<std::uint8_t> target(static_cast<std::size_t>(width * height), 120);
  for (int y = 0; y < static_cast<int>(area.height); ++y) {
    for (int x = 0; x < static_cast<int>(area.width); ++x) {
      const int fromX = static_cast<int>(x * kWidth / area.width);
      const int fromY = static_cast<int>(y * kHeight / area.height);
      const int toX = x + static_cast<int>(area.left), toY = y + static_cast<int>(area.top);
      target[static_cast<std::size_t>(toY * width + toX)] =
          source[static_cast<std::size_t>(fromY * kWidth + fromX)];
    }
  }
  return target;
}

TEST(ClockStrip, ReadsWhatWasDrawn) {
  const auto luma = picture(kTime);
  EXPECT_EQ(sim::readClock({luma, kWidth, kHeight, kWidth}, {}), kTime);
}

TEST(ClockStrip, ReadsTheLargestAndTheSmallestTime) {
  constexpr std::uint64_t kLargest = (std::uint64_t{1} << 48) - 1;
  EXPECT_EQ(sim::clockFromCells(sim::clockCells(kLargest)), kLargest);
  EXPECT_EQ(sim::clockFromCells(sim::clockCells(0)), 0U);
}

TEST(ClockStrip, ReadsASmallPictureInsideALargerOne) {
  const sim::PictureArea area{37, 19, 200, 150};
  const auto luma = scaled(picture(kTime), area, 320, 240);
  EXPECT_EQ(sim::readClock({luma, 320, 240, 320}, area), kTime);
}

TEST(ClockStrip, ReadsADimmedPicture) {
  auto luma = picture(kTime);
  for (auto& value : luma) value = static_cast<std::uint8_t>(60 + value / 3);
  EXPECT_EQ(sim::readClock({luma, kWidth, kHeight, kWidth}, {}), kTime);
}

TEST(ClockStrip, RefusesAnyWrongCell) {
  for (std::size_t i = 0; i < sim::strip::kCells; ++i) {
    auto cells = sim::clockCells(kTime);
    cells.at(i) = !cells.at(i);
    EXPECT_FALSE(sim::clockFromCells(cells)) << "cell " << i;
  }
}

TEST(ClockStrip, RefusesAPictureOfOneColour) {
  const std::vector<std::uint8_t> luma(static_cast<std::size_t>(kWidth) * kHeight, 235);
  EXPECT_FALSE(sim::readClock({luma, kWidth, kHeight, kWidth}, {}));
}

TEST(ClockStrip, RefusesAnAreaOutsideThePicture) {
  const auto luma = picture(kTime);
  EXPECT_FALSE(sim::readClock({luma, kWidth, kHeight, kWidth}, {400, 0, 640, 480}));
  EXPECT_FALSE(sim::readClock({{}, kWidth, kHeight, kWidth}, {}));
}

}  // namespace
