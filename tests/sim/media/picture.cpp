// SPDX-License-Identifier: Apache-2.0
// The pictures of the synthetic cameras and of the synthetic screen. Pure.
#include "tests/sim/media/picture.hpp"

#include "tests/sim/clock_strip.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace sim {
namespace {

struct Color {
  std::uint8_t y, u, v;
};

struct Box {
  int x, y, width, height;
};

Color rgb(int red, int green, int blue) {
  // BT.601, limited range, as VP8 cameras are.
  const double y = 16 + 0.257 * red + 0.504 * green + 0.098 * blue;
  const double u = 128 - 0.148 * red - 0.291 * green + 0.439 * blue;
  const double v = 128 + 0.439 * red - 0.368 * green - 0.071 * blue;
  return {static_cast<std::uint8_t>(y), static_cast<std::uint8_t>(u), static_cast<std::uint8_t>(v)};
}

std::uint8_t* chroma(I420& picture, bool second) {
  const std::size_t pixels = picture.luma().size();
  return picture.bytes.data() + pixels + (second ? pixels / 4 : 0);
}

void setPixel(I420& picture, int x, int y, Color color) {
  if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) return;
  picture.bytes[static_cast<std::size_t>(y * picture.width + x)] = color.y;
  const auto half = static_cast<std::size_t>((y / 2) * (picture.width / 2) + x / 2);
  chroma(picture, false)[half] = color.u;
  chroma(picture, true)[half] = color.v;
}

void fillBox(I420& picture, Box box, Color color) {
  for (int y = box.y; y < box.y + box.height; ++y) {
    for (int x = box.x; x < box.x + box.width; ++x) setPixel(picture, x, y, color);
  }
}

void fillEllipse(I420& picture, Box box, Color color) {
  const double rx = box.width / 2.0, ry = box.height / 2.0;
  for (int y = 0; y < box.height; ++y) {
    for (int x = 0; x < box.width; ++x) {
      const double dx = (x + 0.5 - rx) / rx, dy = (y + 0.5 - ry) / ry;
      if (dx * dx + dy * dy <= 1) setPixel(picture, box.x + x, box.y + y, color);
    }
  }
}

struct Point {
  double x, y;
};

void drawLimb(I420& picture, Point from, Point to, Color color) {
  constexpr int kThickness = 22;
  constexpr int kSteps = 24;
  for (int i = 0; i <= kSteps; ++i) {
    const double t = static_cast<double>(i) / kSteps;
    const int x = static_cast<int>(from.x + (to.x - from.x) * t) - kThickness / 2;
    const int y = static_cast<int>(from.y + (to.y - from.y) * t) - kThickness / 2;
    fillEllipse(picture, {x, y, kThickness, kThickness}, color);
  }
}

/// Rooms of the eight cameras: wall and coat.
constexpr std::array<std::array<int, 6>, 8> kRooms = {{{168, 196, 214, 120, 36, 60},
                                                       {214, 206, 168, 30, 90, 80},
                                                       {190, 214, 176, 70, 50, 120},
                                                       {214, 182, 176, 40, 70, 130},
                                                       {196, 184, 214, 130, 80, 20},
                                                       {176, 210, 210, 110, 30, 110},
                                                       {210, 210, 196, 50, 50, 60},
                                                       {200, 190, 180, 20, 110, 50}}};

/// The camera's number as that many studs on the board.
void drawRoom(I420& room, int which) {
  const auto& colors = kRooms.at(static_cast<std::size_t>(which) % kRooms.size());
  fillBox(room, {0, 0, room.width, room.height}, rgb(colors[0], colors[1], colors[2]));
  fillBox(room, {40, 30, 330, 210}, rgb(110, 80, 50));
  fillBox(room, {50, 40, 310, 190}, rgb(28, 74, 60));
  for (int i = 0; i < 4; ++i) {
    fillBox(room, {74, 70 + i * 36, 230 - i * 34, 6}, rgb(206, 220, 212));
  }
  for (int i = 0; i <= which; ++i) {
    fillEllipse(room, {330 - i * 26, 200, 18, 18}, rgb(250, 200, 60));
  }
  fillBox(room, {0, 430, room.width, 50}, rgb(120, 92, 66));
}

}  // namespace

CameraPicture::CameraPicture(int which)
    : room_(strip::kPictureWidth, strip::kPictureHeight),
      frame_(strip::kPictureWidth, strip::kPictureHeight),
      which_(which) {
  drawRoom(room_, which);
}

