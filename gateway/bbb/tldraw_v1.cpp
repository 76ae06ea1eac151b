// SPDX-License-Identifier: Apache-2.0
#include "gateway/bbb/tldraw_v1.hpp"

#include <algorithm>
#include <cmath>

namespace gateway::tldraw_v1 {
namespace {

using base::Json;
using base::memberAt;
using base::textAt;
using namespace tldraw;
namespace p = pipelines;

struct ColourRow {
  std::string_view name;
  unsigned stroke;
};
constexpr ColourRow kColours[] = {
    {"black", 0x1d1d1d},  {"white", 0x1d1d1d}, {"lightGray", 0xc6cbd1}, {"gray", 0x788492},
    {"green", 0x36b24d},  {"cyan", 0x0e98ad},  {"blue", 0x1c7ed6},      {"indigo", 0x4263eb},
    {"violet", 0x7746f1}, {"red", 0xff2133},   {"orange", 0xff9433},    {"yellow", 0xffc936},
};
constexpr p::Colour kPaper = p::colourOf(0xfafafa);
constexpr p::Colour kNoteText = p::colourOf(0x0d0d0d);
// How much of the paper's colour is in a filled shape, and in a note.
constexpr double kFillPale = 0.82, kNotePale = 0.45;

struct SizeRow {
  std::string_view name;
  double stroke, text, note;
};
constexpr SizeRow kSizes[] = {
    {"medium", 3.5, 48, 36},
    {"small", 2, 28, 24},
    {"large", 5, 96, 48},
};

// What is drawn is wider than what the style says.
double inkWidth(double stroke) {
  return 1.5 * stroke;
}
double lineWidth(double stroke) {
  return 1 + 1.618 * stroke;
}

const SizeRow& sizeRow(const Json& style) {
  return rowOf(kSizes, textAt(style, "size"));
}

p::Colour colourFrom(const Json& style) {
  return p::colourOf(rowOf(kColours, textAt(style, "color")).stroke);
}

p::StrokeStyle strokeFrom(const Json& style) {
  return {colourFrom(style), lineWidth(sizeRow(style).stroke), dashFrom(textAt(style, "dash"))};
}

p::FillStyle fillFrom(const Json& style) {
  if (!base::boolAt(style, "isFilled")) return {};
  const bool isWhite = textAt(style, "color") == "white";
  const p::Colour pale = mixed(colourFrom(style), kPaper, kFillPale);
  return {p::FillKind::Flat, isWhite ? p::colourOf(0xfefefe) : pale, {}};
}

p::FontKind fontFrom(std::string_view name) {
  if (name == "sans") return p::FontKind::Sans;
  if (name == "serif" || name == "erif") return p::FontKind::Serif;
  if (name == "mono") return p::FontKind::Mono;
  return p::FontKind::Hand;
}

double scaleOf(const Json& style) {
  return std::clamp(base::numberAt(style, "scale", 1), 0.01, 100.0);
}

p::Words wordsFrom(const Json& json, std::string_view key, double size, const p::Colour& colour) {
  const Json& style = memberAt(json, "style");
  return {wordsAt(json, key),
          fontFrom(textAt(style, "font")),
          size,
          colour,
          alignFrom(textAt(style, "textAlign"), p::Align::Middle),
          p::Align::Middle};
}

// Without a size, nothing: what is drawn has to be asked.
p::Point sizeFrom(const Json& json, const char* key) {
  const p::Point size = pointFrom(memberAt(json, key));
  return {std::max(0.0, size.x), std::max(0.0, size.y)};
}

std::vector<p::InkPoint> pointsFrom(const Json& json, const Record* before) {
  const Json& points = memberAt(json, "points");
  if (!points.is_array()) return pointsOf(before);
  std::vector<p::InkPoint> all;
  for (const Json& point : points) {
    if (all.size() >= kMostPoints) break;
    const bool hasPressure = point.is_array() && point.size() > 2 && point[2].is_number();
    const double pressure = hasPressure ? point[2].get<double>() : 0.5;
    all.push_back({pointFrom(point), std::clamp(pressure, 0.0, 1.0)});
  }
  return all;
}

p::InkShape inkFrom(const Json& json, const Record* before) {
  const Json& style = memberAt(json, "style");
  p::InkShape ink{pointsFrom(json, before),
                  strokeFrom(style),
                  fillFrom(style),
                  false,
                  base::boolAt(json, "isComplete"),
                  false};
  const double stroke = sizeRow(style).stroke;
  if (ink.stroke.dash == p::DashKind::Draw) ink.stroke.width = inkWidth(stroke);
  ink.isPen = std::any_of(ink.points.begin(), ink.points.end(),
                          [](const p::InkPoint& point) { return point.pressure != 0.5; });
  // It surrounds something when its end meets its start.
  ink.isClosed = ink.points.size() > 3 && ink.fill.kind != p::FillKind::None &&
                 p::distance(ink.points.front().at, ink.points.back().at) <= 2 * stroke;
  return ink;
}

p::GeoShape geoFrom(const Json& json, p::GeoKind kind, p::Point size) {
  const Json& style = memberAt(json, "style");
  const double textSize = sizeRow(style).text * scaleOf(style);
  return {kind,
          std::max(1.0, size.x),
          std::max(1.0, size.y),
          strokeFrom(style),
          fillFrom(style),
          wordsFrom(json, "label", textSize, colourFrom(style))};
}

p::ArrowShape arrowFrom(const Json& json) {
  const Json& handles = memberAt(json, "handles");
  const Json& decorations = memberAt(json, "decorations");
  const Json& style = memberAt(json, "style");
  const auto handle = [&](std::string_view key) {
    return pointFrom(memberAt(memberAt(handles, key), "point"));
  };
  const auto head = [&](std::string_view key) {
    const bool isThere = memberAt(decorations, key).is_string();
    return isThere ? p::ArrowHead::Arrow : p::ArrowHead::None;
  };
  p::ArrowShape arrow;
  arrow.start.at = handle("start");
  arrow.start.head = head("start");
  arrow.end.at = handle("end");
  arrow.end.head = head("end");
  if (memberAt(handles, "bend").is_object()) {
    const p::Point way = p::unit(arrow.end.at - arrow.start.at);
    const p::Point middle = p::lerp(arrow.start.at, arrow.end.at, 0.5);
    arrow.bend = -p::dot(handle("bend") - middle, p::perpendicular(way));
  }
  arrow.stroke = strokeFrom(style);
  arrow.label = wordsFrom(json, "label", sizeRow(style).text * scaleOf(style), colourFrom(style));
  return arrow;
}

p::NoteShape noteFrom(const Json& json, p::Point size) {
  const Json& style = memberAt(json, "style");
  const std::string name = textAt(style, "color");
  const bool isPlain = name == "white" || name == "black" || name.empty();
  const p::Colour colour =
      isPlain ? p::colourOf(rowOf(kColours, "yellow").stroke) : colourFrom(style);
  return {size.x, size.y, 3, mixed(colour, kPaper, kNotePale),
          wordsFrom(json, "text", sizeRow(style).note * scaleOf(style), kNoteText)};
}

// The box that a record's rotation has its centre in.
p::Box boxOf(const Kind& kind, p::Point size) {
  p::Box box;
  if (const auto* ink = std::get_if<p::InkShape>(&kind)) {
    for (const p::InkPoint& point : ink->points) box.add(point.at);
  } else if (const auto* arrow = std::get_if<p::ArrowShape>(&kind)) {
    box.add(arrow->start.at);
    box.add(arrow->end.at);
  } else {
    box.add(p::Point{0, 0});
    box.add(size);
  }
  return box;
}

std::optional<Kind> kindFrom(const Json& json, p::Point size, const Record* before) {
  const std::string type = textAt(json, "type");
  const Json& style = memberAt(json, "style");
  if (type == "draw") return inkFrom(json, before);
  if (type == "rectangle") return geoFrom(json, p::GeoKind::Rectangle, size);
  if (type == "triangle") return geoFrom(json, p::GeoKind::Triangle, size);
  if (type == "ellipse") return geoFrom(json, p::GeoKind::Ellipse, size);
  if (type == "arrow" || type == "line") return arrowFrom(json);
  if (type == "sticky") return noteFrom(json, size);
  if (type != "text") return std::nullopt;
  const double textSize = sizeRow(style).text * scaleOf(style);
  return p::TextShape{wordsFrom(json, "text", textSize, colourFrom(style)), {}, kPaper};
}

p::Point boxSizeFrom(const Json& json) {
  const std::string type = textAt(json, "type");
  if (type == "ellipse") return sizeFrom(json, "radius") * 2;
  const p::Point size = sizeFrom(json, "size");
  const bool isNote = type == "sticky" && (size.x == 0 || size.y == 0);
  return isNote ? p::Point{200, 200} : size;
}

}  // namespace

Record recordFrom(const Json& json, const Record* before) {
  Record record;
  record.childIndex = lengthAt(json, "childIndex");
  record.opacity = opacityAt(memberAt(json, "style"), "opacity");
  const p::Point size = boxSizeFrom(json);
  record.kind = kindFrom(json, size, before);
  if (!record.kind) return record;  // Members of a group stand where they say, not in the group.
  const p::Box box = boxOf(*record.kind, size);
  const p::Point centre = box.isEmpty() ? p::Point{} : box.centre();
  record.toParent =
      p::Matrix::placed(pointFrom(memberAt(json, "point")) + centre, lengthAt(json, "rotation")) *
      p::Matrix::placed(p::Point{} - centre, 0);
  return record;
}

}  // namespace gateway::tldraw_v1
