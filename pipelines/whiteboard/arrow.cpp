// SPDX-License-Identifier: Apache-2.0
#include "pipelines/whiteboard/arrow.hpp"

#include "pipelines/whiteboard/outline.hpp"

#include <cmath>
#include <numbers>
#include <optional>

namespace pipelines {
namespace {

// Less bend than this is none.
constexpr double kLeastBend = 8;
// Between a head and what it points at, strokes not counted.
constexpr double kGap = 10;
// What must be left of an arrow between two shapes.
constexpr double kShortest = 10;
// An arc is met by outlines in so many straight pieces.
constexpr int kArcPieces = 64;

// One end, in the arrow's space.
struct Terminal {
  Point at;
  Outline outline;  // Moved into the arrow's space; no points: it ends where it is.
  double retreat = 0;
};

Terminal terminalOf(const ArrowEnd& end, const ArrowShape& arrow, const Shape& shape,
                    bool isDoubleBound) {
  if (!end.bound) return {end.at, {}, 0};
  Outline outline = outlineOf(*end.bound);
  if (outline.box.isEmpty()) return {end.at, {}, 0};
  const Matrix toArrow = shape.toPage.inverse() * end.bound->toPage;
  const bool isPlaced = end.isPrecise || isDoubleBound;
  const Point share = isPlaced ? end.anchor : Point{0.5, 0.5};
  const Point place{std::lerp(outline.box.left, outline.box.right, share.x),
                    std::lerp(outline.box.top, outline.box.bottom, share.y)};
  if (end.isExact) return {toArrow * place, {}, 0};
  for (Point& point : outline.points) point = toArrow * point;
  const double gap = kGap + arrow.stroke.width / 2 + outline.strokeWidth / 2;
  const double retreat = end.head == ArrowHead::None ? 0 : gap;
  return {toArrow * place, std::move(outline), retreat};
}

// Where a..b meets c..d, as a share of a..b.
std::optional<double> meeting(Point a, Point b, Point c, Point d) {
  const Point u = b - a, v = d - c;
  const double cross = u.x * v.y - u.y * v.x;
  if (cross == 0) return std::nullopt;
  const Point w = c - a;
  const double t = (w.x * v.y - w.y * v.x) / cross, s = (w.x * u.y - w.y * u.x) / cross;
  if (t < 0 || t > 1 || s < 0 || s > 1) return std::nullopt;
  return t;
}

// The last place, in the direction of the body, where it leaves the outline.
std::optional<double> lastMeeting(const ArrowBody& body, const Outline& outline) {
  std::optional<double> last;
  const size_t count = outline.points.size(), edges = outline.isClosed ? count : count - 1;
  const int pieces = body.sweep == 0 ? 1 : kArcPieces;
  for (int i = 0; count > 1 && i < pieces; ++i) {
    const double from = static_cast<double>(i) / pieces, step = 1.0 / pieces;
    const Point a = body.at(from), b = body.at(from + step);
    for (size_t edge = 0; edge < edges; ++edge) {
      const auto t = meeting(a, b, outline.points[edge], outline.points[(edge + 1) % count]);
      if (t) last = std::max(last.value_or(0), from + *t * step);
    }
  }
  return last;
}

ArrowBody throughTerminals(Point start, Point end, double bend) {
  ArrowBody body{start, end, {}, 0};
  const double chord = distance(start, end);
  if (std::abs(bend) < kLeastBend || chord == 0) return body;
  const Point right = perpendicular(unit(end - start)) * -1;
  // To the right of the way bends what turns anticlockwise.
  const double radius = (chord * chord / 4 + bend * bend) / (2 * std::abs(bend));
  const double side = bend > 0 ? 1 : -1;
  body.centre = lerp(start, end, 0.5) + right * (bend - side * radius);
  body.sweep = -side * 4 * std::atan(2 * std::abs(bend) / chord);
  return body;
}

}  // namespace

Point ArrowBody::at(double share) const {
  return sweep == 0 ? lerp(start, end, share) : rotatedAbout(start, centre, sweep * share);
}

double ArrowBody::length() const {
  return sweep == 0 ? distance(start, end) : std::abs(sweep) * distance(start, centre);
}

ArrowBody ArrowBody::between(double from, double to) const {
  return {at(from), at(to), centre, sweep * (to - from)};
}

Path ArrowBody::path() const {
  Path path;
  path.moveTo(start);
  if (sweep == 0) {
    path.lineTo(end);
  } else {
    path.arc(centre, sweep);
  }
  return path;
}

ArrowBody arrowBody(const ArrowShape& arrow, const Shape& shape) {
  const bool isDoubleBound = arrow.start.bound && arrow.start.bound == arrow.end.bound;
  const Terminal start = terminalOf(arrow.start, arrow, shape, isDoubleBound);
  const Terminal end = terminalOf(arrow.end, arrow, shape, isDoubleBound);
  const ArrowBody whole = throughTerminals(start.at, end.at, arrow.bend);
  const ArrowBody back{whole.end, whole.start, whole.centre, -whole.sweep};
  const double from = lastMeeting(whole, start.outline).value_or(0);
  const double to = 1 - lastMeeting(back, end.outline).value_or(0);
  if (to <= from) return whole;
  const ArrowBody free = whole.between(from, to);
  const double length = free.length();
  double first = start.retreat, last = end.retreat;
  if (length <= 0) return free;
  if (length - first - last < kShortest && first + last > 0) {
    const double flip = first > 0 && last > 0 ? -1.5 : -1;
    first *= flip;
    last *= flip;
  }
  return free.between(first / length, 1 - last / length);
}

}  // namespace pipelines
