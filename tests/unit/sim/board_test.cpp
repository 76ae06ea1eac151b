// SPDX-License-Identifier: Apache-2.0
// The whiteboard: order keys, undo of strokes and clears, times that never meet.
#include "tests/sim/board.hpp"

#include <gtest/gtest.h>

namespace {

using sim::Annotation;
using sim::Board;
using sim::Json;

Annotation shape(const std::string& id, Json value, std::int64_t at = 1000) {
  return {id, "p/1", "w_a", std::move(value), at};
}

TEST(Board, OrderKeysSortAsBytesInTheOrderOfDrawing) {
  std::string last = sim::shapeIndex(0);
  EXPECT_EQ(last, "a0");
  for (std::size_t n = 1; n < 10'000; ++n) {
    const std::string next = sim::shapeIndex(n);
    ASSERT_LT(last, next) << n;
    last = next;
  }
}

TEST(Board, GivesEachChangeATimeOfItsOwn) {
  Board board;
  board.draw(shape("s1", {{"type", "draw"}}), true);
  board.draw(shape("s2", {{"type", "draw"}}), true);
  EXPECT_LT(board.history().at(0).updatedAt, board.history().at(1).updatedAt);
}

TEST(Board, KeepsTheOrderKeyOfAShapeThatGrows) {
  Board board;
  board.draw(shape("s1", {{"type", "draw"}}), true);
  const Json index = board.shapes().at("s1").shape["index"];
  board.draw(shape("s2", {{"type", "draw"}}), true);
  board.draw(shape("s1", {{"type", "draw"}, {"longer", true}}), false);
  EXPECT_EQ(board.shapes().at("s1").shape["index"], index);
  EXPECT_NE(board.shapes().at("s2").shape["index"], index);
}

TEST(Board, UndoesAWholeStrokeThenTheClear) {
  Board board;
  board.draw(shape("s1", {{"type", "draw"}}), true);
  board.draw(shape("s1", {{"type", "draw"}, {"longer", true}}), false);
  board.draw(shape("s2", {{"type", "geo"}}), true);
  board.clear("p/1", "w_a", 2000);
  EXPECT_EQ(board.shapesOn("p/1"), 0U);
  EXPECT_TRUE(board.undo("w_a", 2001));
  EXPECT_EQ(board.shapesOn("p/1"), 2U);
  EXPECT_TRUE(board.undo("w_a", 2002));
  EXPECT_TRUE(board.undo("w_a", 2003));
  EXPECT_EQ(board.shapesOn("p/1"), 0U);
  EXPECT_FALSE(board.undo("w_a", 2004));
}

TEST(Board, WritesAStrokeRelativeToItsFirstPoint) {
  const Json stroke = sim::strokeShape({{10, 20}, {15, 18}}, {}, 3, false);
  EXPECT_EQ(stroke["x"], 10.0);
  EXPECT_EQ(stroke["parentId"], "page:3");
  const Json& points = stroke["props"]["segments"][0]["points"];
  EXPECT_EQ(points[0]["x"], 0.0);
  EXPECT_EQ(points[1]["x"], 5.0);
  EXPECT_EQ(points[1]["y"], -2.0);
  EXPECT_EQ(stroke["props"]["isComplete"], false);
}

}  // namespace
