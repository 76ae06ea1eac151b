// SPDX-License-Identifier: Apache-2.0
#include "gateway/bbb/tldraw_v1.hpp"

#include <gtest/gtest.h>

namespace gateway::tldraw_v1 {
namespace {

using base::Json;
using namespace pipelines;

tldraw::Record read(Json json, Json style = {{"color", "blue"}, {"size", "large"}}) {
  json["style"] = std::move(style);
  return recordFrom(json, nullptr);
}

TEST(TldrawV1, DrawsInkBroaderThanItsStyleSays) {
  const auto record = read({{"type", "draw"}, {"points", {{0, 0, 0.5}, {9, 4, 0.5}}}});
  const auto& ink = std::get<InkShape>(*record.kind);
  EXPECT_EQ(ink.points.size(), 2u);
  EXPECT_FALSE(ink.isPen);
  EXPECT_EQ(ink.stroke, (StrokeStyle{colourOf(0x1c7ed6), 7.5, DashKind::Draw}));
}

TEST(TldrawV1, FillsInkOnlyWhenItsEndMeetsItsStart) {
  const Json style = {{"isFilled", true}, {"size", "small"}};
  const auto isClosed = [&](double end) {
    const auto record =
        read({{"type", "draw"}, {"points", {{0, 0}, {90, 0}, {90, 90}, {end, 0}}}}, style);
    return std::get<InkShape>(*record.kind).isClosed;
  };
  EXPECT_TRUE(isClosed(3));
  EXPECT_FALSE(isClosed(30));
}

TEST(TldrawV1, FillsAreAlmostPaper) {
  const auto record =
      read({{"type", "ellipse"}, {"radius", {40, 20}}}, {{"color", "red"}, {"isFilled", true}});
  const auto& geo = std::get<GeoShape>(*record.kind);
  EXPECT_EQ(geo.kind, GeoKind::Ellipse);
  EXPECT_EQ(geo.width, 80);
  EXPECT_EQ(geo.height, 40);
  EXPECT_NEAR(geo.fill.colour.green, (0x21 * 0.18 + 0xfa * 0.82) / 255, 1e-6);
}

TEST(TldrawV1, BendsArrowsThroughTheirHandle) {
  const auto handle = [](double x, double y) { return Json{{"point", {x, y}}}; };
  const auto record = read(
      {{"type", "arrow"},
       {"decorations", {{"end", "arrow"}}},
       {"handles", {{"start", handle(0, 0)}, {"bend", handle(50, 30)}, {"end", handle(100, 0)}}}});
  const auto& arrow = std::get<ArrowShape>(*record.kind);
  EXPECT_NEAR(arrow.bend, 30, 1e-9) << "to the right of the way";
  EXPECT_EQ(arrow.start.head, ArrowHead::None);
  EXPECT_EQ(arrow.end.head, ArrowHead::Arrow);
}

TEST(TldrawV1, ScalesWordsAndNamesFonts) {
  const auto record =
      read({{"type", "text"}, {"text", "hi"}}, {{"size", "small"}, {"scale", 2}, {"font", "erif"}});
  const auto& text = std::get<TextShape>(*record.kind);
  EXPECT_EQ(text.words.size, 56);
  EXPECT_EQ(text.words.font, FontKind::Serif);
}

TEST(TldrawV1, GivesNotesTheirUsualSizeAndColour) {
  const auto record = read({{"type", "sticky"}, {"text", "hi"}}, {{"color", "white"}});
  const auto& note = std::get<NoteShape>(*record.kind);
  EXPECT_EQ(note.width, 200);
  EXPECT_EQ(note.radius, 3);
  EXPECT_NEAR(note.colour.blue, (0x36 * 0.55 + 0xfa * 0.45) / 255, 1e-6);
}

TEST(TldrawV1, LeavesGroupsOut) {
  EXPECT_FALSE(read({{"type", "group"}}).kind);
}

}  // namespace
}  // namespace gateway::tldraw_v1
