// SPDX-License-Identifier: Apache-2.0
// Picture: I420 pixels in memory.
#pragma once

#include "pipelines/stage/rectangle.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pipelines {

/// One I420 picture, limited range BT.709, planes laid out as GStreamer does by default.
class Picture {
 public:
  /// Black. @param width, height  Even.
  Picture(int width, int height);

  int width() const { return width_; }
  int height() const { return height_; }
  Rectangle whole() const { return {0, 0, width_, height_}; }
  int stride(int plane) const { return plane == 0 ? lumaStride_ : chromaStride_; }
  size_t offset(int plane) const;
  uint8_t* plane(int plane) { return bytes_.data() + offset(plane); }
  const uint8_t* plane(int plane) const { return bytes_.data() + offset(plane); }
  const std::vector<uint8_t>& bytes() const { return bytes_; }

  /// Copies from (fromX, fromY) of the other picture what fills `to` here. All even and inside.
  void copyFrom(const Picture& other, int fromX, int fromY, const Rectangle& to);

 private:
  int width_, height_;
  int lumaStride_, chromaStride_;
  std::vector<uint8_t> bytes_;
};

/// Converts the part of a Cairo ARGB32 (opaque, sRGB) picture that begins at (area.x, area.y) and
/// is as large as `to`, the whole of which it fills.
/// @param argb  `stride` bytes a row, 4 a pixel in the machine's order.
void convertArgb(const uint8_t* argb, int stride, const Rectangle& area, Picture& to);

}  // namespace pipelines
