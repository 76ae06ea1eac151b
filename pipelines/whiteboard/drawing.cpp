// SPDX-License-Identifier: Apache-2.0
#include "pipelines/whiteboard/drawing.hpp"

#include "pipelines/whiteboard/kinds.hpp"

#include <utility>

namespace pipelines {
namespace {

// More gaps than this nobody sees, and each costs time.
constexpr double kMostDashes = 5000;

}  // namespace

Drawing drawingOf(const Shape& shape) {
  return std::visit([&](const auto& kind) { return draw(kind, shape); }, shape.kind);
}

Box boundsOf(const Layer& layer) {
  if (const auto* text = std::get_if<TextLayer>(&layer)) {
    return text->halo && !text->ink.isEmpty() ? text->ink.grown(kHaloWidth) : text->ink;
  }
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
