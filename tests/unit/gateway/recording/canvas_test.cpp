// SPDX-License-Identifier: Apache-2.0
// SVG groups of old recordings as shapes of the stage.
#include "gateway/recording/canvas.hpp"
#include "gateway/recording/svg_path.hpp"

#include <gtest/gtest.h>

namespace gateway::recording {
namespace {

using pipelines::Point;

std::vector<CanvasShape> canvasOf(const std::string& groups) {
  auto shapes = readShapes("<svg><g class='canvas' image='image1'>" + groups + "</g></svg>");
  return shapes ? std::move(shapes->canvas) : std::vector<CanvasShape>();
}

TEST(SvgPath, ReadsLinesAndClosesThem) {
  const auto path = flatPath("M600,600 L800,600 800 800L 6e2 800 Z");
  EXPECT_EQ(path.points, (std::vector<Point>{{600, 600}, {800, 600}, {800, 800}, {600, 800}}));
  EXPECT_TRUE(path.isClosed);
  EXPECT_FALSE(flatPath("M0 0L1-1").isClosed);
  EXPECT_EQ(flatPath("M0 0L1-1").points.back(), (Point{1, -1}));
}

TEST(SvgPath, BendsCurves) {
  const auto quadratic = flatPath("M0 0Q10 20 20 0");
  EXPECT_NEAR(quadratic.points[quadratic.points.size() / 2].y, 10, 0.1);
  const auto cubic = flatPath("M0 0C0 20 20 20 20 0");
  EXPECT_NEAR(cubic.points[cubic.points.size() / 2].y, 15, 0.1);
  EXPECT_EQ(cubic.points.back(), (Point{20, 0}));
}

TEST(SvgPath, RoundsArcs) {
  // A quarter of a circle about (0, 100), clockwise on the screen.
  const auto quarter = flatPath("M0,0 A100,100 0 0 1 100,100");
  for (const auto& point : quarter.points) {
    EXPECT_NEAR(pipelines::distance(point, {0, 100}), 100, 1e-6);
    EXPECT_GE(point.x, -1e-6);
  }
  const auto large = flatPath("M0,0 A100,100 0 1 1 -100,100");
  for (const auto& point : large.points) {
    EXPECT_NEAR(pipelines::distance(point, {0, 100}), 100, 1e-6);
  }
  EXPECT_GT(large.points[6].x, 0);
}

TEST(SvgPath, StopsAtWhatItDoesNotKnow) {
  EXPECT_EQ(flatPath("M0 0 L1 1 H5 L9 9").points.size(), 2u);
  for (const auto* text : {"", "L1 1", "M", "M1", "Mx y", "M1e999 0"}) {
    EXPECT_TRUE(flatPath(text).points.empty()) << text;
  }
}

TEST(Canvas, TakesStylesFromTheGroup) {
  const auto canvas = canvasOf(
      "<g timestamp='1' shape='a' style='stroke:#f00; stroke-width:2.5;fill:none'>"
      "<line x1='1' y1='2' x2='3' y2='4'/></g>");
  ASSERT_EQ(canvas.size(), 1u);
  const auto shape = shapeFrom(canvas[0], {});
  ASSERT_TRUE(shape);
  const auto& line = std::get<pipelines::LineShape>(shape->kind);
  EXPECT_EQ(line.points, (std::vector<Point>{{1, 2}, {3, 4}}));
  EXPECT_EQ(line.stroke.colour, pipelines::colourOf(0xff0000));
  EXPECT_EQ(line.stroke.width, 2.5);
  EXPECT_EQ(line.fill.kind, pipelines::FillKind::None);
}

TEST(Canvas, ReadsTextInItsBox) {
  const auto canvas = canvasOf(
      "<g timestamp='1' shape='a' style='color:#00ffff;font-size:24px'><switch>"
      "<foreignObject x='10' y='20' width='300' height='50'><p>one<br/>two</p></foreignObject>"
      "</switch></g>");
  const auto shape = shapeFrom(canvas.at(0), {});
  ASSERT_TRUE(shape);
  const auto& text = std::get<pipelines::TextShape>(shape->kind);
  EXPECT_EQ(text.words.text, "one\ntwo");
  EXPECT_EQ(text.words.size, 24);
  EXPECT_EQ(text.width, 300);
  EXPECT_EQ(shape->toPage.x0, 10);
}

TEST(Canvas, DrawsThePollThatWasTakenLast) {
  const auto canvas = canvasOf(
      "<g timestamp='9' shape='a'><image x='1' y='2' width='100' height='50' href='p.svg'/></g>");
  const std::vector<PollResult> polls{{Moment(5000), "Clear?", {{"Yes", 3}}, 3},
                                      {Moment(10'000), "Later?", {}, 0}};
  const auto shape = shapeFrom(canvas.at(0), polls);
  ASSERT_TRUE(shape);
  EXPECT_EQ(std::get<pipelines::PollShape>(shape->kind).question, "Clear?");
  EXPECT_FALSE(shapeFrom(canvas.at(0), {}));
}

TEST(Canvas, ShowsTheNewestStateOfAShape) {
  const auto canvas = canvasOf(
      "<g timestamp='1' undo='-1' shape='a'><line x1='0' y1='0' x2='1' y2='1'/></g>"
      "<g timestamp='2' undo='5' shape='b'><line x1='0' y1='0' x2='9' y2='9'/></g>"
      "<g timestamp='3' undo='4' shape='a'><line x1='0' y1='0' x2='2' y2='2'/></g>");
  CanvasPage page("image1", canvas, {});
  const auto ends = [&](int seconds) {
    std::vector<double> found;
    for (const auto& shape : page.at(std::chrono::seconds(seconds))->shapes) {
      found.push_back(std::get<pipelines::LineShape>(shape->kind).points.back().x);
    }
    return found;
  };
  EXPECT_EQ(ends(0), (std::vector<double>{}));
  EXPECT_EQ(ends(2), (std::vector<double>{1, 9}));
  EXPECT_EQ(ends(3), (std::vector<double>{9, 2}));
  EXPECT_EQ(ends(4), (std::vector<double>{1, 9}));
  EXPECT_EQ(ends(5), (std::vector<double>{1}));
  EXPECT_EQ(page.at(Moment(6000)), page.at(Moment(7000))) << "the same while nothing changes";
}

}  // namespace
}  // namespace gateway::recording
