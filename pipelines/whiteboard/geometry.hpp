// SPDX-License-Identifier: Apache-2.0
// Points, boxes and transforms of the page, in page units, y downwards.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

namespace pipelines {

struct Point {
  double x = 0, y = 0;
  Point operator+(Point other) const { return {x + other.x, y + other.y}; }
  Point operator-(Point other) const { return {x - other.x, y - other.y}; }
  Point operator*(double factor) const { return {x * factor, y * factor}; }
  bool operator==(const Point&) const = default;
};

inline double dot(Point a, Point b) {
  return a.x * b.x + a.y * b.y;
}
inline double lengthOf(Point a) {
  return std::hypot(a.x, a.y);
}
inline double distance(Point a, Point b) {
  return lengthOf(a - b);
}
inline Point lerp(Point a, Point b, double t) {
  return a + (b - a) * t;
}
/// Nothing has no direction: it stays (0, 0).
inline Point unit(Point a) {
  const double length = lengthOf(a);
  return length > 0 ? a * (1 / length) : Point{};
}
/// A quarter turn anticlockwise on the screen.
inline Point perpendicular(Point a) {
  return {a.y, -a.x};
}
/// Clockwise on the screen. @param radians  About the origin.
inline Point rotated(Point a, double radians) {
  const double sine = std::sin(radians), cosine = std::cos(radians);
  return {a.x * cosine - a.y * sine, a.x * sine + a.y * cosine};
}
inline Point rotatedAbout(Point a, Point centre, double radians) {
  return centre + rotated(a - centre, radians);
}

/// A box with its sides along the axes; empty at first.
struct Box {
  double left = std::numeric_limits<double>::infinity();
  double top = std::numeric_limits<double>::infinity();
  double right = -std::numeric_limits<double>::infinity();
  double bottom = -std::numeric_limits<double>::infinity();

  bool isEmpty() const { return !(left <= right && top <= bottom); }
  double width() const { return isEmpty() ? 0 : right - left; }
  double height() const { return isEmpty() ? 0 : bottom - top; }
  Point centre() const { return {(left + right) / 2, (top + bottom) / 2}; }
  void add(Point p) {
    left = std::min(left, p.x);
    right = std::max(right, p.x);
    top = std::min(top, p.y);
    bottom = std::max(bottom, p.y);
  }
  void add(const Box& other) {
    if (other.isEmpty()) return;
    add(Point{other.left, other.top});
    add(Point{other.right, other.bottom});
  }
  /// @return It with `by` more on each side; empty stays empty.
  Box grown(double by) const { return {left - by, top - by, right + by, bottom + by}; }
  bool touches(const Box& other) const {
    return left <= other.right && other.left <= right && top <= other.bottom && other.top <= bottom;
  }
  bool operator==(const Box&) const = default;
};

/// An affine transform, with Cairo's names: x' = xx·x + xy·y + x0, y' = yx·x + yy·y + y0.
struct Matrix {
  double xx = 1, yx = 0, xy = 0, yy = 1, x0 = 0, y0 = 0;

  /// translate(at) · rotate(radians), clockwise on the screen.
  static Matrix placed(Point at, double radians) {
    const double sine = std::sin(radians), cosine = std::cos(radians);
    return {cosine, sine, -sine, cosine, at.x, at.y};
  }
  static Matrix scaled(double factor) { return {factor, 0, 0, factor, 0, 0}; }
  Point operator*(Point p) const { return {xx * p.x + xy * p.y + x0, yx * p.x + yy * p.y + y0}; }
  /// `inner` first, then this.
  Matrix operator*(const Matrix& inner) const {
    const Point origin = *this * Point{inner.x0, inner.y0};
    return {xx * inner.xx + xy * inner.yx,
            yx * inner.xx + yy * inner.yx,
            xx * inner.xy + xy * inner.yy,
            yx * inner.xy + yy * inner.yy,
            origin.x,
            origin.y};
  }
  /// @return The way back; the identity when there is none.
  Matrix inverse() const {
    const double determinant = xx * yy - xy * yx;
    if (determinant == 0 || !std::isfinite(determinant)) return {};
    const double f = 1 / determinant;
    return {yy * f, -yx * f, -xy * f, xx * f, (xy * y0 - yy * x0) * f, (yx * x0 - xx * y0) * f};
  }
  /// The box around the transformed `box`.
  Box operator*(const Box& box) const {
    Box result;
    if (box.isEmpty()) return result;
    for (const Point corner : {Point{box.left, box.top}, Point{box.right, box.top},
                               Point{box.right, box.bottom}, Point{box.left, box.bottom}}) {
      result.add(*this * corner);
    }
    return result;
  }
  bool operator==(const Matrix&) const = default;
};

}  // namespace pipelines
