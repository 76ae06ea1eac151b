// SPDX-License-Identifier: Apache-2.0
// Every kind of shape beside its golden picture.
#include "tests/unit/pipelines/whiteboard/shapes.hpp"

#include "tests/unit/pipelines/golden.hpp"

#include <gtest/gtest.h>

#include <numbers>

namespace pipelines {
namespace {

using tests::at;
using tests::geoOf;
using tests::kBlack;
using tests::kBlue;
using tests::kGreen;
using tests::kRed;
using tests::shapeOf;
using tests::wave;

constexpr double kPi = std::numbers::pi;

testing::AssertionResult isGolden(const Whiteboard& board, int width, int height,
                                  const std::string& name) {
  return tests::matchesGolden(tests::drawn(board, width, height).get(), "shapes_" + name);
}

Words wordsOf(std::string text, FontKind font = FontKind::Hand, double size = 18) {
  return {std::move(text), font, size, kBlack, Align::Middle, Align::Middle};
}

InkShape inkOf(double width, DashKind dash, double y) {
  InkShape ink;
  ink.points = wave(24, y);
  ink.stroke = {kRed, width, dash};
  ink.isComplete = true;
  return ink;
}

TEST(Shapes, InkInEverySizeAndDash) {
  Whiteboard board;
  double y = 20;
  for (const DashKind dash :
       {DashKind::Draw, DashKind::Solid, DashKind::Dashed, DashKind::Dotted}) {
    board.shapes.push_back(shapeOf("a" + std::to_string(y), inkOf(3.5, dash, y)));
    y += 25;
  }
  y = 20;
  for (const double width : {2.0, 5.0, 10.0}) {
    board.shapes.push_back(
        shapeOf("b" + std::to_string(y), inkOf(width, DashKind::Draw, y), at(150, 0)));
    y += 30;
  }
  EXPECT_TRUE(isGolden(board, 310, 120, "ink"));
}

TEST(Shapes, InkOfAPenFollowsItsPressure) {
  InkShape pen = inkOf(10, DashKind::Draw, 30);
  pen.isPen = true;
  for (size_t i = 0; i < pen.points.size(); ++i) {
    pen.points[i].pressure = static_cast<double>(i) / static_cast<double>(pen.points.size());
  }
  EXPECT_TRUE(isGolden({{shapeOf("pen", pen)}}, 170, 60, "ink_pen"));
}

TEST(Shapes, InkThatSurroundsIsFilledAndCornersAreRound) {
  InkShape loop;
  for (int i = 0; i <= 24; ++i) {
    loop.points.push_back({Point{50, 50} + rotated({35, 0}, 2 * kPi * i / 24), 0.5});
  }
  loop.stroke = {kGreen, 3.5, DashKind::Draw};
  loop.fill = {FillKind::Hatch, colourOf(0x39a785), colourOf(0xfcfffe)};
  loop.isClosed = loop.isComplete = true;
  InkShape zigzag = inkOf(5, DashKind::Draw, 0);
  zigzag.points.clear();
  for (int i = 0; i < 5; ++i) {
    for (int step = 0; step < 6; ++step) {
      const double share = step / 6.0;
      const double y = i % 2 == 0 ? share : 1 - share;
      zigzag.points.push_back({{110 + 15 * (i + share), 20 + 60 * y}, 0.5});
    }
  }
  InkShape dot = inkOf(10, DashKind::Draw, 0);
  dot.points = {{{205, 50}, 0.5}};
  const Whiteboard board{{shapeOf("loop", loop), shapeOf("zigzag", zigzag), shapeOf("dot", dot)}};
  EXPECT_TRUE(isGolden(board, 220, 100, "ink_loop"));
}

Whiteboard geosBetween(GeoKind first, GeoKind last) {
  Whiteboard board;
  for (int i = 0; i <= static_cast<int>(last) - static_cast<int>(first); ++i) {
    GeoShape geo = geoOf(static_cast<GeoKind>(static_cast<int>(first) + i), 56, 40);
    geo.stroke.width = 2;
    board.shapes.push_back(
        shapeOf("geo" + std::to_string(i), geo, at(8 + 68 * (i % 5), 8 + 52 * (i / 5))));
  }
  return board;
}

TEST(Shapes, GeoWithCornersAndRound) {
  EXPECT_TRUE(isGolden(geosBetween(GeoKind::Rectangle, GeoKind::Rhombus), 348, 108, "geo_corners"));
}

TEST(Shapes, GeoArrowsBoxesAndClouds) {
  EXPECT_TRUE(isGolden(geosBetween(GeoKind::Rhombus2, GeoKind::Cloud), 348, 108, "geo_arrows"));
}

TEST(Shapes, GeoInEveryDashAndFill) {
  Whiteboard board;
  const FillStyle fills[] = {{},
                             {FillKind::Flat, colourOf(0xdce1f8), {}},
                             {FillKind::Hatch, colourOf(0x6681ee), colourOf(0xfcfffe)}};
  int place = 0;
  for (const DashKind dash :
       {DashKind::Draw, DashKind::Solid, DashKind::Dashed, DashKind::Dotted}) {
    for (const FillStyle& fill : fills) {
      GeoShape geo = geoOf(place % 2 == 0 ? GeoKind::Rectangle : GeoKind::Ellipse, 60, 34);
      geo.stroke.dash = dash;
      geo.fill = fill;
      board.shapes.push_back(shapeOf("geo" + std::to_string(place), geo,
                                     at(6 + 72 * (place % 3), 6 + 46 * (place / 3))));
      ++place;
    }
  }
  EXPECT_TRUE(isGolden(board, 216, 184, "geo_styles"));
}

TEST(Shapes, GeoRotatedTranslucentAndLabelled) {
  GeoShape star = geoOf(GeoKind::Star, 80, 80);
  star.label = wordsOf("Star", FontKind::Sans);
  GeoShape box = geoOf(GeoKind::Rectangle, 130, 60);
  box.label = wordsOf("a label that is wrapped", FontKind::Serif, 16);
  box.label.align = Align::Start;
  box.label.verticalAlign = Align::End;
  const Whiteboard board{
      {shapeOf("box", box, at(70, 20)), shapeOf("star", star, at(60, 10, kPi / 6), 0.6)}};
  EXPECT_TRUE(isGolden(board, 220, 120, "geo_placed"));
}

TEST(Shapes, LinesStraightAndCurved) {
  LineShape line{{{10, 50}, {50, 10}, {90, 50}, {130, 10}}, false, {kBlue, 3.5, DashKind::Solid}};
  LineShape curve = line;
  curve.isCurved = true;
  curve.stroke = {kRed, 5, DashKind::Dashed};
  EXPECT_TRUE(
      isGolden({{shapeOf("line", line), shapeOf("curve", curve, at(0, 45))}}, 145, 110, "line"));
}

ArrowShape arrowOf(Point start, Point end, ArrowHead head = ArrowHead::Arrow) {
  ArrowShape arrow;
  arrow.start.at = start;
  arrow.end.at = end;
  arrow.end.head = head;
  arrow.stroke = {kBlack, 3.5, DashKind::Solid};
  return arrow;
}

TEST(Shapes, ArrowsWithEveryHead) {
  Whiteboard board;
  for (int i = 0; i <= static_cast<int>(ArrowHead::Bar); ++i) {
    ArrowShape arrow = arrowOf({0, 0}, {90, 0}, static_cast<ArrowHead>(i));
    arrow.start.head = arrow.end.head;
    board.shapes.push_back(
        shapeOf("arrow" + std::to_string(i), arrow, at(15 + 120 * (i % 2), 15 + 22 * (i / 2))));
  }
  EXPECT_TRUE(isGolden(board, 245, 120, "arrow_heads"));
}

TEST(Shapes, ArrowsBentAndLabelled) {
  ArrowShape right = arrowOf({10, 40}, {110, 40});
  right.bend = 30;
  ArrowShape left = right;
  left.bend = -30;
  left.stroke.dash = DashKind::Dashed;
  ArrowShape labelled = arrowOf({130, 40}, {250, 40});
  labelled.label = wordsOf("yes", FontKind::Sans, 16);
  const Whiteboard board{
      {shapeOf("right", right), shapeOf("left", left), shapeOf("labelled", labelled)}};
  EXPECT_TRUE(isGolden(board, 260, 80, "arrow_bent"));
}

TEST(Shapes, ArrowsEndAtWhatTheyAreBoundTo) {
  const auto box = shapeOf("box", geoOf(GeoKind::Rectangle, 50, 40), at(15, 20));
  const auto round = shapeOf("round", geoOf(GeoKind::Ellipse, 60, 60), at(150, 60, 0.5));
  ArrowShape straight = arrowOf({}, {});
  straight.start.bound = box;
  straight.end.bound = round;
  ArrowShape bent = straight;
  bent.bend = 40;
  bent.stroke.colour = kRed;
  ArrowShape exact = straight;
  exact.end.isExact = exact.end.isPrecise = true;
  exact.end.anchor = {0.5, 0.1};
  exact.bend = -40;
  exact.stroke.colour = kGreen;
  const Whiteboard board{{box, round, shapeOf("straight", straight),
                          shapeOf("bent", bent, at(7, 3, 0.2)), shapeOf("exact", exact)}};
  EXPECT_TRUE(isGolden(board, 225, 145, "arrow_bound"));
}

TEST(Shapes, TextInEveryFontAndAlignment) {
  Whiteboard board;
  double y = 4;
  for (const FontKind font : {FontKind::Hand, FontKind::Sans, FontKind::Serif, FontKind::Mono}) {
    board.shapes.push_back(
        shapeOf("font" + std::to_string(y), TextShape{wordsOf("Hand 12", font), {}}, at(8, y)));
    y += 28;
  }
  y = 4;
  for (const Align align : {Align::Start, Align::Middle, Align::End}) {
    TextShape text{wordsOf("one\ntwo three four", FontKind::Sans, 11), 70};
    text.words.align = align;
    board.shapes.push_back(shapeOf("align" + std::to_string(y), text, at(100, y)));
    y += 50;
  }
  EXPECT_TRUE(isGolden(board, 175, 155, "text"));
}

TEST(Shapes, TextFromRightToLeftStandsWhereItSays) {
  Whiteboard board;
  double y = 4;
  for (const Align align : {Align::Start, Align::End}) {
    TextShape text{wordsOf("سلام دنیا!", FontKind::Sans, 20), 150};
    text.words.align = align;
    board.shapes.push_back(shapeOf("rtl" + std::to_string(y), text, at(5, y)));
    y += 32;
  }
  EXPECT_TRUE(isGolden(board, 160, 70, "text_rtl"));
}

TEST(Shapes, NotesFramesAndPolls) {
  NoteShape note;
  note.width = note.height = 100;
  note.colour = colourOf(0xffd0a0);
  note.words = wordsOf("remember the milk");
  FrameShape frame{90, 70, "Frame 1"};
  PollShape poll{150, 100,    "Which one?",      {{"A", 3}, {"B", 1}, {"none", 0}},
                 4,   kBlack, colourOf(0xfcfffe)};
  const Whiteboard board{{shapeOf("note", note, at(8, 25)), shapeOf("frame", frame, at(120, 25)),
                          shapeOf("poll", poll, at(222, 25))}};
  EXPECT_TRUE(isGolden(board, 380, 135, "cards"));
}

TEST(Shapes, FramesClipWhatIsInThem) {
  const Matrix place = at(30, 20, 0.2);
  Shape ink{"ink", place, 1, {}, inkOf(10, DashKind::Draw, 30)};
  ink.clips.push_back(
      {place * Point{0, 0}, place * Point{90, 0}, place * Point{90, 60}, place * Point{0, 60}});
  const Whiteboard board{{shapeOf("frame", FrameShape{90, 60, ""}, place),
                          std::make_shared<const Shape>(std::move(ink))}};
  EXPECT_TRUE(isGolden(board, 140, 110, "frame_clip"));
}

TEST(Shapes, HighlightsShineUnderAndOver) {
  HighlightShape mark{wave(24, 30), colourOf(0xfddd00), 26.88, true};
  const Whiteboard board{{shapeOf("box", geoOf(GeoKind::Rectangle, 60, 40), at(20, 10)),
                          shapeOf("mark", mark),
                          shapeOf("above", geoOf(GeoKind::Rectangle, 30, 40), at(110, 10))}};
  EXPECT_TRUE(isGolden(board, 175, 65, "highlight"));
}

}  // namespace
}  // namespace pipelines
