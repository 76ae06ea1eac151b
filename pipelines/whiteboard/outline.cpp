// SPDX-License-Identifier: Apache-2.0
#include "pipelines/whiteboard/outline.hpp"

#include "pipelines/whiteboard/geo.hpp"
#include "pipelines/whiteboard/words.hpp"

namespace pipelines {
namespace {

Outline boxOutline(const Box& box) {
  return {
      {{box.left, box.top}, {box.right, box.top}, {box.right, box.bottom}, {box.left, box.bottom}},
      true,
      0,
      {}};
}

std::vector<Point> placesOf(const std::vector<InkPoint>& points) {
  std::vector<Point> places;
  for (const InkPoint& point : points) places.push_back(point.at);
  return places;
}

Outline outline(const InkShape& ink) {
  return {placesOf(ink.points), ink.isClosed, ink.stroke.width, {}};
}
Outline outline(const HighlightShape& mark) {
  return {placesOf(mark.points), false, mark.width, {}};
}
Outline outline(const GeoShape& geo) {
  return {flattened(geoOutline(geo)), true, geo.stroke.width, {}};
}
Outline outline(const LineShape& line) {
  return {line.points, false, line.stroke.width, {}};
}
Outline outline(const ArrowShape&) {
  return {};
}
Outline outline(const TextShape& text) {
  return boxOutline(layoutBox(textLayer(text.words, text.width)));
}
Outline outline(const NoteShape& note) {
  return boxOutline({0, 0, note.width, note.height});
}
Outline outline(const FrameShape& frame) {
  return boxOutline({0, 0, frame.width, frame.height});
}
Outline outline(const PollShape& poll) {
  return boxOutline({0, 0, poll.width, poll.height});
}

}  // namespace

Outline outlineOf(const Shape& shape) {
  Outline result = std::visit([](const auto& kind) { return outline(kind); }, shape.kind);
  for (const Point point : result.points) result.box.add(point);
  return result;
}

}  // namespace pipelines
