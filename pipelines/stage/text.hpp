// SPDX-License-Identifier: Apache-2.0
// Words on the stage, set by Pango; never read as markup.
#pragma once

#include "pipelines/stage/cairo.hpp"
#include "pipelines/stage/picture.hpp"

#include <string>

namespace pipelines {

struct TextStyle {
  double height = 16;  ///< Of the font, in pixels.
  bool isBold = false;
  bool isCentred = false;
  int mostLines = 1;  ///< What does not fit ends in "…".
  double red = 1, green = 1, blue = 1;
};

/// Sets `text` from the top of `area`, wrapped to its width. @return The height used, in pixels.
int drawText(cairo_t* context, const std::string& text, const Rectangle& area,
             const TextStyle& style);

}  // namespace pipelines
