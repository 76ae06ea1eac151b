// SPDX-License-Identifier: Apache-2.0
// The colours of everything on the stage that is ours. Flat: a gradient would cost bits in every
// keyframe.
#pragma once

#include "pipelines/stage/cairo.hpp"
#include "pipelines/stage/colour.hpp"
#include "pipelines/stage/rectangle.hpp"

namespace pipelines {

constexpr Colour kGround = colourOf(0x13161c);
constexpr Colour kRaised = colourOf(0x1f2530);  // The bar, the card.
constexpr Colour kAccent = colourOf(0x4e9af1);
constexpr Colour kBrightText = colourOf(0xffffff);
constexpr Colour kQuietText = colourOf(0xc3cad6);
constexpr Colour kSpeaking = colourOf(0x3ddc84);
constexpr Colour kPresenterCursor = colourOf(0xff0000), kOtherCursor = colourOf(0x70db70);

inline void setColour(cairo_t* context, const Colour& colour, double alpha = 1) {
  cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, alpha);
}

inline void fillRectangle(cairo_t* context, const Rectangle& area, const Colour& colour) {
  setColour(context, colour);
  cairo_rectangle(context, area.x, area.y, area.width, area.height);
  cairo_fill(context);
}

/// Adds a rectangle with round corners to the path.
inline void roundPath(cairo_t* context, double x, double y, double width, double height,
                      double radius) {
  constexpr double kQuarter = 1.5707963267948966;
  cairo_new_sub_path(context);
  cairo_arc(context, x + width - radius, y + radius, radius, -kQuarter, 0);
  cairo_arc(context, x + width - radius, y + height - radius, radius, 0, kQuarter);
  cairo_arc(context, x + radius, y + height - radius, radius, kQuarter, 2 * kQuarter);
  cairo_arc(context, x + radius, y + radius, radius, 2 * kQuarter, 3 * kQuarter);
  cairo_close_path(context);
}

}  // namespace pipelines
