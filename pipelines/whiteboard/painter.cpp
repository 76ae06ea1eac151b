// SPDX-License-Identifier: Apache-2.0
#include "pipelines/whiteboard/painter.hpp"

#include "pipelines/whiteboard/brush.hpp"
#include "pipelines/whiteboard/difference.hpp"

#include <string_view>
#include <unordered_set>
#include <utility>

namespace pipelines {
namespace {

// Bounds come from rounded numbers, and a line's edge is blended into its neighbours.
constexpr double kMargin = 1;
// What is kept of shapes that are shown no more, before they are looked for.
constexpr size_t kSpareDrawings = 64;

using Shapes = std::vector<std::shared_ptr<const Shape>>;

// The shapes of two boards without those that both begin and end with.
struct Middles {
  Shapes before, after;
};

Middles middlesOf(const Whiteboard* before, const Whiteboard* after) {
  static const Shapes kNone;
  const Shapes& a = before != nullptr ? before->shapes : kNone;
  const Shapes& b = after != nullptr ? after->shapes : kNone;
  const auto first = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  const auto last = std::mismatch(a.rbegin(), std::make_reverse_iterator(first.first), b.rbegin(),
                                  std::make_reverse_iterator(first.second));
  return {Shapes(first.first, last.first.base()), Shapes(first.second, last.second.base())};
}

}  // namespace

const WhiteboardPainter::Prepared& WhiteboardPainter::prepared(
    const std::shared_ptr<const Shape>& shape) {
  const auto [place, isNew] = prepared_.try_emplace(shape);
  if (isNew) {
    place->second.drawing = drawingOf(*shape);
    Box box = shape->toPage * pipelines::boundsOf(place->second.drawing);
    for (const ClipQuad& clip : shape->clips) {
      Box frame;
      for (const Point corner : clip) frame.add(corner);
      box = {std::max(box.left, frame.left), std::max(box.top, frame.top),
             std::min(box.right, frame.right), std::min(box.bottom, frame.bottom)};
    }
    place->second.bounds = box.isEmpty() ? Box{} : box.grown(kMargin);
  }
  return place->second;
}

Box WhiteboardPainter::boundsOf(const std::shared_ptr<const Shape>& shape) {
  return prepared(shape).bounds;
}

void WhiteboardPainter::addDifference(const std::shared_ptr<const Shape>& before,
                                      const std::shared_ptr<const Shape>& after,
                                      std::vector<Box>& boxes) {
  const Prepared& old = prepared(before);
  const Prepared& now = prepared(after);
  const bool isPlaced = before->toPage == after->toPage && before->opacity == after->opacity &&
                        before->clips == after->clips;
  const auto grown = isPlaced ? pipelines::differenceOf(old.drawing, now.drawing) : std::nullopt;
  if (!grown) {
    boxes.push_back(old.bounds);
    boxes.push_back(now.bounds);
  } else if (!grown->isEmpty()) {
    boxes.push_back((after->toPage * *grown).grown(kMargin));
  }
}

std::vector<Box> WhiteboardPainter::differenceOf(const Whiteboard* before,
                                                 const Whiteboard* after) {
  const Middles middles = middlesOf(before, after);
  std::unordered_map<std::string_view, size_t> places;
  for (size_t i = 0; i < middles.before.size(); ++i) places.emplace(middles.before[i]->id, i);
  std::vector<Box> boxes;
  std::vector<bool> isMet(middles.before.size());
  size_t furthest = 0;
  for (const auto& shape : middles.after) {
    const auto found = places.find(shape->id);
    if (found == places.end() || isMet[found->second]) {
      boxes.push_back(prepared(shape).bounds);
      continue;
    }
    const auto& old = middles.before[found->second];
    isMet[found->second] = true;
    // Something that was above it is beneath it now.
    if (found->second < furthest) boxes.push_back(prepared(shape).bounds);
    furthest = std::max(furthest, found->second);
    if (old != shape) addDifference(old, shape, boxes);
  }
  for (size_t i = 0; i < isMet.size(); ++i) {
    if (!isMet[i]) boxes.push_back(prepared(middles.before[i]).bounds);
  }
  std::erase_if(boxes, [](const Box& box) { return box.isEmpty(); });
  return boxes;
}

void WhiteboardPainter::paint(cairo_t* context, const Whiteboard& board, const Box& damage) {
  for (const auto& shape : board.shapes) {
    const Prepared& ready = prepared(shape);
    if (!ready.drawing.under.empty() && ready.bounds.touches(damage)) {
      brush::draw(context, *shape, ready.drawing.under, damage);
    }
  }
  for (const auto& shape : board.shapes) {
    const Prepared& ready = prepared(shape);
    if (ready.bounds.touches(damage)) brush::draw(context, *shape, ready.drawing.layers, damage);
  }
  if (prepared_.size() > board.shapes.size() + kSpareDrawings) forgetAllBut(board);
}

void WhiteboardPainter::forgetAllBut(const Whiteboard& board) {
  const std::unordered_set<std::shared_ptr<const Shape>> shown(board.shapes.begin(),
                                                               board.shapes.end());
  std::erase_if(prepared_, [&](const auto& entry) { return !shown.contains(entry.first); });
}

}  // namespace pipelines
