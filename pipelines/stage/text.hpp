// SPDX-License-Identifier: Apache-2.0
// Words on the stage, set by Pango; never read as markup.
#pragma once

#include "pipelines/stage/cairo.hpp"
#include "pipelines/stage/colour.hpp"
#include "pipelines/stage/rectangle.hpp"

#include <string>

namespace pipelines {

/// Where words stand in their area, both ways. Start is the left, for right-to-left words the
/// right.
enum class Anchor { Start, Centre, End };

struct TextStyle {
  double height = 16;  ///< Of the font, in pixels.
  bool isBold = false;
  Anchor across = Anchor::Start;
  Anchor down = Anchor::Start;
  int mostLines = 1;  ///< What does not fit ends in "…".
  Colour colour{1, 1, 1};
};

struct TextSize {
  int width = 0, height = 0;  ///< Pixels.
  bool isCut = false;         ///< The end did not fit.
};

/// Sets `text` in `area`, wrapped to its width. An area of no height only says where to begin.
/// @return The size used.
TextSize drawText(cairo_t* context, const std::string& text, const Rectangle& area,
                  const TextStyle& style);

/// What drawText() would use.
TextSize measureText(const std::string& text, int width, const TextStyle& style);

/// One or two letters that stand for a person without a picture; none when the name has none.
std::string initialsOf(const std::string& name);

}  // namespace pipelines
