// SPDX-License-Identifier: Apache-2.0
// Ink, highlights and lines.
#include "pipelines/whiteboard/ink.hpp"
#include "pipelines/whiteboard/kinds.hpp"

#include <utility>

namespace pipelines {
namespace {

std::vector<Point> centreLine(const std::vector<InkStep>& steps) {
  std::vector<Point> points;
  points.reserve(steps.size());
  for (const InkStep& step : steps) points.push_back(step.at);
  return points;
}

// Through all points; each piece leaves in the direction of its neighbours.
Path splineThrough(const std::vector<Point>& points) {
  Path path;
  if (points.empty()) return path;
  path.moveTo(points[0]);
  const size_t last = points.size() - 1;
  for (size_t i = 0; i < last; ++i) {
    const Point before = points[i == 0 ? 0 : i - 1], after = points[std::min(i + 2, last)];
    constexpr double kReach = 1.0 / 6;  // Catmull and Rom's.
    path.cubicTo(points[i] + (points[i + 1] - before) * kReach,
                 points[i + 1] - (after - points[i]) * kReach, points[i + 1]);
  }
  return path;
}

}  // namespace

Drawing draw(const InkShape& ink, const Shape&) {
  Drawing drawing;
  const InkOptions options = inkOptionsOf(ink);
  const std::vector<InkStep> steps = inkSteps(ink.points, options);
  const std::vector<Point> line = centreLine(steps);
  if (ink.isClosed && ink.fill.kind != FillKind::None && line.size() > 2) {
    drawing.layers.push_back(PathLayer{throughMiddles(line, true), ink.fill, {}, 1, {}});
  }
  if (ink.stroke.dash == DashKind::Draw || line.size() < 2) {
    const FillStyle full{FillKind::Flat, ink.stroke.colour, {}};
    drawing.layers.push_back(
        PathLayer{throughMiddles(inkOutline(steps, options), true), full, {}, 1, {}});
    return drawing;
  }
  Path path = throughMiddles(line, ink.isClosed);
  Pen pen{ink.stroke.colour, ink.stroke.width, dashesOf(ink.stroke, path.length())};
  drawing.layers.push_back(PathLayer{std::move(path), {}, std::move(pen), 1, {}});
  return drawing;
}

Drawing draw(const HighlightShape& highlight, const Shape&) {
  constexpr double kUnder = 0.82, kOver = 0.35;
  std::vector<Point> line = centreLine(inkSteps(highlight.points, inkOptionsOf(highlight)));
  if (line.size() == 1) line.push_back(line[0]);
  PathLayer layer{
      throughMiddles(line, false), {}, Pen{highlight.colour, highlight.width, {}}, kUnder, {}};
  Drawing drawing;
  drawing.under.push_back(layer);
  layer.opacity = kOver;
  drawing.layers.push_back(std::move(layer));
  return drawing;
}

Drawing draw(const LineShape& line, const Shape&) {
  Path path = line.isCurved ? splineThrough(line.points) : polyline(line.points, line.isClosed);
  Pen pen{line.stroke.colour, line.stroke.width, dashesOf(line.stroke, path.length())};
  Drawing drawing;
  drawing.layers.push_back(PathLayer{std::move(path), line.fill, std::move(pen), 1, {}});
  return drawing;
}

}  // namespace pipelines
