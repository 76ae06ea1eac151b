// SPDX-License-Identifier: Apache-2.0
// Words on the whiteboard, set by Pango in page units; the same at every zoom.
#pragma once

#include "pipelines/whiteboard/drawing.hpp"

#include <optional>

namespace pipelines {

/// tldraw's, in sizes of the font.
constexpr double kLineHeight = 1.35;

/// The words with their first line's top left at (0, 0).
/// @param width  They are wrapped to it, and aligned in it; without one, in their longest line.
TextLayer textLayer(const Words& words, std::optional<double> width, bool isBold = false);

/// The words inside `box`, where their alignments put them.
TextLayer textLayerIn(const Words& words, const Box& box);

/// Where the layout stands: its lines, with all that belongs to them.
Box layoutBox(const TextLayer& text);

/// Moves the layer.
void moveBy(TextLayer& text, Point by);

}  // namespace pipelines
