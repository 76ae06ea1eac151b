// SPDX-License-Identifier: Apache-2.0
// The machine-readable clock in the synthetic camera picture: drawing it and reading it back.
#include "tests/sim/clock_strip.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace sim {
namespace {

constexpr int kMarks = 4;
constexpr int kTimeBits = 48;
constexpr int kCrcBits = 8;

std::uint8_t crcOfTime(std::uint64_t time) {
  constexpr unsigned kPolynomial = 0x07;
  unsigned crc = 0;
  for (int shift = kTimeBits - 8; shift >= 0; shift -= 8) {
    crc ^= static_cast<unsigned>((time >> shift) & 0xFF);
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc & 0x80) != 0 ? ((crc << 1) ^ kPolynomial) & 0xFF : (crc << 1) & 0xFF;
    }
  }
  return static_cast<std::uint8_t>(crc);
}

/// Marks at the start are 1010, at the end 0101: a strip of one colour is never a clock.
bool markAt(int index, bool atEnd) {
  return (index % 2 == 0) != atEnd;
}

void fill(std::span<std::uint8_t> luma, int stride, std::pair<int, int> corner,
          std::pair<int, int> size, std::uint8_t value) {
  for (int y = corner.second; y < corner.second + size.second; ++y) {
    const auto start = static_cast<std::size_t>(y) * static_cast<std::size_t>(stride) +
                       static_cast<std::size_t>(corner.first);
    std::fill_n(luma.begin() + static_cast<std::ptrdiff_t>(start), size.first, value);
  }
}

/// Mean luma of the middle half of a cell, where neither scaling nor coding smears a neighbour in.
std::optional<double> cellLuma(const LumaPicture& picture, const PictureArea& area, int index) {
  const double scaleX = area.width / strip::kPictureWidth;
  const double scaleY = area.height / strip::kPictureHeight;
  const int column = index % strip::kColumns;
  const int row = index / strip::kColumns;
  const double x0 = area.left + (strip::kLeft + (column + 0.25) * strip::kCellWidth) * scaleX;
  const double y0 = area.top + (strip::kTop + (row + 0.25) * strip::kCellHeight) * scaleY;
  const int left = static_cast<int>(std::floor(x0));
  const int top = static_cast<int>(std::floor(y0));
  const int right = std::max(left + 1, static_cast<int>(x0 + strip::kCellWidth * 0.5 * scaleX));
  const int bottom = std::max(top + 1, static_cast<int>(y0 + strip::kCellHeight * 0.5 * scaleY));
  if (left < 0 || top < 0 || right > picture.width || bottom > picture.height) return {};
  double sum = 0;
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x) {
      sum += picture.bytes[static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.stride) +
                           static_cast<std::size_t>(x)];
    }
  }
  return sum / ((right - left) * (bottom - top));
}

}  // namespace

std::array<bool, strip::kCells> clockCells(std::uint64_t unixMilliseconds) {
  std::array<bool, strip::kCells> cells{};
  const std::uint8_t crc = crcOfTime(unixMilliseconds);
  for (int i = 0; i < kMarks; ++i) {
    cells.at(static_cast<std::size_t>(i)) = markAt(i, false);
    cells.at(static_cast<std::size_t>(strip::kCells - kMarks + i)) = markAt(i, true);
  }
  for (int i = 0; i < kTimeBits; ++i) {
    cells.at(static_cast<std::size_t>(kMarks + i)) =
        ((unixMilliseconds >> (kTimeBits - 1 - i)) & 1) != 0;
  }
  for (int i = 0; i < kCrcBits; ++i) {
    cells.at(static_cast<std::size_t>(kMarks + kTimeBits + i)) =
        ((crc >> (kCrcBits - 1 - i)) & 1) != 0;
  }
  return cells;
}

std::optional<std::uint64_t> clockFromCells(const std::array<bool, strip::kCells>& cells) {
  std::uint64_t time = 0;
  for (int i = 0; i < kTimeBits; ++i) {
    time = (time << 1) | (cells.at(static_cast<std::size_t>(kMarks + i)) ? 1U : 0U);
  }
  if (clockCells(time) != cells) return {};
  return time;
}

void drawClock(std::span<std::uint8_t> luma, int stride, std::uint64_t unixMilliseconds) {
  if (stride < strip::kPictureWidth ||
      luma.size() < static_cast<std::size_t>(stride) * strip::kPictureHeight) {
    return;
  }
  const int width = strip::kColumns * strip::kCellWidth;
  const int height = strip::kRows * strip::kCellHeight;
  fill(luma, stride, {strip::kLeft - strip::kBorder, strip::kTop - strip::kBorder},
       {width + 2 * strip::kBorder, height + 2 * strip::kBorder}, strip::kBlack);
  const auto cells = clockCells(unixMilliseconds);
  for (int i = 0; i < strip::kCells; ++i) {
    if (!cells.at(static_cast<std::size_t>(i))) continue;
    fill(luma, stride,
         {strip::kLeft + (i % strip::kColumns) * strip::kCellWidth,
          strip::kTop + (i / strip::kColumns) * strip::kCellHeight},
         {strip::kCellWidth, strip::kCellHeight}, strip::kWhite);
  }
}

std::optional<std::uint64_t> readClock(const LumaPicture& picture, const PictureArea& area) {
  if (picture.stride < picture.width || picture.width <= 0 || picture.height <= 0 ||
      picture.bytes.size() <
          static_cast<std::size_t>(picture.stride) * static_cast<std::size_t>(picture.height)) {
    return {};
  }
  std::array<double, strip::kCells> luma{};
  for (int i = 0; i < strip::kCells; ++i) {
    const auto value = cellLuma(picture, area, i);
    if (!value) return {};
    luma.at(static_cast<std::size_t>(i)) = *value;
  }
  const auto [darkest, lightest] = std::minmax_element(luma.begin(), luma.end());
  if (*lightest - *darkest < strip::kLeastContrast) return {};
  const double threshold = (*lightest + *darkest) / 2;
  std::array<bool, strip::kCells> cells{};
  std::transform(luma.begin(), luma.end(), cells.begin(),
                 [threshold](double value) { return value > threshold; });
  return clockFromCells(cells);
}

}  // namespace sim
