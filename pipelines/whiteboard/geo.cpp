// SPDX-License-Identifier: Apache-2.0
#include "pipelines/whiteboard/geo.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace pipelines {
namespace {

constexpr double kPi = std::numbers::pi;
using Points = std::vector<Point>;

// Points scaled and moved so that they fill the box.
Points fitted(Points points, double width, double height) {
  Box box;
  for (const Point point : points) box.add(point);
  for (Point& point : points) {
    point = {(point.x - box.left) / box.width() * width,
             (point.y - box.top) / box.height() * height};
  }
  return points;
}

// Every second corner may stand further in.
Points regular(int corners, double inner, double width, double height) {
  Points points;
  for (int i = 0; i < corners; ++i) {
    const double radius = i % 2 == 1 ? inner : 1;
    points.push_back(rotated({0, -radius}, 2 * kPi * i / corners));
  }
  return fitted(std::move(points), width, height);
}

Points arrowRight(double w, double h, double head, double inset) {
  return {{0, inset},    {w - head, inset},     {w - head, 0}, {w, h / 2},
          {w - head, h}, {w - head, h - inset}, {0, h - inset}};
}

// The same arrow, seen in a mirror or turned.
Points arrowCorners(const GeoShape& geo) {
  constexpr double kHead = 0.38, kInset = 0.16;
  const double w = geo.width, h = geo.height, head = kHead * std::min(w, h);
  const bool isUpright = geo.kind == GeoKind::ArrowUp || geo.kind == GeoKind::ArrowDown;
  Points points =
      isUpright ? arrowRight(h, w, head, kInset * w) : arrowRight(w, h, head, kInset * h);
  for (Point& p : points) {
    if (geo.kind == GeoKind::ArrowLeft) p = {w - p.x, p.y};
    if (geo.kind == GeoKind::ArrowDown) p = {p.y, p.x};
    if (geo.kind == GeoKind::ArrowUp) p = {p.y, h - p.x};
  }
  return points;
}

// A stadium: two half circles and the straight pieces between them.
struct Pill {
  double width, height;
  double radius() const { return std::min(width, height) / 2; }
  double straight() const { return std::abs(width - height); }
  double length() const { return 2 * (kPi * radius() + straight()); }

  // The point so far along, clockwise from the beginning of the first straight piece.
  Point at(double way) const {
    const bool isLying = width >= height;
    const double r = radius(), s = straight(), half = kPi * r;
    const Point near{r, r}, far = isLying ? Point{width - r, r} : Point{r, height - r};
    const Point along = isLying ? Point{1, 0} : Point{0, 1}, out = perpendicular(along);
    way = std::fmod(way, length());
    if (way < s) return near + out * r + along * way;
    if (way < s + half) return far + rotated(out * r, (way - s) / r);
    if (way < 2 * s + half) return far - out * r - along * (way - s - half);
    return near - rotated(out * r, (way - 2 * s - half) / r);
  }
};

// Larger strokes have larger bumps.
double bumpOf(double strokeWidth) {
  if (strokeWidth < 3) return 50;
  if (strokeWidth < 4.5) return 70;
  return strokeWidth < 7 ? 100 : 130;
}

Path cloud(const GeoShape& geo) {
  constexpr double kProtrusion = 0.2, kMostBumps = 500;
  const Pill outer{geo.width, geo.height};
  const double least = std::max(1.0, std::min(geo.width, geo.height));
  const double bumps = std::clamp(
      std::ceil(outer.length() / std::min(bumpOf(geo.stroke.width), least)), 6.0, kMostBumps);
  const double height = kProtrusion * outer.length() / bumps;
  const Point inset{std::min(height, geo.width / 4), std::min(height, geo.height / 4)};
  const Pill inner{geo.width - 2 * inset.x, geo.height - 2 * inset.y};
  Path path;
  path.moveTo(inset + inner.at(0));
  for (int i = 0; i < static_cast<int>(bumps); ++i) {
    const Point from = inset + inner.at(inner.length() * i / bumps);
    const Point to = inset + inner.at(inner.length() * (i + 1) / bumps);
    const double chord = distance(from, to);
    if (chord == 0) continue;
    const double radius = (chord * chord / 4 + height * height) / (2 * height);
    const Point inwards = perpendicular(unit(from - to));
    path.arc(lerp(from, to, 0.5) + inwards * (radius - height), 4 * std::atan(2 * height / chord));
  }
  path.close();
  return path;
}

Path oval(const GeoShape& geo) {
  const Pill pill{geo.width, geo.height};
  const double half = kPi * pill.radius(), straight = pill.straight(), r = pill.radius();
  const bool isLying = geo.width >= geo.height;
  const Point near{r, r}, far = isLying ? Point{geo.width - r, r} : Point{r, geo.height - r};
  Path path;
  path.moveTo(pill.at(0));
  path.lineTo(pill.at(straight));
  path.arc(far, kPi);
  path.lineTo(pill.at(2 * straight + half));
  path.arc(near, kPi);
  path.close();
  return path;
}

}  // namespace

