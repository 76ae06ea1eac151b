// SPDX-License-Identifier: Apache-2.0
// One element a group; its style stands at the group.
#include "gateway/recording/canvas.hpp"

#include "gateway/recording/svg_path.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace gateway::recording {
namespace {

using base::xml::Element;
using pipelines::Colour;
using pipelines::FillStyle;
using pipelines::LineShape;
using pipelines::Matrix;
using pipelines::PollShape;
using pipelines::Shape;
using pipelines::StrokeStyle;
using pipelines::TextShape;

constexpr double kLargestStroke = 1000, kLargestFont = 1000, kFarthest = 1e5;

/// "stroke:#ff0000;stroke-width:2.5;…", looked into by name.
std::string_view styleOf(std::string_view style, std::string_view name) {
  while (!style.empty()) {
    const auto end = std::min(style.find(';'), style.size());
    const auto pair = style.substr(0, end);
    style.remove_prefix(std::min(end + 1, style.size()));
    const auto colon = pair.find(':');
    const auto first = std::min(pair.find_first_not_of(' '), pair.size());
    if (colon == std::string_view::npos || pair.substr(first, colon - first) != name) continue;
    return pair.substr(std::min(pair.find_first_not_of(' ', colon + 1), pair.size()));
  }
  return "";
}

// "#rrggbb" or "#rgb"; black for anything else.
Colour colourFrom(std::string_view text) {
  uint32_t value = 0;
  const bool isShort = text.size() == 4;
  if (!text.starts_with('#') || (text.size() != 7 && !isShort)) return pipelines::colourOf(0);
  for (const char c : text.substr(1)) {
    const auto* digits = "0123456789abcdef";
    const auto digit = std::string_view(digits).find(static_cast<char>(c | 0x20));
    if (digit == std::string_view::npos) return pipelines::colourOf(0);
    value = value << 4 | static_cast<uint32_t>(digit);
    if (isShort) value = value << 4 | static_cast<uint32_t>(digit);
  }
  return pipelines::colourOf(value);
}

// "2.5", "24px"
double lengthFrom(std::string_view text, double most) {
  if (text.ends_with("px")) text.remove_suffix(2);
  return std::clamp(numberFrom(text).value_or(0), 0.0, most);
}

double placeAt(const Element& element, std::string_view name) {
  return std::clamp(numberFrom(element.attribute(name)).value_or(0), -kFarthest, kFarthest);
}

StrokeStyle strokeFrom(std::string_view style) {
  return {colourFrom(styleOf(style, "stroke")),
          lengthFrom(styleOf(style, "stroke-width"), kLargestStroke), pipelines::DashKind::Solid};
}

FillStyle fillFrom(std::string_view style) {
  const auto fill = styleOf(style, "fill");
  if (fill.empty() || fill == "none") return {};
  return {pipelines::FillKind::Flat, colourFrom(fill), {}};
}

LineShape lineFrom(const Element& line, std::string_view style) {
  LineShape shape;
  shape.points = {{placeAt(line, "x1"), placeAt(line, "y1")},
                  {placeAt(line, "x2"), placeAt(line, "y2")}};
  shape.stroke = strokeFrom(style);
  return shape;
}

LineShape pathFrom(const Element& path, std::string_view style) {
  LineShape shape;
  auto flat = flatPath(path.attribute("d"));
  shape.points = std::move(flat.points);
  shape.fill = fillFrom(style);
  // An ellipse is four arcs without a Z.
  shape.isClosed = flat.isClosed || shape.fill.kind != pipelines::FillKind::None;
  shape.stroke = strokeFrom(style);
  return shape;
}

TextShape textFrom(const Element& box, std::string_view style) {
  TextShape shape;
  constexpr size_t kMostTextBytes = 10'000;
  shape.words.text = box.textOf("p").substr(0, kMostTextBytes);
  shape.words.font = pipelines::FontKind::Sans;
  shape.words.size = std::max(1.0, lengthFrom(styleOf(style, "font-size"), kLargestFont));
  shape.words.colour = colourFrom(styleOf(style, "color"));
  shape.words.align = pipelines::Align::Start;
  shape.words.verticalAlign = pipelines::Align::Start;
  if (const double width = placeAt(box, "width"); width >= 1) shape.width = width;
  shape.halo.reset();
  return shape;
}

std::optional<PollShape> pollFrom(const Element& image, Moment at,
                                  const std::vector<PollResult>& polls) {
  const auto after = std::ranges::upper_bound(polls, at, {}, &PollResult::at);
  if (after == polls.begin()) return std::nullopt;
  const auto& poll = *std::prev(after);
  PollShape shape;
  shape.width = std::max(1.0, placeAt(image, "width"));
  shape.height = std::max(1.0, placeAt(image, "height"));
  shape.question = poll.question;
  for (const auto& answer : poll.answers) shape.answers.push_back({answer.key, answer.votes});
  shape.responders = poll.responders;
  shape.colour = pipelines::colourOf(0x333333);
  shape.ground = pipelines::colourOf(0xffffff);
  return shape;
}

Shape shapeAt(const CanvasShape& canvas, double x, double y, decltype(Shape::kind) kind) {
  Shape shape;
  shape.id = canvas.shape;
  shape.toPage = Matrix::placed({x, y}, 0);
  shape.kind = std::move(kind);
  return shape;
}

}  // namespace

std::optional<Shape> shapeFrom(const CanvasShape& canvas, const std::vector<PollResult>& polls) {
  const auto style = canvas.group.attribute("style");
  for (const auto& element : canvas.group.children) {
    if (element.name == "line") return shapeAt(canvas, 0, 0, lineFrom(element, style));
    if (element.name == "path") return shapeAt(canvas, 0, 0, pathFrom(element, style));
    if (element.name == "image") {
      auto poll = pollFrom(element, canvas.at, polls);
      if (!poll) return std::nullopt;
      return shapeAt(canvas, placeAt(element, "x"), placeAt(element, "y"), std::move(*poll));
    }
    const auto* box = element.name == "switch" ? element.child("foreignObject") : nullptr;
    if (box != nullptr) {
      return shapeAt(canvas, placeAt(*box, "x"), placeAt(*box, "y"), textFrom(*box, style));
    }
  }
  return std::nullopt;
}

CanvasPage::CanvasPage(const std::string& slide, const std::vector<CanvasShape>& shapes,
                       const std::vector<PollResult>& polls) {
  for (const auto& canvas : shapes) {
    if (canvas.slide != slide) continue;
    auto shape = shapeFrom(canvas, polls);
    if (shape) states_.push_back({&canvas, std::make_shared<const Shape>(std::move(*shape))});
  }
}

std::shared_ptr<const pipelines::Whiteboard> CanvasPage::at(Moment time) {
  std::map<std::string_view, const State*> newest;
  for (const auto& state : states_) {
    const auto& canvas = *state.canvas;
    if (canvas.at > time || (canvas.undone && *canvas.undone <= time)) continue;
    auto& known = newest[canvas.shape];
    if (known == nullptr || known->canvas->at <= canvas.at) known = &state;
  }
  pipelines::Whiteboard board;
  for (const auto& state : states_) {
    const auto found = newest.find(state.canvas->shape);
    if (found != newest.end() && found->second == &state) board.shapes.push_back(state.shape);
  }
  if (!last_ || last_->shapes != board.shapes) {
    last_ = std::make_shared<const pipelines::Whiteboard>(std::move(board));
  }
  return last_;
}

}  // namespace gateway::recording
