// SPDX-License-Identifier: Apache-2.0
// Path: lines and curves before anybody draws them.
#pragma once

#include "pipelines/whiteboard/geometry.hpp"

#include <vector>

namespace pipelines {

struct PathStep {
  enum class Kind { Move, Line, Cubic, Close };
  Kind kind = Kind::Move;
  Point to;
  Point first, second;  ///< Control points of a cubic.
  bool operator==(const PathStep&) const = default;
};

class Path {
 public:
  void moveTo(Point to);
  void lineTo(Point to);
  void quadraticTo(Point control, Point to);
  void cubicTo(Point first, Point second, Point to);
  void close();
  /// A circular arc from where the path is; the first point must lie on it.
  /// @param sweep  Radians, clockwise on the screen; whole turns are allowed.
  void arc(Point centre, double sweep);
  /// A closed ellipse of its own.
  void ellipse(Point centre, double radiusX, double radiusY);

  const std::vector<PathStep>& steps() const { return steps_; }
  bool isEmpty() const { return steps_.empty(); }
  /// Around all points, control points included.
  Box bounds() const;
  /// Of the polygon through all points, control points included: never shorter than the path.
  double length() const;
  /// Whether the line, or the area that a fill would cover, can be in `box`. Says no only when it
  /// is sure, and is far cheaper than drawing.
  bool mayTouch(const Box& box) const;
  bool operator==(const Path&) const = default;

 private:
  Point last() const;
  std::vector<PathStep> steps_;
};

/// Straight lines from point to point.
Path polyline(const std::vector<Point>& points, bool isClosed);

/// A smooth curve that has the points as its control points and their middles on it.
Path throughMiddles(const std::vector<Point>& points, bool isClosed);

}  // namespace pipelines
