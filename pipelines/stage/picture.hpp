// SPDX-License-Identifier: Apache-2.0
// Picture: I420 pixels in memory, and the rectangles that name parts of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pipelines {

/// Pixels; of a Picture all four numbers are even, because chroma has half the resolution.
struct Rectangle {
  int x = 0, y = 0, width = 0, height = 0;
  bool isEmpty() const { return width <= 0 || height <= 0; }
  bool operator==(const Rectangle&) const = default;
};

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

  /// Copies `area` of a picture of the same size to the same place here.
  void copyFrom(const Picture& other, const Rectangle& area);

 private:
  int width_, height_;
  int lumaStride_, chromaStride_;
  std::vector<uint8_t> bytes_;
};

/// Converts `area` of a Cairo ARGB32 (opaque, sRGB) picture of the size of `to`.
/// @param argb  `stride` bytes a row, 4 a pixel in the machine's order.
void convertArgb(const uint8_t* argb, int stride, const Rectangle& area, Picture& to);

}  // namespace pipelines
