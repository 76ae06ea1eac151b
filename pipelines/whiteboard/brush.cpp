// SPDX-License-Identifier: Apache-2.0
#include "pipelines/whiteboard/brush.hpp"

#include <algorithm>
#include <cmath>

#include <pango/pangocairo.h>

namespace pipelines::brush {
namespace {

// The lines of a hatch, in the shape's units.
constexpr double kHatchApart = 8, kHatchWidth = 3;
// Finer than this nobody sees it: the area is drawn flat.
constexpr double kMostHatchLines = 2000;

void setColour(cairo_t* context, const Colour& colour, double opacity = 1) {
  cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, opacity);
}

void addPath(cairo_t* context, const Path& path) {
  cairo_new_path(context);
  for (const PathStep& step : path.steps()) {
    switch (step.kind) {
      case PathStep::Kind::Move:
        cairo_move_to(context, step.to.x, step.to.y);
        break;
      case PathStep::Kind::Line:
        cairo_line_to(context, step.to.x, step.to.y);
        break;
      case PathStep::Kind::Cubic:
        cairo_curve_to(context, step.first.x, step.first.y, step.second.x, step.second.y, step.to.x,
                       step.to.y);
        break;
      case PathStep::Kind::Close:
        cairo_close_path(context);
        break;
    }
  }
}

// Slanting lines over what is in the clip.
void hatch(cairo_t* context, const Colour& colour) {
  double left = 0, top = 0, right = 0, bottom = 0;
  cairo_clip_extents(context, &left, &top, &right, &bottom);
  const double first = std::floor((left + top) / kHatchApart),
               last = (right + bottom) / kHatchApart;
  setColour(context, colour);
  if (last - first > kMostHatchLines) return cairo_paint(context);
  cairo_new_path(context);
  cairo_set_line_width(context, kHatchWidth);
  for (double line = first; line <= last; line += 1) {
    const double sum = line * kHatchApart;
    cairo_move_to(context, sum - top + kHatchApart, top - kHatchApart);
    cairo_line_to(context, sum - bottom - kHatchApart, bottom + kHatchApart);
  }
  cairo_stroke(context);
}

void fill(cairo_t* context, const PathLayer& layer) {
  if (layer.fill.kind == FillKind::None) return;
  addPath(context, layer.path);
  if (layer.fill.kind == FillKind::Flat) {
    setColour(context, layer.fill.colour, layer.opacity);
    return cairo_fill(context);
  }
  cairo_save(context);
  cairo_clip(context);
  setColour(context, layer.fill.ground);
  cairo_paint(context);
  hatch(context, layer.fill.colour);
  cairo_restore(context);
}

void stroke(cairo_t* context, const PathLayer& layer) {
  if (!layer.pen) return;
  addPath(context, layer.path);
  cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width(context, layer.pen->width);
  const auto& dashes = layer.pen->dashes;
  cairo_set_dash(context, dashes.data(), static_cast<int>(dashes.size()), 0);
  setColour(context, layer.pen->colour, layer.opacity);
  cairo_stroke(context);
}

void draw(cairo_t* context, const PathLayer& layer) {
  cairo_save(context);
  if (!layer.hole.isEmpty()) {
    double left = 0, top = 0, right = 0, bottom = 0;
    cairo_clip_extents(context, &left, &top, &right, &bottom);
    cairo_set_fill_rule(context, CAIRO_FILL_RULE_EVEN_ODD);
    cairo_new_path(context);
    cairo_rectangle(context, left, top, right - left, bottom - top);
    cairo_rectangle(context, layer.hole.left, layer.hole.top, layer.hole.width(),
                    layer.hole.height());
    cairo_clip(context);
    cairo_set_fill_rule(context, CAIRO_FILL_RULE_WINDING);
  }
  fill(context, layer);
  stroke(context, layer);
  cairo_restore(context);
}

void draw(cairo_t* context, const TextLayer& layer) {
  cairo_move_to(context, layer.at.x, layer.at.y);
  if (layer.halo) {
    cairo_save(context);
    pango_cairo_layout_path(context, layer.layout.get());
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_width(context, 2 * kHaloWidth);
    setColour(context, *layer.halo);
    cairo_stroke(context);
    cairo_restore(context);
    cairo_move_to(context, layer.at.x, layer.at.y);
  }
  setColour(context, layer.colour);
  pango_cairo_show_layout(context, layer.layout.get());
}

// A group is a picture of its own: no larger than the shape.
void beginGroup(cairo_t* context, const Shape& shape, const std::vector<Layer>& layers) {
  constexpr double kBlended = 1;
  Box box;
  for (const Layer& layer : layers) box.add(boundsOf(layer));
  box = (shape.toPage * box).grown(kBlended);
  cairo_new_path(context);
  cairo_rectangle(context, box.left, box.top, box.width(), box.height());
  cairo_clip(context);
  cairo_push_group(context);
}

bool mayTouch(const Layer& layer, const Box& box) {
  if (const auto* path = std::get_if<PathLayer>(&layer)) {
    return path->path.mayTouch(path->pen ? box.grown(path->pen->width / 2) : box);
  }
  return boundsOf(layer).touches(box);
}

}  // namespace

void draw(cairo_t* context, const Shape& shape, const std::vector<Layer>& layers,
          const Box& damage) {
  const Box inside = shape.toPage.inverse() * damage;
  const auto isNear = [&](const Layer& layer) { return mayTouch(layer, inside); };
  if (shape.opacity <= 0 || std::none_of(layers.begin(), layers.end(), isNear)) return;
  cairo_save(context);
  for (const ClipQuad& clip : shape.clips) {
    addPath(context, polyline({clip.begin(), clip.end()}, true));
    cairo_clip(context);
  }
  // Layers that lie over each other shine through together, not each through the other.
  const bool isGroup = shape.opacity < 1;
  if (isGroup) beginGroup(context, shape, layers);
  const Matrix& m = shape.toPage;
  const cairo_matrix_t matrix{m.xx, m.yx, m.xy, m.yy, m.x0, m.y0};
  cairo_transform(context, &matrix);
  for (const Layer& layer : layers) {
    if (!isNear(layer)) continue;
    std::visit([&](const auto& kind) { draw(context, kind); }, layer);
  }
  if (isGroup) {
    cairo_pop_group_to_source(context);
    cairo_paint_with_alpha(context, shape.opacity);
  }
  cairo_restore(context);
}

}  // namespace pipelines::brush
