// SPDX-License-Identifier: Apache-2.0
// The brush: layers onto Cairo.
#pragma once

#include "pipelines/whiteboard/drawing.hpp"

#include <cairo.h>

#include <vector>

namespace pipelines::brush {

/// Draws layers of `shape`, back to front, inside its clips and with its opacity.
/// @param context  In page units; left as it was.
void draw(cairo_t* context, const Shape& shape, const std::vector<Layer>& layers);

}  // namespace pipelines::brush