const I420& CameraPicture::draw(std::int64_t unixMilliseconds) {
  const std::int64_t inSecond = unixMilliseconds % 1000;
  if (inSecond < kFlashMilliseconds) {
    fillBox(frame_, {0, 0, frame_.width, frame_.height}, {strip::kWhite, 128, 128});
  } else {
    std::copy(room_.bytes.begin(), room_.bytes.end(), frame_.bytes.begin());
    constexpr double kSwayMs = 4000, kWaveMs = 1500;
    const double turn = 2 * std::numbers::pi;
    const double sway = std::sin(turn * static_cast<double>(unixMilliseconds % 4000) / kSwayMs);
    const double wave = std::sin(turn * static_cast<double>(unixMilliseconds % 1500) / kWaveMs);
    const auto& colors = kRooms.at(static_cast<std::size_t>(which_) % kRooms.size());
    const Color coat = rgb(colors[3], colors[4], colors[5]);
    const Color skin = rgb(224, 176, 144);
    const int x = 470 + static_cast<int>(34 * sway);
    fillEllipse(frame_, {x - 78, 178, 156, 220}, coat);
    drawLimb(frame_, {x - 50.0, 230}, {x - 130.0, 190 - 46 * wave}, coat);
    fillEllipse(frame_, {x - 144, static_cast<int>(176 - 46 * wave), 28, 28}, skin);
    fillEllipse(frame_, {x - 44, 70, 88, 108}, skin);
    fillEllipse(frame_, {x - 46, 60, 92, 48}, rgb(70, 46, 30));
    fillEllipse(frame_, {x - 26, 114, 12, 12}, rgb(20, 20, 20));
    fillEllipse(frame_, {x + 10, 114, 12, 12}, rgb(20, 20, 20));
    const int mouth = 6 + static_cast<int>(8 * std::abs(wave));
    fillEllipse(frame_, {x - 16, 144, 30, mouth}, rgb(150, 50, 50));
  }
  drawClock(frame_.luma(), frame_.width, static_cast<std::uint64_t>(unixMilliseconds));
  // Neutral colour under the strip: its cells are read from luma, and look black and white.
  constexpr Box kStrip = {strip::kLeft - strip::kBorder, strip::kTop - strip::kBorder,
                          strip::kColumns * strip::kCellWidth + 2 * strip::kBorder,
                          strip::kRows * strip::kCellHeight + 2 * strip::kBorder};
  for (int y = kStrip.y / 2; y < (kStrip.y + kStrip.height) / 2; ++y) {
    const int at = y * frame_.width / 2 + kStrip.x / 2;
    std::fill_n(chroma(frame_, false) + at, kStrip.width / 2, std::uint8_t{128});
    std::fill_n(chroma(frame_, true) + at, kStrip.width / 2, std::uint8_t{128});
  }
  return frame_;
}

ScreenPicture::ScreenPicture() : desk_(1280, 720), frame_(1280, 720) {
  fillBox(desk_, {0, 0, 1280, 720}, rgb(40, 54, 84));
  fillBox(desk_, {80, 60, 760, 520}, rgb(245, 245, 240));
  fillBox(desk_, {80, 60, 760, 36}, rgb(70, 110, 180));
  for (int i = 0; i < 11; ++i) {
    fillBox(desk_, {120, 130 + i * 38, 660 - (i * 97) % 300, 12}, rgb(60, 60, 70));
  }
  fillBox(desk_, {900, 60, 320, 240}, rgb(24, 24, 28));
  fillBox(desk_, {900, 340, 320, 240}, rgb(230, 226, 210));
}

const I420& ScreenPicture::draw(std::int64_t unixMilliseconds) {
  std::copy(desk_.bytes.begin(), desk_.bytes.end(), frame_.bytes.begin());
  const int second = static_cast<int>(unixMilliseconds / 1000 % 10);
  for (int i = 0; i <= second; ++i) {
    fillBox(frame_, {920 + i * 29, 280 - i * 20, 20, i * 20 + 4}, rgb(90, 200, 120));
  }
  const int run = static_cast<int>(unixMilliseconds % 5000 * 1200 / 5000);
  fillBox(frame_, {40, 640, 1200, 24}, rgb(20, 28, 46));
  fillBox(frame_, {40, 640, std::max(2, run), 24}, rgb(240, 160, 50));
  return frame_;
}

}  // namespace sim
