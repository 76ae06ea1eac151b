// SPDX-License-Identifier: Apache-2.0
#include "gateway/bbb/board.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

using base::Json;
using pipelines::ArrowShape;
using pipelines::GeoShape;
using pipelines::InkShape;
using pipelines::Point;

Json recordOf(const std::string& type, const std::string& index, Json props,
              const std::string& parent = "page:1", double x = 0, double y = 0) {
  return {{"typeName", "shape"},
          {"type", type},
          {"x", x},
          {"y", y},
          {"rotation", 0},
          {"index", index},
          {"parentId", parent},
          {"opacity", 1},
          {"props", std::move(props)}};
}

Json boxOf(const std::string& index, const std::string& parent = "page:1", double x = 0,
           double y = 0) {
  return recordOf("geo", index, {{"geo", "rectangle"}, {"w", 100}, {"h", 50}}, parent, x, y);
}

Json strokeOf(size_t points) {
  Json line = Json::array();
  for (size_t i = 0; i < points; ++i) line.push_back({{"x", 10.0 * double(i)}, {"y", 0}});
  return recordOf("draw", "a1",
                  {{"color", "red"}, {"segments", {{{"type", "free"}, {"points", line}}}}});
}

std::vector<std::string> idsOf(const pipelines::Whiteboard& board) {
  std::vector<std::string> ids;
  for (const auto& shape : board.shapes) ids.push_back(shape->id);
  return ids;
}

using Ids = std::vector<std::string>;

TEST(Board, TakesObjectsAndTheirText) {
  Board board;
  board.apply("shape:a", boxOf("a1"));
  board.apply("shape:b", boxOf("a2").dump());
  EXPECT_EQ(idsOf(*board.snapshot()), (Ids{"shape:a", "shape:b"}));
}

TEST(Board, DeletesByNullAndByEmptyText) {
  Board board;
  for (const char* id : {"shape:a", "shape:b", "shape:c"}) board.apply(id, boxOf("a1"));
  board.apply("shape:a", nullptr);
  board.apply("shape:b", "");
  EXPECT_EQ(idsOf(*board.snapshot()), (Ids{"shape:c"}));
  board.clear();
  EXPECT_TRUE(board.snapshot()->shapes.empty());
}

TEST(Board, OrdersSiblingsBytewiseAndChildrenAfterTheirParent) {
  Board board;
  board.apply("shape:late", boxOf("a2"));
  board.apply("shape:early", boxOf("Zz"));
  board.apply("shape:frame", recordOf("frame", "a1", {{"w", 300}, {"h", 200}}));
  board.apply("shape:child", boxOf("a9", "shape:frame"));
  EXPECT_EQ(idsOf(*board.snapshot()),
            (Ids{"shape:early", "shape:frame", "shape:child", "shape:late"}));
}

TEST(Board, MultipliesParentsAndClipsToFrames) {
  Board board;
  Json frame = recordOf("frame", "a1", {{"w", 300}, {"h", 200}}, "page:1", 100, 50);
  frame["rotation"] = 1.5707963267948966;
  frame["opacity"] = 0.5;
  Json child = boxOf("a1", "shape:frame", 20, 10);
  child["opacity"] = 0.5;
  board.apply("shape:frame", frame);
  board.apply("shape:child", child);
  const auto shape = board.snapshot()->shapes.at(1);
  const Point origin = shape->toPage * Point{0, 0};
  EXPECT_NEAR(origin.x, 90, 1e-9);
  EXPECT_NEAR(origin.y, 70, 1e-9);
  EXPECT_EQ(shape->opacity, 0.25);
  ASSERT_EQ(shape->clips.size(), 1u);
  EXPECT_NEAR(shape->clips[0][2].x, -100, 1e-9);
  EXPECT_NEAR(shape->clips[0][2].y, 350, 1e-9);
}

TEST(Board, DrawsNothingBeforeItsParentComes) {
  Board board;
  board.apply("shape:child", boxOf("a1", "shape:group"));
  EXPECT_TRUE(board.snapshot()->shapes.empty());
  board.apply("shape:group", recordOf("group", "a1", Json::object()));
  EXPECT_EQ(idsOf(*board.snapshot()), (Ids{"shape:child"}));
}

TEST(Board, KeepsTheObjectsOfWhatStayed) {
  Board board;
  board.apply("shape:a", boxOf("a1"));
  board.apply("shape:ink", strokeOf(3));
  const auto before = board.snapshot();
  EXPECT_EQ(board.snapshot(), before);
  board.apply("shape:ink", strokeOf(5));
  const auto after = board.snapshot();
  EXPECT_EQ(after->shapes[0], before->shapes[0]);
  EXPECT_NE(after->shapes[1], before->shapes[1]);
  EXPECT_EQ(std::get<InkShape>(after->shapes[1]->kind).points.size(), 5u);
}