std::vector<Point> geoCorners(const GeoShape& geo) {
  constexpr double kSlant = 0.38;
  const double w = geo.width, h = geo.height, slant = kSlant * std::min(w, h);
  switch (geo.kind) {
    case GeoKind::Rectangle:
    case GeoKind::XBox:
    case GeoKind::CheckBox:
      return {{0, 0}, {w, 0}, {w, h}, {0, h}};
    case GeoKind::Triangle:
      return {{w / 2, 0}, {w, h}, {0, h}};
    case GeoKind::Diamond:
      return {{w / 2, 0}, {w, h / 2}, {w / 2, h}, {0, h / 2}};
    case GeoKind::Pentagon:
      return regular(5, 1, w, h);
    case GeoKind::Hexagon:
      return regular(6, 1, w, h);
    case GeoKind::Octagon:
      return regular(8, 1, w, h);
    case GeoKind::Star:
      return regular(10, 0.5, w, h);
    case GeoKind::Rhombus:
      return {{slant, 0}, {w, 0}, {w - slant, h}, {0, h}};
    case GeoKind::Rhombus2:
      return {{0, 0}, {w - slant, 0}, {w, h}, {slant, h}};
    case GeoKind::Trapezoid:
      return {{slant, 0}, {w - slant, 0}, {w, h}, {0, h}};
    case GeoKind::ArrowRight:
    case GeoKind::ArrowLeft:
    case GeoKind::ArrowUp:
    case GeoKind::ArrowDown:
      return arrowCorners(geo);
    case GeoKind::Ellipse:
    case GeoKind::Oval:
    case GeoKind::Cloud:
      break;
  }
  return {};
}

Path geoOutline(const GeoShape& geo) {
  switch (geo.kind) {
    case GeoKind::Ellipse: {
      Path path;
      path.ellipse({geo.width / 2, geo.height / 2}, geo.width / 2, geo.height / 2);
      return path;
    }
    case GeoKind::Oval:
      return oval(geo);
    case GeoKind::Cloud:
      return cloud(geo);
    default:
      return polyline(geoCorners(geo), true);
  }
}

Path geoInside(const GeoShape& geo) {
  Path path;
  const double w = geo.width, h = geo.height, side = std::min(w, h);
  if (geo.kind == GeoKind::XBox) {
    path.moveTo({0, 0});
    path.lineTo({w, h});
    path.moveTo({w, 0});
    path.lineTo({0, h});
  }
  if (geo.kind == GeoKind::CheckBox) {
    const Point corner{(w - side) / 2, (h - side) / 2};
    path.moveTo(corner + Point{0.25, 0.53} * side);
    path.lineTo(corner + Point{0.43, 0.76} * side);
    path.lineTo(corner + Point{0.77, 0.27} * side);
  }
  return path;
}

std::vector<Point> flattened(const Path& path, int pieces) {
  std::vector<Point> points;
  Point from;
  for (const PathStep& step : path.steps()) {
    if (step.kind == PathStep::Kind::Close) continue;
    if (step.kind == PathStep::Kind::Cubic) {
      for (int i = 1; i < pieces; ++i) {
        const double t = static_cast<double>(i) / pieces;
        const Point a = lerp(from, step.first, t), b = lerp(step.first, step.second, t),
                    c = lerp(step.second, step.to, t);
        points.push_back(lerp(lerp(a, b, t), lerp(b, c, t), t));
      }
    }
    points.push_back(step.to);
    from = step.to;
  }
  return points;
}

}  // namespace pipelines
