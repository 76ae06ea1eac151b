// SPDX-License-Identifier: Apache-2.0
// Text, notes, and the name over a frame.
#include "pipelines/whiteboard/kinds.hpp"
#include "pipelines/whiteboard/words.hpp"

#include <numbers>
#include <utility>

namespace pipelines {
namespace {

Path roundedBox(double width, double height, double wanted) {
  const double r = std::min({wanted, width / 2, height / 2});
  Path path;
  path.moveTo({r, 0});
  path.lineTo({width - r, 0});
  path.arc({width - r, r}, std::numbers::pi / 2);
  path.lineTo({width, height - r});
  path.arc({width - r, height - r}, std::numbers::pi / 2);
  path.lineTo({r, height});
  path.arc({r, height - r}, std::numbers::pi / 2);
  path.lineTo({0, r});
  path.arc({r, r}, std::numbers::pi / 2);
  path.close();
  return path;
}

}  // namespace

Drawing draw(const TextShape& text, const Shape&) {
  Drawing drawing;
  TextLayer layer = textLayer(text.words, text.width);
  layer.halo = text.halo;
  drawing.layers.push_back(std::move(layer));
  return drawing;
}

Drawing draw(const NoteShape& note, const Shape&) {
  constexpr double kPadding = 17;
  Drawing drawing;
  const FillStyle paper{FillKind::Flat, note.colour, {}};
  drawing.layers.push_back(
      PathLayer{roundedBox(note.width, note.height, note.radius), paper, {}, 1, {}});
  const Box room{kPadding, kPadding, note.width - kPadding, note.height - kPadding};
  if (!note.words.text.empty() && !room.isEmpty()) {
    drawing.layers.push_back(textLayerIn(note.words, room));
  }
  return drawing;
}

Drawing draw(const FrameShape& frame, const Shape&) {
  constexpr double kNameSize = 12, kNameGap = 2;
  Drawing drawing;
  const FillStyle paper{FillKind::Flat, colourOf(0xfcfffe), {}};
  drawing.layers.push_back(PathLayer{
      roundedBox(frame.width, frame.height, 0), paper, Pen{colourOf(0x000000), 1, {}}, 1, {}});
  if (!frame.name.empty()) {
    const Words name{frame.name,         FontKind::Sans, kNameSize,
                     colourOf(0x000000), Align::Start,   Align::Start};
    TextLayer layer = textLayer(name, std::nullopt);
    moveBy(layer, {0, -layoutBox(layer).height() - kNameGap});
    drawing.layers.push_back(std::move(layer));
  }
  return drawing;
}

}  // namespace pipelines
