// SPDX-License-Identifier: Apache-2.0
// Reads shapes.svg, tolerant of what old servers wrote.
#include "gateway/recording/shapes.hpp"

#include <algorithm>
#include <utility>

namespace gateway::recording {
namespace {

constexpr size_t kMostBytes = 64u << 20;
constexpr size_t kMostSlides = 20'000, kMostShapes = 500'000;
constexpr double kLargestSide = 32'768;

// Line breaks of text are elements; as characters they keep their place among the letters.
std::string withLineBreaks(std::string_view document) {
  constexpr std::string_view kBreak = "<br/>", kCharacter = "&#10;";
  static_assert(kBreak.size() == kCharacter.size());
  std::string text(document);
  for (auto at = text.find(kBreak); at != std::string::npos; at = text.find(kBreak, at)) {
    text.replace(at, kBreak.size(), kCharacter);
  }
  return text;
}

bool isSide(double value) {
  return value > 0 && value <= kLargestSide;
}

void addSlide(const base::xml::Element& image, std::vector<ShownSlide>& slides) {
  ShownSlide slide;
  slide.id = image.attribute("id");
  slide.image = image.attribute("href");
  slide.width = numberFrom(image.attribute("width")).value_or(0);
  slide.height = numberFrom(image.attribute("height")).value_or(0);
  if (!isSide(slide.width) || !isSide(slide.height)) return;
  // Very old servers listed all times of one slide in one element.
  for (const double seconds : numbersFrom(image.attribute("in"))) {
    const auto in = momentOf(seconds);
    if (!in || slides.size() == kMostSlides) continue;
    slide.in = *in;
    slides.push_back(slide);
  }
}

void addCanvas(const base::xml::Element& canvas, std::vector<CanvasShape>& shapes) {
  for (const auto& group : canvas.children) {
    const auto at = momentFrom(group.attribute("timestamp"));
    if (group.name != "g" || !at || shapes.size() == kMostShapes) continue;
    CanvasShape shape;
    shape.slide = canvas.attribute("image");
    shape.shape = group.attribute("shape");
    if (shape.shape.empty()) shape.shape = group.attribute("id");
    shape.at = *at;
    shape.undone = undoneFrom(group.attribute("undo"));
    shape.group = group;
    shapes.push_back(std::move(shape));
  }
}

}  // namespace

base::Result<Shapes> readShapes(std::string_view document) {
  if (document.size() > kMostBytes) {
    return base::Error{base::Fault::Peer, "shapes.svg is larger than we accept", "too_long"};
  }
  auto root = base::xml::parse(withLineBreaks(document), kMostBytes, base::xml::Doctype::Ignored);
  if (!root) return std::move(root).error().in("shapes.svg");
  if (root->name != "svg") {
    return base::Error{base::Fault::Peer, "shapes.svg holds no picture", "not_svg"};
  }
  Shapes shapes;
  for (const auto& child : root->children) {
    if (child.name == "image") addSlide(child, shapes.slides);
    if (child.name == "g") addCanvas(child, shapes.canvas);
  }
  std::ranges::stable_sort(shapes.slides, {}, &ShownSlide::in);
  return shapes;
}

int numberOf(std::string_view id) {
  const auto first = id.find_first_of("0123456789");
  if (first == std::string_view::npos) return 0;
  constexpr int kMost = 1'000'000;
  int number = 0;
  for (const char c : id.substr(first)) {
    if (c < '0' || c > '9' || number > kMost) break;
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace gateway::recording