TEST(Board, MergesPartialUpdates) {
  Board board;
  board.apply("shape:ink", strokeOf(4));
  board.apply("shape:ink", {{"x", 70}, {"props", {{"color", "blue"}}}});
  const auto shape = board.snapshot()->shapes.at(0);
  const auto& ink = std::get<InkShape>(shape->kind);
  EXPECT_EQ(ink.points.size(), 4u);
  EXPECT_EQ(ink.stroke.colour, pipelines::colourOf(0x4263eb));
  EXPECT_EQ(shape->toPage.x0, 70);
}

Json boundArrow(const std::string& to) {
  Json end = {{"type", "binding"},
              {"boundShapeId", to},
              {"normalizedAnchor", {{"x", 1}, {"y", 0}}},
              {"isPrecise", true},
              {"isExact", false}};
  return recordOf("arrow", "a5",
                  {{"start", {{"type", "point"}, {"x", 5}, {"y", 6}}}, {"end", std::move(end)}});
}

TEST(Board, BindsArrowsAndFollowsWhatTheyAreBoundTo) {
  Board board;
  board.apply("shape:arrow", boundArrow("shape:box"));
  const auto endOf = [&] {
    for (const auto& shape : board.snapshot()->shapes) {
      if (shape->id == "shape:arrow") return std::get<ArrowShape>(shape->kind).end;
    }
    return pipelines::ArrowEnd{};
  };
  EXPECT_EQ(endOf().bound, nullptr);
  board.apply("shape:box", boxOf("a9"));
  ASSERT_NE(endOf().bound, nullptr);
  EXPECT_EQ(endOf().anchor, (Point{1, 0}));
  const auto before = endOf().bound;
  board.apply("shape:box", {{"x", 300}});
  EXPECT_NE(endOf().bound, before);
  EXPECT_EQ(endOf().bound->toPage.x0, 300);
  board.apply("shape:box", nullptr);
  EXPECT_EQ(endOf().bound, nullptr);
}

TEST(Board, SurvivesCirclesAndNonsense) {
  Board board;
  board.apply("shape:a", boxOf("a1", "shape:b"));
  board.apply("shape:b", boxOf("a1", "shape:a"));
  board.apply("shape:c", boxOf("a1", "shape:c"));
  board.apply("shape:d", boundArrow("shape:d"));
  board.apply("shape:e", "{not json");
  board.apply("shape:f", Json::array({1, 2}));
  board.apply("shape:g", {{"type", 7}, {"x", "far"}, {"props", Json::array()}});
  board.apply("shape:h", recordOf("draw", "a1", {{"segments", {{{"points", {1, nullptr}}}}}}));
  EXPECT_EQ(idsOf(*board.snapshot()), (Ids{"shape:h", "shape:d"}));
}

TEST(Board, BoundsNumbersPointsAndShapes) {
  Board board;
  Json far = strokeOf(20'000);
  far["x"] = 1e300;
  board.apply("shape:ink", far);
  const auto shape = board.snapshot()->shapes.at(0);
  EXPECT_EQ(shape->toPage.x0, tldraw::kFurthest);
  EXPECT_EQ(std::get<InkShape>(shape->kind).points.size(), tldraw::kMostPoints);
  for (size_t i = 0; i < Board::kMostShapes + 5; ++i) {
    board.apply("shape:" + std::to_string(i), boxOf("a1"));
  }
  EXPECT_EQ(board.size(), Board::kMostShapes);
}

TEST(Board, ReadsTheFirstDialect) {
  Board board(BoardDialect::V1);
  board.apply("g", {{"type", "group"}, {"parentId", "1"}, {"childIndex", 1}, {"style", {}}});
  board.apply("r", {{"type", "rectangle"},
                    {"parentId", "g"},
                    {"childIndex", 2},
                    {"point", {100, 50}},
                    {"size", {40, 20}},
                    {"rotation", 3.141592653589793},
                    {"style", {{"color", "red"}, {"size", "small"}, {"isFilled", true}}}});
  const auto shape = board.snapshot()->shapes.at(0);
  const Point corner = shape->toPage * Point{0, 0};  // About the centre: the far corner.
  EXPECT_NEAR(corner.x, 140, 1e-9);
  EXPECT_NEAR(corner.y, 70, 1e-9);
  const auto& geo = std::get<GeoShape>(shape->kind);
  EXPECT_EQ(geo.width, 40);
  EXPECT_EQ(geo.stroke.colour, pipelines::colourOf(0xff2133));
  EXPECT_EQ(geo.fill.kind, pipelines::FillKind::Flat);
}

}  // namespace
}  // namespace gateway
