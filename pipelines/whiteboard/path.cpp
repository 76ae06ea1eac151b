// SPDX-License-Identifier: Apache-2.0
#include "pipelines/whiteboard/path.hpp"

#include <cmath>
#include <numbers>

namespace pipelines {
namespace {

// Where the control points of a cubic stand that imitates a quarter of a circle.
constexpr double kQuarter = 0.5522847498;

// How often the line from a to b goes round `at`, counted where it crosses the ray to the right.
int turnsAbout(Point at, Point a, Point b) {
  if ((a.y <= at.y) == (b.y <= at.y)) return 0;
  const double x = a.x + (at.y - a.y) / (b.y - a.y) * (b.x - a.x);
  if (x <= at.x) return 0;
  return a.y <= at.y ? 1 : -1;
}

Box around(Point from, const PathStep& step) {
  Box box;
  box.add(from);
  box.add(step.to);
  if (step.kind == PathStep::Kind::Cubic) {
    box.add(step.first);
    box.add(step.second);
  }
  return box;
}

}  // namespace

Point Path::last() const {
  return steps_.empty() ? Point{} : steps_.back().to;
}

void Path::moveTo(Point to) {
  steps_.push_back({PathStep::Kind::Move, to, {}, {}});
}

void Path::lineTo(Point to) {
  steps_.push_back({PathStep::Kind::Line, to, {}, {}});
}

void Path::cubicTo(Point first, Point second, Point to) {
  steps_.push_back({PathStep::Kind::Cubic, to, first, second});
}

void Path::quadraticTo(Point control, Point to) {
  constexpr double kShare = 2.0 / 3;
  cubicTo(lerp(last(), control, kShare), lerp(to, control, kShare), to);
}

void Path::close() {
  steps_.push_back({PathStep::Kind::Close, last(), {}, {}});
}

void Path::arc(Point centre, double sweep) {
  const int pieces =
      std::max(1, static_cast<int>(std::ceil(std::abs(sweep) / (std::numbers::pi / 2))));
  const double step = sweep / pieces;
  const double reach = 4.0 / 3 * std::tan(step / 4);
  Point from = last() - centre;
  for (int i = 0; i < pieces; ++i) {
    const Point to = rotated(from, step);
    const Point first = from - perpendicular(from) * reach;
    const Point second = to + perpendicular(to) * reach;
    cubicTo(centre + first, centre + second, centre + to);
    from = to;
  }
}

void Path::ellipse(Point centre, double radiusX, double radiusY) {
  const auto at = [&](double x, double y) { return centre + Point{x * radiusX, y * radiusY}; };
  moveTo(at(1, 0));
  cubicTo(at(1, kQuarter), at(kQuarter, 1), at(0, 1));
  cubicTo(at(-kQuarter, 1), at(-1, kQuarter), at(-1, 0));
  cubicTo(at(-1, -kQuarter), at(-kQuarter, -1), at(0, -1));
  cubicTo(at(kQuarter, -1), at(1, -kQuarter), at(1, 0));
  close();
}

Box Path::bounds() const {
  Box box;
  for (const PathStep& step : steps_) {
    box.add(step.to);
    if (step.kind == PathStep::Kind::Cubic) {
      box.add(step.first);
      box.add(step.second);
    }
  }
  return box;
}

double Path::length() const {
  double sum = 0;
  Point from, start;
  for (const PathStep& step : steps_) {
    switch (step.kind) {
      case PathStep::Kind::Move:
        start = step.to;
        break;
      case PathStep::Kind::Line:
        sum += distance(from, step.to);
        break;
      case PathStep::Kind::Cubic:
        sum += distance(from, step.first) + distance(step.first, step.second) +
               distance(step.second, step.to);
        break;
      case PathStep::Kind::Close:
        sum += distance(from, start);
        break;
    }
    from = step.to;
  }
  return sum;
}

// When no step comes near the box, all of it is on one side of the path, and a curve may be taken
// for its chord.
bool Path::mayTouch(const Box& box) const {
  const Point at = box.centre();
  int turns = 0;
  Point from, start;
  for (const PathStep& step : steps_) {
    if (step.kind == PathStep::Kind::Move) {
      turns += turnsAbout(at, from, start);
      start = step.to;
      from = step.to;
    }
    const Point to = step.kind == PathStep::Kind::Close ? start : step.to;
    if (around(from, {step.kind, to, step.first, step.second}).touches(box)) return true;
    turns += turnsAbout(at, from, to);
    from = to;
  }
  turns += turnsAbout(at, from, start);
  return turns != 0;
}

Path polyline(const std::vector<Point>& points, bool isClosed) {
  Path path;
  for (const Point point : points) {
    if (path.isEmpty()) {
      path.moveTo(point);
    } else {
      path.lineTo(point);
    }
  }
  if (isClosed && !path.isEmpty()) path.close();
  return path;
}

Path throughMiddles(const std::vector<Point>& points, bool isClosed) {
  if (points.size() < 3) return polyline(points, isClosed);
  Path path;
  const size_t count = points.size();
  path.moveTo(isClosed ? lerp(points[count - 1], points[0], 0.5) : points[0]);
  if (!isClosed) path.lineTo(lerp(points[0], points[1], 0.5));
  for (size_t i = isClosed ? 0 : 1; i + 1 < count; ++i) {
    path.quadraticTo(points[i], lerp(points[i], points[i + 1], 0.5));
  }
  if (isClosed) {
    path.quadraticTo(points[count - 1], lerp(points[count - 1], points[0], 0.5));
    path.close();
  } else {
    path.lineTo(points[count - 1]);
  }
  return path;
}

}  // namespace pipelines
