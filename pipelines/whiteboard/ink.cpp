// SPDX-License-Identifier: Apache-2.0
#include "pipelines/whiteboard/ink.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace pipelines {
namespace {

constexpr double kPi = std::numbers::pi;
// How fast simulated pressure follows the speed, as a share of the difference a step.
constexpr double kPressureRate = 0.275;
// Of a pen that comes down or lifts off.
constexpr double kLightestStart = 0.025, kLightestEnd = 0.01;
// Points nearer than this share of the size to an end are the hand's tremble.
constexpr double kTremble = 1.0 / 3;
// So many sizes of length tell the pressure at the start.
constexpr double kWarmUpSizes = 5;
// Steps before these wait until the stroke has a direction.
constexpr size_t kHesitantSteps = 4;
// Points of the half circle of a corner or a start, and of the end, which goes round further.
constexpr int kCapPieces = 13, kEndCapPieces = 29;
// A turn of the next step sharper than this gets a round corner.
constexpr double kSharpNext = 0.2;
// A short stroke of a real pen is as wide as its heaviest point.
constexpr double kShortSizes = 2;

std::vector<InkPoint> withoutTremble(std::vector<InkPoint> points, const InkOptions& options) {
  if (!options.simulatesPressure) {
    const auto first = std::find_if(points.begin(), points.end(),
                                    [](const InkPoint& p) { return p.pressure >= kLightestStart; });
    points.erase(points.begin(), first);
    while (!points.empty() && points.back().pressure < kLightestEnd) points.pop_back();
  }
  if (points.size() < 2) return points;
  const double near = options.size * kTremble;
  size_t second = 1;
  while (second < points.size() && distance(points[second].at, points[0].at) <= near) {
    points[0].pressure = std::max(points[0].pressure, points[second].pressure);
    ++second;
  }
  points.erase(points.begin() + 1, points.begin() + static_cast<std::ptrdiff_t>(second));
  if (points.size() < 3) return points;
  const InkPoint end = points.back();
  points.pop_back();
  while (points.size() > 1 && distance(points.back().at, end.at) <= near) points.pop_back();
  points.push_back(end);
  return points;
}

// Two points say nothing about speed: three more are put between them.
std::vector<InkPoint> withCompany(const std::vector<InkPoint>& points) {
  std::vector<InkPoint> result{points[0]};
  for (const double t : {0.25, 0.5, 0.75, 1.0}) {
    result.push_back({lerp(points[0].at, points[1].at, t),
                      std::lerp(points[0].pressure, points[1].pressure, t)});
  }
  return result;
}

double eased(double t, InkEasing easing) {
  switch (easing) {
    case InkEasing::Linear:
      return t;
    case InkEasing::Sine:
      return std::sin(t * kPi / 2);
    case InkEasing::Pen:
      return 0.65 * t + 0.35 * std::sin(t * kPi / 2);
  }
  return t;
}

// Pressure follows slowly; a quick hand presses less.
double followed(double before, const InkStep& step, const InkOptions& options) {
  const double speed = std::min(1.0, step.travelled / options.size);
  const double target = options.simulatesPressure ? 1 - speed : step.pressure;
  return std::min(1.0, before + (target - before) * speed * kPressureRate);
}

double pressureAtStart(const std::vector<InkStep>& steps, const InkOptions& options) {
  double pressure = steps[0].pressure;
  for (const InkStep& step : steps) {
    if (step.length > options.size * kWarmUpSizes) break;
    pressure = followed(pressure, step, options);
  }
  return pressure;
}

std::vector<double> radiiOf(const std::vector<InkStep>& steps, const InkOptions& options) {
  std::vector<double> radii(steps.size(), options.size / 2);
  if (options.thinning == 0) return radii;
  double pressure = pressureAtStart(steps, options);
  if (!options.simulatesPressure && steps.back().length < options.size * kShortSizes) {
    for (const InkStep& step : steps) pressure = std::max(pressure, step.pressure);
    const double share = 0.5 - options.thinning * (0.5 - pressure);
    std::fill(radii.begin(), radii.end(), options.size * eased(share, options.easing));
    return radii;
  }
  for (size_t i = 0; i < steps.size(); ++i) {
    pressure = followed(pressure, steps[i], options);
    radii[i] = options.size * eased(0.5 - options.thinning * (0.5 - pressure), options.easing);
  }
  return radii;
}

// The two sides of a stroke as they grow.
struct Sides {
  std::vector<Point> left, right;
  double apart;  // The least distance between two points of a side.

