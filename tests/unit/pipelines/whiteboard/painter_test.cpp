// SPDX-License-Identifier: Apache-2.0
#include "pipelines/whiteboard/painter.hpp"

#include "tests/unit/pipelines/golden.hpp"
#include "tests/unit/pipelines/whiteboard/shapes.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

using tests::inkOf;

tests::ShapePtr boxOf(std::string id, double x, double y) {
  return tests::shapeOf(std::move(id), tests::geoOf(GeoKind::Rectangle, 40, 30), tests::at(x, y));
}

Box unionOf(const std::vector<Box>& boxes) {
  Box all;
  for (const Box& box : boxes) all.add(box);
  return all;
}

TEST(WhiteboardPainter, DrawsBackToFront) {
  const Whiteboard board{{boxOf("a", 20, 20), inkOf("b", 25, 40), boxOf("c", 100, 30)}};
  EXPECT_TRUE(tests::matchesGolden(tests::drawn(board, 200, 80).get(), "whiteboard_order"));
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

// What is left out because it is not near the damage leaves no trace.
TEST(WhiteboardPainter, DrawsDamageAsItDrawsTheWhole) {
  const Whiteboard board{{boxOf("a", 20, 20), inkOf("b", 25, 40), boxOf("c", 100, 30)}};
  CairoSurface pieces(cairo_image_surface_create(CAIRO_FORMAT_RGB24, 200, 80));
  const CairoContext context(cairo_create(pieces.get()));
  WhiteboardPainter painter;
  for (int x = 0; x < 200; x += 8) {
    for (int y = 0; y < 80; y += 8) {
      cairo_save(context.get());
      cairo_rectangle(context.get(), x, y, 8, 8);
      cairo_clip(context.get());
      cairo_set_source_rgb(context.get(), 1, 1, 1);
      cairo_paint(context.get());
      painter.paint(context.get(), board, {double(x), double(y), x + 8.0, y + 8.0});
      cairo_restore(context.get());
    }
  }
  cairo_surface_flush(pieces.get());
  EXPECT_TRUE(tests::matchesGolden(pieces.get(), "whiteboard_order", {8, 0}));
}

}  // namespace
}  // namespace pipelines
