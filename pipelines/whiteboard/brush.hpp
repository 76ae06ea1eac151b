// SPDX-License-Identifier: Apache-2.0
// The brush: layers onto Cairo.
#pragma once

#include "pipelines/whiteboard/drawing.hpp"

#include <cairo.h>

#include <vector>

namespace pipelines::brush {

/// Draws layers of `shape`, back to front, inside its clips and with its opacity.
/// @param context  In page units; left as it was.
/// @param damage   In page units: what is outside need not be drawn.
void draw(cairo_t* context, const Shape& shape, const std::vector<Layer>& layers,
          const Box& damage);

}  // namespace pipelines::brush
