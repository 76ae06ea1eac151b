// SPDX-License-Identifier: Apache-2.0
// How each kind of shape is drawn; drawingOf chooses among them.
#pragma once

#include "pipelines/whiteboard/drawing.hpp"

namespace pipelines {

Drawing draw(const InkShape& ink, const Shape& shape);
Drawing draw(const HighlightShape& highlight, const Shape& shape);
Drawing draw(const LineShape& line, const Shape& shape);
Drawing draw(const GeoShape& geo, const Shape& shape);
Drawing draw(const ArrowShape& arrow, const Shape& shape);
Drawing draw(const TextShape& text, const Shape& shape);
Drawing draw(const NoteShape& note, const Shape& shape);
Drawing draw(const FrameShape& frame, const Shape& shape);
Drawing draw(const PollShape& poll, const Shape& shape);

}  // namespace pipelines
