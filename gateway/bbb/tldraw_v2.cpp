// SPDX-License-Identifier: Apache-2.0
#include "gateway/bbb/tldraw_v2.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace gateway::tldraw_v2 {
namespace {

using base::Json;
using base::memberAt;
using base::textAt;
using namespace tldraw;
namespace p = pipelines;

struct ColourRow {
  std::string_view name;
  unsigned solid, semi, pattern, highlight;
};
constexpr ColourRow kColours[] = {
    {"black", 0x1d1d1d, 0xe8e8e8, 0x494949, 0xfddd00},
    {"grey", 0xadb5bd, 0xeceef0, 0xbcc3c9, 0xcbe7f1},
    {"light-violet", 0xe599f7, 0xf5eafa, 0xe9acf8, 0xff88ff},
    {"violet", 0xae3ec9, 0xecdcf2, 0xbd63d3, 0xc77cff},
    {"blue", 0x4263eb, 0xdce1f8, 0x6681ee, 0x10acff},
    {"light-blue", 0x4dabf7, 0xddedfa, 0x6fbbf8, 0x00f4ff},
    {"yellow", 0xffc078, 0xf9f0e6, 0xfecb92, 0xfddd00},
    {"orange", 0xf76707, 0xf8e2d4, 0xf78438, 0xffa500},
    {"green", 0x099268, 0xd3e9e3, 0x39a785, 0x00ffc8},
    {"light-green", 0x40c057, 0xdbf0e0, 0x65cb78, 0x65f641},
    {"light-red", 0xff8787, 0xf4dadb, 0xfe9e9e, 0xff7fa3},
    {"red", 0xe03131, 0xf4dadb, 0xe55959, 0xff636e},
};
constexpr p::Colour kPaper = p::colourOf(0xf9fafb);
constexpr p::Colour kSolid = p::colourOf(0xfcfffe);
constexpr p::Colour kText = p::colourOf(0x000000);

struct SizeRow {
  std::string_view name;
  double stroke, text, label, arrowLabel, highlighter;
};
// The first is what a record without a size is drawn with.
constexpr SizeRow kSizes[] = {
    {"m", 3.5, 24, 22, 20, 26.88},
    {"s", 2, 18, 18, 18, 20.16},
    {"l", 5, 36, 26, 24, 40.32},
    {"xl", 10, 44, 32, 28, 49.28},
};

struct GeoRow {
  std::string_view name;
  p::GeoKind kind;
};
constexpr GeoRow kGeos[] = {
    {"rectangle", p::GeoKind::Rectangle},
    {"ellipse", p::GeoKind::Ellipse},
    {"oval", p::GeoKind::Oval},
    {"triangle", p::GeoKind::Triangle},
    {"diamond", p::GeoKind::Diamond},
    {"pentagon", p::GeoKind::Pentagon},
    {"hexagon", p::GeoKind::Hexagon},
    {"octagon", p::GeoKind::Octagon},
    {"star", p::GeoKind::Star},
    {"rhombus", p::GeoKind::Rhombus},
    {"rhombus-2", p::GeoKind::Rhombus2},
    {"trapezoid", p::GeoKind::Trapezoid},
    {"arrow-right", p::GeoKind::ArrowRight},
    {"arrow-left", p::GeoKind::ArrowLeft},
    {"arrow-up", p::GeoKind::ArrowUp},
    {"arrow-down", p::GeoKind::ArrowDown},
    {"x-box", p::GeoKind::XBox},
    {"check-box", p::GeoKind::CheckBox},
    {"cloud", p::GeoKind::Cloud},
};

constexpr size_t kMostAnswers = 50;
// A straight piece of ink has one point for so many units.
constexpr double kStraightStep = 16;
constexpr double kMostStraight = 500;

const ColourRow& colourRow(const Json& props, std::string_view key) {
  return rowOf(kColours, textAt(props, key));
}

p::Colour solidAt(const Json& props, std::string_view key) {
  return p::colourOf(colourRow(props, key).solid);
}

const SizeRow& sizeRow(const Json& props) {
  return rowOf(kSizes, textAt(props, "size"));
}

p::StrokeStyle strokeFrom(const Json& props) {
  return {solidAt(props, "color"), sizeRow(props).stroke, dashFrom(textAt(props, "dash"))};
}

p::FillStyle fillFrom(const Json& props) {
  const std::string fill = textAt(props, "fill");
  const ColourRow& row = colourRow(props, "color");
  if (fill == "semi") return {p::FillKind::Flat, kSolid, {}};
  if (fill == "solid") return {p::FillKind::Flat, p::colourOf(row.semi), {}};
  if (fill == "pattern") return {p::FillKind::Hatch, p::colourOf(row.pattern), kSolid};
  return {};
}

p::FontKind fontFrom(std::string_view name) {
  if (name == "sans") return p::FontKind::Sans;
  if (name == "serif") return p::FontKind::Serif;
  if (name == "mono") return p::FontKind::Mono;
  return p::FontKind::Hand;
}

p::Words wordsFrom(const Json& props, double size, const p::Colour& colour) {
  const std::string align = textAt(props, "align", textAt(props, "textAlign"));
  return {wordsAt(props, "text"),
          fontFrom(textAt(props, "font")),
          size,
          colour,
          alignFrom(align, p::Align::Middle),
          alignFrom(textAt(props, "verticalAlign"), p::Align::Middle)};
}

p::InkPoint inkPointFrom(const Json& json) {
  return {pointFrom(json), std::clamp(base::numberAt(json, "z", 0.5), 0.0, 1.0)};
}

void addStraight(const Json& points, std::vector<p::InkPoint>& all) {
  const p::InkPoint from = inkPointFrom(points.front()), to = inkPointFrom(points.back());
  const double length = p::distance(from.at, to.at);
  const int count = static_cast<int>(std::clamp(length / kStraightStep, 4.0, kMostStraight));
  for (int i = 0; i < count && all.size() < kMostPoints; ++i) {
    const double share = static_cast<double>(i) / (count - 1);
    constexpr double kFirmest = 0.8;  // A ruler's line is pressed more in its middle.
    const double pressure = std::lerp(0.5, kFirmest, 1 - std::abs(2 * share - 1));
    all.push_back({p::lerp(from.at, to.at, share * share), pressure});
  }
}

std::vector<p::InkPoint> pointsFrom(const Json& props, const Record* before) {
  const Json& segments = memberAt(props, "segments");
  if (!segments.is_array()) return pointsOf(before);
  std::vector<p::InkPoint> all;
  for (const Json& segment : segments) {
    const Json& points = memberAt(segment, "points");
    if (!points.is_array() || points.empty()) continue;
    if (textAt(segment, "type") == "straight") {
      addStraight(points, all);
      continue;
    }
    for (const Json& point : points) {
      if (all.size() >= kMostPoints) return all;
      all.push_back(inkPointFrom(point));
    }
  }
  return all;
}

p::InkShape inkFrom(const Json& props, const Record* before) {
  return {pointsFrom(props, before),
          strokeFrom(props),
          fillFrom(props),
          base::boolAt(props, "isPen"),
          base::boolAt(props, "isComplete"),
          base::boolAt(props, "isClosed")};
}

p::HighlightShape highlightFrom(const Json& props, const Record* before) {
  return {pointsFrom(props, before), p::colourOf(colourRow(props, "color").highlight),
          sizeRow(props).highlighter, base::boolAt(props, "isComplete")};
}

p::GeoShape geoFrom(const Json& props) {
  const double height = lengthAt(props, "h", 1) + lengthAt(props, "growY");
  return {rowOf(kGeos, textAt(props, "geo")).kind,
          sizeAt(props, "w", 1),
          std::clamp(height, 1.0, kFurthest),
          strokeFrom(props),
          fillFrom(props),
          wordsFrom(props, sizeRow(props).label, solidAt(props, "labelColor"))};
}

p::LineShape lineFrom(const Json& props) {
  const Json& handles = memberAt(props, "handles");
  std::multimap<std::string, p::Point> sorted;
  if (handles.is_object() || handles.is_array()) {
    for (const Json& handle : handles) {
      if (sorted.size() >= kMostPoints) break;
      sorted.emplace(textAt(handle, "index"), pointFrom(handle));
    }
  }
  p::LineShape line{{}, textAt(props, "spline") == "cubic", strokeFrom(props)};
  for (const auto& [index, point] : sorted) line.points.push_back(point);
  return line;
}

p::ArrowEnd endFrom(const Json& terminal, p::ArrowHead head) {
  p::ArrowEnd end;
  end.at = pointFrom(terminal);
  const Json& anchor = memberAt(terminal, "normalizedAnchor");
  if (anchor.is_object()) end.anchor = pointFrom(anchor);
  end.isPrecise = base::boolAt(terminal, "isPrecise", true);
  end.isExact = base::boolAt(terminal, "isExact");
  end.head = head;
  return end;
}

p::ArrowShape arrowFrom(const Json& props) {
  const auto head = [&](std::string_view key, p::ArrowHead fallback) {
    return headFrom(textAt(props, key), fallback);
  };
  p::ArrowShape arrow;
  arrow.start = endFrom(memberAt(props, "start"), head("arrowheadStart", p::ArrowHead::None));
  arrow.end = endFrom(memberAt(props, "end"), head("arrowheadEnd", p::ArrowHead::Arrow));
  arrow.bend = lengthAt(props, "bend");
  arrow.stroke = strokeFrom(props);
  arrow.fill = fillFrom(props);
  arrow.label = wordsFrom(props, sizeRow(props).arrowLabel, solidAt(props, "labelColor"));
  arrow.label.align = arrow.label.verticalAlign = p::Align::Middle;
  return arrow;
}

p::TextShape textFrom(const Json& props) {
  p::TextShape text{wordsFrom(props, sizeRow(props).text, solidAt(props, "color")), {}, kPaper};
  constexpr double kNarrowest = 16;
  if (!base::boolAt(props, "autoSize", true)) {
    text.width = sizeAt(props, "w", kNarrowest, kNarrowest);
  }
  return text;
}

p::NoteShape noteFrom(const Json& props) {
  constexpr double kSide = 200, kVeil = 0.28;
  const ColourRow& row = colourRow(props, "color");
  const ColourRow& shown = row.name == "black" ? rowOf(kColours, "yellow") : row;
  p::NoteShape note;
  note.height = std::clamp(kSide + lengthAt(props, "growY"), kSide, kFurthest);
  note.colour = mixed(p::colourOf(shown.solid), kPaper, kVeil);
  note.words = wordsFrom(props, sizeRow(props).label, kText);
  return note;
}

p::PollShape pollFrom(const Json& props) {
  p::PollShape poll{sizeAt(props, "w", 1),
                    sizeAt(props, "h", 1),
                    wordsAt(props, "questionText"),
                    {},
                    0,
                    solidAt(props, "color"),
                    kSolid};
  const auto count = [](const Json& json, std::string_view key) {
    return static_cast<unsigned>(std::clamp<int64_t>(base::integerAt(json, key), 0, 1'000'000));
  };
  poll.responders = count(props, "numResponders");
  const Json& answers = memberAt(props, "answers");
  if (!answers.is_array()) return poll;
  for (const Json& answer : answers) {
    if (poll.answers.size() >= kMostAnswers) break;
    poll.answers.push_back({wordsAt(answer, "key"), count(answer, "numVotes")});
  }
  return poll;
}

std::optional<Kind> kindFrom(std::string_view type, const Json& props, const Record* before) {
  if (type == "draw") return inkFrom(props, before);
  if (type == "highlight") return highlightFrom(props, before);
  if (type == "geo") return geoFrom(props);
  if (type == "line") return lineFrom(props);
  if (type == "arrow") return arrowFrom(props);
  if (type == "text") return textFrom(props);
  if (type == "note") return noteFrom(props);
  if (type == "frame") {
    return p::FrameShape{sizeAt(props, "w", 1), sizeAt(props, "h", 1), wordsAt(props, "name")};
  }
  if (type == "poll") return pollFrom(props);
  return std::nullopt;
}

}  // namespace

Record recordFrom(const Json& json, const Record* before) {
  const Json& props = memberAt(json, "props");
  const std::string type = textAt(json, "type");
  Record record;
  const std::string parent = textAt(json, "parentId");
  if (parent.starts_with("shape:")) record.parent = parent;
  record.index = textAt(json, "index").substr(0, kMostTextBytes);
  record.toParent = p::Matrix::placed(pointFrom(json), lengthAt(json, "rotation"));
  if (type == "text") {
    record.toParent = record.toParent *
                      p::Matrix::scaled(std::clamp(base::numberAt(props, "scale", 1), 0.01, 100.0));
  }
  record.opacity = opacityAt(json, "opacity");
  record.kind = kindFrom(type, props, before);
  const auto boundTo = [&](std::string_view key) {
    return textAt(memberAt(props, key), "boundShapeId").substr(0, kMostTextBytes);
  };
  const auto isBound = [&](std::string_view key) {
    return type == "arrow" && textAt(memberAt(props, key), "type") == "binding";
  };
  if (isBound("start")) record.startsAt = boundTo("start");
  if (isBound("end")) record.endsAt = boundTo("end");
  return record;
}

}  // namespace gateway::tldraw_v2
