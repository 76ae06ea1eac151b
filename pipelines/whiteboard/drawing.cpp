// SPDX-License-Identifier: Apache-2.0
#include "pipelines/whiteboard/drawing.hpp"

#include "pipelines/whiteboard/ink.hpp"

#include <utility>

namespace pipelines {
namespace {

// More gaps than this nobody sees, and each costs time.
constexpr double kMostDashes = 5000;

std::vector<Point> centreLine(const std::vector<InkStep>& steps) {
  std::vector<Point> points;
  points.reserve(steps.size());
  for (const InkStep& step : steps) points.push_back(step.at);
  return points;
}

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

Drawing draw(const GeoShape& geo, const Shape&) {
  Drawing drawing;
  Path path = polyline({{0, 0}, {geo.width, 0}, {geo.width, geo.height}, {0, geo.height}}, true);
  Pen pen{geo.stroke.colour, geo.stroke.width, dashesOf(geo.stroke, path.length())};
  drawing.layers.push_back(PathLayer{std::move(path), geo.fill, std::move(pen), 1, {}});
  return drawing;
}

template <class Other>
Drawing draw(const Other&, const Shape&) {
  return {};
}

}  // namespace

Drawing drawingOf(const Shape& shape) {
  return std::visit([&](const auto& kind) { return draw(kind, shape); }, shape.kind);
}

Box boundsOf(const Layer& layer) {
  if (const auto* text = std::get_if<TextLayer>(&layer)) return text->ink;
  const auto& path = std::get<PathLayer>(layer);
  const Box box = path.path.bounds();
  return path.pen && !box.isEmpty() ? box.grown(path.pen->width / 2) : box;
}

Box boundsOf(const Drawing& drawing) {
  Box box;
  for (const Layer& layer : drawing.under) box.add(boundsOf(layer));
  for (const Layer& layer : drawing.layers) box.add(boundsOf(layer));
  return box;
}

std::vector<double> dashesOf(const StrokeStyle& stroke, double length) {
  const double width = stroke.width;
  if (length > kMostDashes * width) return {};
  switch (stroke.dash) {
    case DashKind::Dashed:
      return {2 * width, 2 * width};
    case DashKind::Dotted:
      return {0.1, 2 * width};
    case DashKind::Draw:
    case DashKind::Solid:
      break;
  }
  return {};
}

}  // namespace pipelines
