// SPDX-License-Identifier: Apache-2.0
// How the things of the backdrop look, drawn with Cairo; slides excepted, which are pictures.
#pragma once

#include "pipelines/stage/backdrop_items.hpp"
#include "pipelines/stage/cairo.hpp"

namespace pipelines {

/// What stays the same for all of a picture.
struct DrawingSize {
  int canvasHeight = 720;  ///< Lines and letters are shares of it.
};

void draw(cairo_t* context, const GroundLook& look, const Rectangle& place, DrawingSize size);
void draw(cairo_t* context, const BlackLook& look, const Rectangle& place, DrawingSize size);
void draw(cairo_t* context, const CardLook& look, const Rectangle& place, DrawingSize size);
void draw(cairo_t* context, const PersonLook& look, const Rectangle& place, DrawingSize size);
void draw(cairo_t* context, const SlateLook& look, const Rectangle& place, DrawingSize size);
void draw(cairo_t* context, const BarLook& look, const Rectangle& place, DrawingSize size);

}  // namespace pipelines
