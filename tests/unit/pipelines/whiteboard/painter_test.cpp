// SPDX-License-Identifier: Apache-2.0
#include "pipelines/whiteboard/painter.hpp"

#include "pipelines/stage/cairo.hpp"
#include "tests/unit/pipelines/golden.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

using ShapePtr = std::shared_ptr<const Shape>;

template <class Kind>
ShapePtr shapeOf(std::string id, Kind kind, Matrix toPage = {}) {
  return std::make_shared<const Shape>(Shape{std::move(id), toPage, 1, {}, std::move(kind)});
}

ShapePtr inkOf(std::string id, size_t points, double y = 20) {
  InkShape ink;
  ink.stroke.colour = colourOf(0xe03131);
  for (size_t i = 0; i < points; ++i) {
    const double x = 10 + 6.0 * static_cast<double>(i);
    ink.points.push_back({{x, y + 10 * std::sin(x / 20)}, 0.5});
  }
  return shapeOf(std::move(id), std::move(ink));
}

ShapePtr boxOf(std::string id, double x, double y) {
  GeoShape geo;
  geo.width = 40;
  geo.height = 30;
  geo.stroke = {colourOf(0x4263eb), 4, DashKind::Solid};
  geo.fill = {FillKind::Flat, colourOf(0xdce1f8), {}};
  return shapeOf(std::move(id), std::move(geo), Matrix::placed({x, y}, 0));
}

Box unionOf(const std::vector<Box>& boxes) {
  Box all;
  for (const Box& box : boxes) all.add(box);
  return all;
}

CairoSurface drawn(const Whiteboard& board) {
  CairoSurface surface = makeSurface(200, 120);
  const CairoContext context(cairo_create(surface.get()));
  cairo_set_source_rgb(context.get(), 1, 1, 1);
  cairo_paint(context.get());
  WhiteboardPainter().paint(context.get(), board, {0, 0, 200, 120});
  cairo_surface_flush(surface.get());
  return surface;
}

TEST(WhiteboardPainter, DrawsBackToFront) {
  const Whiteboard board{{boxOf("a", 20, 20), inkOf("b", 25, 40), boxOf("c", 100, 30)}};
  EXPECT_TRUE(tests::matchesGolden(drawn(board).get(), "whiteboard_order"));
}

TEST(WhiteboardPainter, FindsNoDifferenceOfEqualBoards) {
  WhiteboardPainter painter;
  const Whiteboard board{{boxOf("a", 20, 20), inkOf("b", 25)}};
  EXPECT_TRUE(painter.differenceOf(&board, &board).empty());
  EXPECT_TRUE(painter.differenceOf(nullptr, nullptr).empty());
}

TEST(WhiteboardPainter, FindsWhatCameAndWhatWent) {
  WhiteboardPainter painter;
  const auto a = boxOf("a", 20, 20), b = boxOf("b", 100, 50);
  const Whiteboard one{{a}}, both{{a, b}};
  for (const auto& boxes : {painter.differenceOf(&one, &both), painter.differenceOf(&both, &one)}) {
    const Box box = unionOf(boxes);
    EXPECT_LE(box.left, 98);
    EXPECT_GE(box.right, 142);
    EXPECT_GT(box.left, 90);
  }
  EXPECT_EQ(painter.differenceOf(nullptr, &one).size(), 1u);
}

TEST(WhiteboardPainter, FindsOnlyTheEndOfAGrowingStroke) {
  WhiteboardPainter painter;
  const auto a = boxOf("a", 20, 20);
  const Whiteboard before{{a, inkOf("b", 100)}}, after{{a, inkOf("b", 104)}};
  const Box box = unionOf(painter.differenceOf(&before, &after));
  EXPECT_GT(box.left, 500) << "the stroke is the same up to 600";
  EXPECT_GT(box.right, 620);
}

TEST(WhiteboardPainter, FindsAChangedOrder) {
  WhiteboardPainter painter;
  const auto a = boxOf("a", 20, 20), b = boxOf("b", 30, 30), c = boxOf("c", 500, 500);
  const Whiteboard before{{a, b, c}}, after{{b, a, c}};
  const Box box = unionOf(painter.differenceOf(&before, &after));
  EXPECT_LE(box.left, 20);
  EXPECT_LT(box.right, 500);
}

}  // namespace
}  // namespace pipelines
