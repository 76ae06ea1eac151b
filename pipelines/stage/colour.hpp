// SPDX-License-Identifier: Apache-2.0
// Colours of the stage, as Cairo takes them.
#pragma once

namespace pipelines {

/// sRGB, each 0..1.
struct Colour {
  double red = 0, green = 0, blue = 0;
  bool operator==(const Colour&) const = default;
};

/// 0xRRGGBB.
constexpr Colour colourOf(unsigned rgb) {
  return {((rgb >> 16) & 0xff) / 255.0, ((rgb >> 8) & 0xff) / 255.0, (rgb & 0xff) / 255.0};
}

}  // namespace pipelines
