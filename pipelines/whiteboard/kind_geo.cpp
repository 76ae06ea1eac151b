// SPDX-License-Identifier: Apache-2.0
// Geometric shapes, drawn with a ruler or by hand.
#include "pipelines/whiteboard/geo.hpp"
#include "pipelines/whiteboard/kinds.hpp"
#include "pipelines/whiteboard/words.hpp"

#include <cstdint>
#include <random>
#include <string_view>
#include <utility>

namespace pipelines {
namespace {

// A hand's unsteadiness, the same each time for the same shape.
class Hand {
 public:
  explicit Hand(std::string_view id) {
    uint32_t seed = 2166136261u;  // FNV-1a
    for (const char c : id) seed = (seed ^ static_cast<unsigned char>(c)) * 16777619u;
    numbers_.seed(seed);
  }
  /// -1..1
  double next() {
    constexpr double kMiddle = std::minstd_rand::max() / 2.0;
    return static_cast<double>(numbers_()) / kMiddle - 1;
  }

 private:
  std::minstd_rand numbers_;
};

void addRounded(Path& path, const std::vector<Point>& corners, double radius) {
  const size_t count = corners.size();
  for (size_t i = 0; i < count; ++i) {
    const Point corner = corners[i], next = corners[(i + 1) % count];
    const Point before = corners[(i + count - 1) % count];
    const double in = std::min(radius, distance(before, corner) / 3);
    const double out = std::min(radius, distance(corner, next) / 3);
    const Point enter = corner + unit(before - corner) * in;
    if (i == 0) {
      path.moveTo(enter);
    } else {
      path.lineTo(enter);
    }
    path.quadraticTo(corner, corner + unit(next - corner) * out);
  }
  path.close();
}

// The outline gone over twice, never quite in the same place.
Path byHand(const std::vector<Point>& corners, double width, std::string_view id) {
  constexpr double kShake = 1.0 / 3, kRounding = 2;
  Hand hand(id);
  Path path;
  for (int pass = 0; pass < 2; ++pass) {
    std::vector<Point> shaken = corners;
    for (Point& corner : shaken) {
      const double x = hand.next(), y = hand.next();
      corner = corner + Point{x, y} * (kShake * width);
    }
    addRounded(path, shaken, kRounding * width);
  }
  return path;
}

}  // namespace

Drawing draw(const GeoShape& geo, const Shape& shape) {
  const std::vector<Point> corners = geoCorners(geo);
  const bool isByHand = geo.stroke.dash == DashKind::Draw && !corners.empty();
  Drawing drawing;
  Path outline = geoOutline(geo);
  if (isByHand) {
    if (geo.fill.kind != FillKind::None) {
      Path area;
      addRounded(area, corners, 2 * geo.stroke.width);
      drawing.layers.push_back(PathLayer{std::move(area), geo.fill, {}, 1, {}});
    }
    outline = byHand(corners, geo.stroke.width, shape.id);
  }
  Pen pen{geo.stroke.colour, geo.stroke.width, dashesOf(geo.stroke, outline.length())};
  const FillStyle fill = isByHand ? FillStyle{} : geo.fill;
  drawing.layers.push_back(PathLayer{std::move(outline), fill, pen, 1, {}});
  if (Path inside = geoInside(geo); !inside.isEmpty()) {
    drawing.layers.push_back(PathLayer{std::move(inside), {}, std::move(pen), 1, {}});
  }
  if (!geo.label.text.empty()) {
    constexpr double kPadding = 16;
    const Box room{kPadding, kPadding, geo.width - kPadding, geo.height - kPadding};
    const Box middle{geo.width / 2, geo.height / 2, geo.width / 2, geo.height / 2};
    drawing.layers.push_back(textLayerIn(geo.label, room.isEmpty() ? middle : room));
  }
  return drawing;
}

}  // namespace pipelines
