// SPDX-License-Identifier: Apache-2.0
// WhiteboardPainter: draws a whiteboard, and says where two of them differ.
#pragma once

#include "pipelines/whiteboard/drawing.hpp"
#include "pipelines/whiteboard/whiteboard.hpp"

#include <cairo.h>

#include <memory>
#include <unordered_map>
#include <vector>

namespace pipelines {

/// Keeps what it has worked out of each shape for as long as boards show it.
/// @thread One for all calls.
class WhiteboardPainter {
 public:
  /// Where `before` and `after` differ, in page units, strokes included; nothing when they are
  /// equal. Of a stroke that grew, only where it grew. The boxes may overlap and may be large.
  /// @param before, after  May be null: an empty board.
  std::vector<Box> differenceOf(const Whiteboard* before, const Whiteboard* after);

  /// Draws the shapes that touch `damage`, back to front. The caller has set the clip to what may
  /// be drawn on; `damage` only says what need not be looked at.
  /// @param context  In page units: the transform from page to pixels is set.
  void paint(cairo_t* context, const Whiteboard& board, const Box& damage);

  /// What the shape covers on the page, strokes included; empty for nothing visible.
  Box boundsOf(const std::shared_ptr<const Shape>& shape);

 private:
  struct Prepared {
    Drawing drawing;
    Box bounds;  // On the page, inside the clips.
  };
  const Prepared& prepared(const std::shared_ptr<const Shape>& shape);
  void addDifference(const std::shared_ptr<const Shape>& before,
                     const std::shared_ptr<const Shape>& after, std::vector<Box>& boxes);
  void forgetAllBut(const Whiteboard& board);

  std::unordered_map<std::shared_ptr<const Shape>, Prepared> prepared_;
};

}  // namespace pipelines
