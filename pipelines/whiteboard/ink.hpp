// SPDX-License-Identifier: Apache-2.0
// Freehand ink: the outline that a pen leaves whose width follows pressure or speed.
//
// The method is that of perfect-freehand in tldraw's variant (bbb-session.md §3.7.4).
#pragma once

#include "pipelines/whiteboard/shape.hpp"

#include <vector>

namespace pipelines {

enum class InkEasing { Linear, Sine, Pen };

struct InkOptions {
  double size = 4.5;         ///< Width of the stroke at medium pressure, without thinning.
  double thinning = 0.5;     ///< How much pressure matters, 0..1.
  double streamline = 0.65;  ///< How much the hand is calmed, 0..1.
  double smoothing = 0.62;   ///< How far the outline's points stand apart, in `size`.
  InkEasing easing = InkEasing::Sine;
  bool simulatesPressure = true;  ///< From the speed; else the points' own.
  bool isComplete = true;         ///< The last point is where the stroke ends.
};

/// The options of a stroke of that style.
InkOptions inkOptionsOf(const InkShape& shape);
InkOptions inkOptionsOf(const HighlightShape& shape);

/// A point of the calmed stroke.
struct InkStep {
  Point at;
  Point back;  ///< Towards the previous one, length 1.
  double pressure = 0.5;
  double travelled = 0;  ///< From the previous one.
  double length = 0;     ///< From the first one.
};

/// The centre line, calmed. Empty for no points.
std::vector<InkStep> inkSteps(const std::vector<InkPoint>& points, const InkOptions& options);

/// The closed outline around the steps; of one point, a dot.
std::vector<Point> inkOutline(const std::vector<InkStep>& steps, const InkOptions& options);

}  // namespace pipelines
