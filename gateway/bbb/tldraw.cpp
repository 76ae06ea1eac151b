// SPDX-License-Identifier: Apache-2.0
#include "gateway/bbb/tldraw.hpp"

#include <algorithm>
#include <cmath>

namespace gateway::tldraw {
namespace {

double bounded(double value) {
  return std::isfinite(value) ? std::clamp(value, -kFurthest, kFurthest) : 0;
}

double numberIn(const base::Json& array, size_t place) {
  if (!array.is_array() || array.size() <= place || !array[place].is_number()) return 0;
  return bounded(array[place].get<double>());
}

}  // namespace

double lengthAt(const base::Json& object, std::string_view key, double fallback) {
  return bounded(base::numberAt(object, key, fallback));
}

double sizeAt(const base::Json& object, std::string_view key, double fallback, double least) {
  return std::max(least, lengthAt(object, key, fallback));
}

pipelines::Point pointFrom(const base::Json& value) {
  if (value.is_array()) return {numberIn(value, 0), numberIn(value, 1)};
  return {lengthAt(value, "x"), lengthAt(value, "y")};
}

double opacityAt(const base::Json& object, std::string_view key) {
  return std::clamp(base::numberAt(object, key, 1), 0.0, 1.0);
}

std::string wordsAt(const base::Json& object, std::string_view key) {
  std::string text = base::textAt(object, key);
  if (text.size() > kMostTextBytes) text.resize(kMostTextBytes);
  return text;
}

pipelines::Colour mixed(const pipelines::Colour& a, const pipelines::Colour& b, double share) {
  return {std::lerp(a.red, b.red, share), std::lerp(a.green, b.green, share),
          std::lerp(a.blue, b.blue, share)};
}

pipelines::Align alignFrom(std::string_view name, pipelines::Align fallback) {
  if (name.starts_with("start")) return pipelines::Align::Start;
  if (name.starts_with("middle")) return pipelines::Align::Middle;
  if (name.starts_with("end")) return pipelines::Align::End;
  return fallback;
}

pipelines::DashKind dashFrom(std::string_view name) {
  if (name == "solid") return pipelines::DashKind::Solid;
  if (name == "dashed") return pipelines::DashKind::Dashed;
  if (name == "dotted") return pipelines::DashKind::Dotted;
  return pipelines::DashKind::Draw;
}

pipelines::ArrowHead headFrom(std::string_view name, pipelines::ArrowHead fallback) {
  using pipelines::ArrowHead;
  struct Row {
    std::string_view name;
    ArrowHead head;
  };
  static constexpr Row kHeads[] = {
      {"none", ArrowHead::None},         {"arrow", ArrowHead::Arrow},
      {"triangle", ArrowHead::Triangle}, {"square", ArrowHead::Square},
      {"dot", ArrowHead::Dot},           {"pipe", ArrowHead::Pipe},
      {"diamond", ArrowHead::Diamond},   {"inverted", ArrowHead::Inverted},
      {"bar", ArrowHead::Bar},
  };
  for (const Row& row : kHeads) {
    if (row.name == name) return row.head;
  }
  return fallback;
}

std::vector<pipelines::InkPoint> pointsOf(const Record* before) {
  if (before == nullptr || !before->kind) return {};
  if (const auto* ink = std::get_if<pipelines::InkShape>(&*before->kind)) return ink->points;
  if (const auto* mark = std::get_if<pipelines::HighlightShape>(&*before->kind)) {
    return mark->points;
  }
  return {};
}

}  // namespace gateway::tldraw