  void add(Point at, Point offset, bool isKept) {
    if (isKept || distance(left.back(), at - offset) > apart) left.push_back(at - offset);
    if (isKept || distance(right.back(), at + offset) > apart) right.push_back(at + offset);
  }
  void turn(Point at, Point offset) {
    for (int i = 0; i <= kCapPieces; ++i) {
      const double angle = kPi * i / kCapPieces;
      left.push_back(rotatedAbout(at - offset, at, angle));
      right.push_back(rotatedAbout(at + offset, at, -angle));
    }
  }
};

Sides sidesOf(const std::vector<InkStep>& steps, const std::vector<double>& radii,
              const InkOptions& options) {
  Sides sides{{}, {}, options.size * options.smoothing};
  Point before = steps[0].back;
  bool wasSharp = false;
  for (size_t i = 0; i < steps.size(); ++i) {
    const InkStep& step = steps[i];
    const bool isLast = i + 1 == steps.size();
    const Point next = isLast ? step.back : steps[i + 1].back;
    const double turn = isLast ? 1 : dot(step.back, next);
    const bool isSharp = dot(step.back, before) < 0 && !wasSharp;
    const bool isNextSharp = turn < kSharpNext;
    if (isSharp || isNextSharp) {
      sides.turn(step.at, perpendicular(before) * radii[i]);
      wasSharp = isNextSharp;
      before = step.back;
      continue;
    }
    wasSharp = false;
    const Point direction = isLast ? step.back : lerp(next, step.back, turn);
    sides.add(step.at, perpendicular(direction) * radii[i], i <= 1 || isLast);
    before = step.back;
  }
  return sides;
}

std::vector<Point> dotAt(Point at, double radius) {
  std::vector<Point> outline;
  for (int i = 0; i < 2 * kCapPieces; ++i) {
    outline.push_back(rotatedAbout(at + Point{radius, 0}, at, kPi * i / kCapPieces));
  }
  return outline;
}

}  // namespace

InkOptions inkOptionsOf(const InkShape& shape) {
  constexpr double kCalm = 0.62;
  const double width = shape.stroke.width;
  InkOptions options;
  options.size = 1 + width;
  options.streamline = kCalm + (1 + width) / 8 * 0.06;
  options.smoothing = kCalm;
  options.isComplete = shape.isComplete;
  if (shape.stroke.dash != DashKind::Draw) {
    options.thinning = 0;
    options.easing = InkEasing::Linear;
  } else if (shape.isPen) {
    options.size = 1 + 1.2 * width;
    options.thinning = kCalm;
    options.streamline = kCalm;
    options.easing = InkEasing::Pen;
    options.simulatesPressure = false;
  }
  return options;
}

InkOptions inkOptionsOf(const HighlightShape& shape) {
  return {1 + shape.width, 0, 0.5, 0.5, InkEasing::Linear, true, shape.isComplete};
}

std::vector<InkStep> inkSteps(const std::vector<InkPoint>& input, const InkOptions& options) {
  std::vector<InkPoint> points = withoutTremble(input, options);
  if (points.empty() && !input.empty()) points = {input[0]};
  if (points.empty()) return {};
  if (points.size() == 2 && options.simulatesPressure) points = withCompany(points);
  if (points.size() > 1 && options.isComplete && options.streamline > 0) {
    points.push_back(points.back());
  }
  const double follow = 0.15 + (1 - options.streamline) * 0.85;
  const auto pressureOf = [&](const InkPoint& p) {
    return options.simulatesPressure ? 0.5 : p.pressure;
  };
  std::vector<InkStep> steps{{points[0].at, {1, 1}, pressureOf(points[0]), 0, 0}};
  double length = 0;
  bool hasDirection = false;
  Point before = points[0].at;
  for (size_t i = 1; i < points.size(); ++i) {
    const bool isEnd = options.isComplete && i + 1 == points.size();
    const Point at = isEnd ? points[i].at : lerp(before, points[i].at, follow);
    if (at == before) continue;
    const double travelled = distance(at, before);
    length += travelled;
    if (i < kHesitantSteps && !hasDirection) {
      if (length < options.size) continue;
      hasDirection = true;
    }
    steps.push_back({at, unit(before - at), pressureOf(points[i]), travelled, length});
    before = at;
  }
  if (steps.size() > 1) steps[0].back = steps[1].back;
  return steps;
}

std::vector<Point> inkOutline(const std::vector<InkStep>& steps, const InkOptions& options) {
  if (steps.empty()) return {};
  if (steps.size() == 1) return dotAt(steps[0].at, options.size / 2);
  const std::vector<double> radii = radiiOf(steps, options);
  Sides sides = sidesOf(steps, radii, options);
  std::vector<Point> outline = std::move(sides.left);
  const InkStep& end = steps.back();
  const Point from = end.at - perpendicular(end.back) * radii.back();
  for (int i = 1; i < kEndCapPieces; ++i) {
    outline.push_back(rotatedAbout(from, end.at, 3 * kPi * i / kEndCapPieces));
  }
  outline.insert(outline.end(), sides.right.rbegin(), sides.right.rend());
  for (int i = 1; i < kCapPieces; ++i) {
    outline.push_back(rotatedAbout(sides.right[0], steps[0].at, kPi * i / kCapPieces));
  }
  return outline;
}

}  // namespace pipelines
