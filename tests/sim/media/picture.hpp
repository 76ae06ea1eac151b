// SPDX-License-Identifier: Apache-2.0
// The pictures of the synthetic cameras and of the synthetic screen. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sim {

/// An I420 picture in one block of bytes, planes without padding.
struct I420 {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> bytes;

  I420(int w, int h) : width(w), height(h), bytes(pixels() * 3 / 2) {}
  std::size_t pixels() const {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  }
  std::span<std::uint8_t> luma() { return std::span(bytes).first(pixels()); }
};

/// A flash and a beep last this long from each whole second on.
inline constexpr std::int64_t kFlashMilliseconds = 100;

/// 640x480: a lecturer who moves, the clock strip, and white for 100 ms at each whole second.
class CameraPicture {
 public:
  /// @param which  Gives each camera its own colours and number.
  explicit CameraPicture(int which);
  const I420& draw(std::int64_t unixMilliseconds);

 private:
  I420 room_;
  I420 frame_;
  int which_;
};

/// 1280x720: windows, a running bar and the seconds as bars.
class ScreenPicture {
 public:
  ScreenPicture();
  const I420& draw(std::int64_t unixMilliseconds);

 private:
  I420 desk_;
  I420 frame_;
};

}  // namespace sim
