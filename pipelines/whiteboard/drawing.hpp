// SPDX-License-Identifier: Apache-2.0
// Drawing: what a shape looks like, worked out once: layers of paths and words, back to front.
#pragma once

#include "base/ref.hpp"
#include "pipelines/whiteboard/path.hpp"
#include "pipelines/whiteboard/shape.hpp"

#include <pango/pango.h>

#include <optional>
#include <variant>
#include <vector>

namespace pipelines {

/// Round caps and joins.
struct Pen {
  Colour colour;
  double width = 1;
  std::vector<double> dashes;  ///< Lengths on and off in turn; none: a line without gaps.
  bool operator==(const Pen&) const = default;
};

struct PathLayer {
  Path path;
  FillStyle fill;
  std::optional<Pen> pen;
  double opacity = 1;
  Box hole;  ///< Where nothing is drawn; mostly empty.
  bool operator==(const PathLayer&) const = default;
};

/// Of a halo, on each side of the letters.
constexpr double kHaloWidth = 2;

struct TextLayer {
  base::Ref<PangoLayout> layout;
  Point at;  ///< Of the layout's top left corner.
  Colour colour;
  std::optional<Colour> halo;
  Box ink;  ///< What the words cover.
};

using Layer = std::variant<PathLayer, TextLayer>;

struct Drawing {
  std::vector<Layer> under;   ///< Beneath all shapes of the board.
  std::vector<Layer> layers;  ///< At the shape's own place.
};

/// @thread any, but words belong to the thread that made them (Pango).
Drawing drawingOf(const Shape& shape);

/// What the layers cover, in the shape's space, strokes included.
Box boundsOf(const Layer& layer);
Box boundsOf(const Drawing& drawing);

/// The lengths on and off of a line `length` long; none for a line without gaps.
std::vector<double> dashesOf(const StrokeStyle& stroke, double length);

}  // namespace pipelines
