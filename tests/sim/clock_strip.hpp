// SPDX-License-Identifier: Apache-2.0
// The machine-readable clock in the synthetic camera picture: drawing it and reading it back.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace sim {

/// Layout, in the camera's own 640x480 picture (everything scales with the picture):
///
///  - the strip is 512x96 px with its top left corner at (64, 312), on a black border of 8 px;
///    it stays inside the picture when 4:3 is cut to 16:9, and a flash does not cover it;
///  - it has 4 rows of 16 cells, each cell 32x24 px, white (luma 235) = 1, black (16) = 0;
///  - cells are read row by row, left to right: 4 marks `1010`, 48 bits of the time in Unix
///    milliseconds (most significant first), 8 bits of CRC-8 (polynomial 0x07, initial value 0)
///    over the six bytes of the time, 4 marks `0101`.
///
/// tests/browser/clock_strip.mjs is the same reader for a page.
namespace strip {
inline constexpr int kPictureWidth = 640;
inline constexpr int kPictureHeight = 480;
inline constexpr int kLeft = 64;
inline constexpr int kTop = 312;
inline constexpr int kColumns = 16;
inline constexpr int kRows = 4;
inline constexpr int kCellWidth = 32;
inline constexpr int kCellHeight = 24;
inline constexpr int kBorder = 8;
inline constexpr int kCells = kColumns * kRows;
inline constexpr std::uint8_t kWhite = 235;
inline constexpr std::uint8_t kBlack = 16;
/// Least difference of luma between the darkest and the lightest cell of a readable strip.
inline constexpr int kLeastContrast = 60;
}  // namespace strip

/// A picture in luma: `rows` of `stride` bytes, the first `width` of each are pixels.
struct LumaPicture {
  std::span<const std::uint8_t> bytes;
  int width = 0;
  int height = 0;
  int stride = 0;
};

/// Where the camera's whole picture lies inside a larger one, in pixels of the larger one.
struct PictureArea {
  double left = 0;
  double top = 0;
  double width = strip::kPictureWidth;
  double height = strip::kPictureHeight;
};

/// The 64 cells that stand for a time.
/// @param unixMilliseconds  0 .. 2^48-1.
std::array<bool, strip::kCells> clockCells(std::uint64_t unixMilliseconds);

/// The time that 64 cells stand for; nothing when a mark or the CRC is wrong.
std::optional<std::uint64_t> clockFromCells(const std::array<bool, strip::kCells>& cells);

/// Draws strip and border into a 640x480 luma plane.
/// @param luma  At least 480 rows of `stride` bytes; not touched if it is shorter.
void drawClock(std::span<std::uint8_t> luma, int stride, std::uint64_t unixMilliseconds);

/// Reads the clock out of a picture in which the camera fills `area`.
/// @return Unix milliseconds; nothing when the strip is not there or not readable.
std::optional<std::uint64_t> readClock(const LumaPicture& picture, const PictureArea& area);

}  // namespace sim
