// SPDX-License-Identifier: Apache-2.0
// Arrows: body, heads, and the label that interrupts the body.
#include "pipelines/whiteboard/arrow.hpp"
#include "pipelines/whiteboard/kinds.hpp"
#include "pipelines/whiteboard/words.hpp"

#include <numbers>
#include <utility>

namespace pipelines {
namespace {

// Half the angle of a head.
constexpr double kHalfAngle = std::numbers::pi / 6;
// Of a dot: how far its centre is from the tip, and its radius, in lengths of a head.
constexpr double kDotCentre = 0.45, kDotRadius = 0.45;

Path dotPath(Point centre, double radius) {
  Path path;
  path.ellipse(centre, radius, radius);
  return path;
}

// @param tip, back  The end of the arrow, and the point of its body that the head reaches to.
Path headPath(ArrowHead head, Point tip, Point back) {
  const Point half = perpendicular(back - tip) * 0.5;
  const Point left = rotatedAbout(back, tip, kHalfAngle);
  const Point right = rotatedAbout(back, tip, -kHalfAngle);
  switch (head) {
    case ArrowHead::Arrow:
      return polyline({left, tip, right}, false);
    case ArrowHead::Triangle:
      return polyline({left, tip, right}, true);
    case ArrowHead::Inverted:
      return polyline({tip + half, back, tip - half}, true);
    case ArrowHead::Square:
      return polyline({tip + half, back + half, back - half, tip - half}, true);
    case ArrowHead::Diamond:
      return polyline({tip, lerp(tip, back, 0.5) + half, back, lerp(tip, back, 0.5) - half}, true);
    case ArrowHead::Bar:
      return polyline({tip + half, tip - half}, false);
    case ArrowHead::Dot:
      return dotPath(lerp(tip, back, kDotCentre), kDotRadius * distance(tip, back));
    case ArrowHead::None:
    case ArrowHead::Pipe:
      break;
  }
  return {};
}

bool isClosed(ArrowHead head) {
  return head != ArrowHead::Arrow && head != ArrowHead::Bar;
}

void addHead(const ArrowEnd& end, const ArrowBody& body, bool isStart, const StrokeStyle& stroke,
             std::vector<Layer>& layers) {
  const double length = body.length();
  if (length <= 0) return;
  const double reach = std::max(std::min(length / 5, 3 * stroke.width), stroke.width);
  const double share = std::min(1.0, reach / length);
  Path path = headPath(end.head, body.at(isStart ? 0 : 1), body.at(isStart ? share : 1 - share));
  if (path.isEmpty()) return;
  const FillStyle fill{isClosed(end.head) ? FillKind::Flat : FillKind::None, stroke.colour, {}};
  layers.push_back(PathLayer{std::move(path), fill, Pen{stroke.colour, stroke.width, {}}, 1, {}});
}

}  // namespace

Drawing draw(const ArrowShape& arrow, const Shape& shape) {
  constexpr double kLabelGap = 4;
  const ArrowBody body = arrowBody(arrow, shape);
  Drawing drawing;
  Pen pen{arrow.stroke.colour, arrow.stroke.width, dashesOf(arrow.stroke, body.length())};
  PathLayer line{body.path(), {}, std::move(pen), 1, {}};
  std::optional<TextLayer> label;
  if (!arrow.label.text.empty()) {
    label = textLayer(arrow.label, std::nullopt);
    moveBy(*label, body.at(0.5) - layoutBox(*label).centre());
    line.hole = layoutBox(*label).grown(kLabelGap);
  }
  drawing.layers.push_back(std::move(line));
  addHead(arrow.start, body, true, arrow.stroke, drawing.layers);
  addHead(arrow.end, body, false, arrow.stroke, drawing.layers);
  if (label) drawing.layers.push_back(std::move(*label));
  return drawing;
}

}  // namespace pipelines
