// SPDX-License-Identifier: Apache-2.0
// Shapes for tests, and boards drawn on paper.
#pragma once

#include "pipelines/stage/cairo.hpp"
#include "pipelines/whiteboard/painter.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tests {

using ShapePtr = std::shared_ptr<const pipelines::Shape>;

constexpr pipelines::Colour kRed = pipelines::colourOf(0xe03131);
constexpr pipelines::Colour kBlue = pipelines::colourOf(0x4263eb);
constexpr pipelines::Colour kGreen = pipelines::colourOf(0x099268);
constexpr pipelines::Colour kBlack = pipelines::colourOf(0x1d1d1d);

template <class Kind>
ShapePtr shapeOf(std::string id, Kind kind, pipelines::Matrix toPage = {}, double opacity = 1) {
  return std::make_shared<const pipelines::Shape>(
      pipelines::Shape{std::move(id), toPage, opacity, {}, std::move(kind)});
}

inline pipelines::Matrix at(double x, double y, double radians = 0) {
  return pipelines::Matrix::placed({x, y}, radians);
}

/// A wave from (10, y) to the right, a point every 6 units.
inline std::vector<pipelines::InkPoint> wave(size_t points, double y = 20) {
  std::vector<pipelines::InkPoint> line;
  for (size_t i = 0; i < points; ++i) {
    const double x = 10 + 6.0 * static_cast<double>(i);
    line.push_back({{x, y + 10 * std::sin(x / 20)}, 0.5});
  }
  return line;
}

inline ShapePtr inkOf(std::string id, size_t points, double y = 20) {
  pipelines::InkShape ink;
  ink.stroke.colour = kRed;
  ink.points = wave(points, y);
  return shapeOf(std::move(id), std::move(ink));
}

inline pipelines::GeoShape geoOf(pipelines::GeoKind kind, double width, double height) {
  pipelines::GeoShape geo;
  geo.kind = kind;
  geo.width = width;
  geo.height = height;
  geo.stroke = {kBlue, 3.5, pipelines::DashKind::Solid};
  geo.fill = {pipelines::FillKind::Flat, pipelines::colourOf(0xdce1f8), {}};
  return geo;
}

inline pipelines::CairoSurface drawn(const pipelines::Whiteboard& board, int width, int height) {
  pipelines::CairoSurface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height));
  const pipelines::CairoContext context(cairo_create(surface.get()));
  cairo_set_source_rgb(context.get(), 1, 1, 1);
  cairo_paint(context.get());
  pipelines::WhiteboardPainter().paint(context.get(), board, {0, 0, double(width), double(height)});
  cairo_surface_flush(surface.get());
  return surface;
}

}  // namespace tests
