// SPDX-License-Identifier: Apache-2.0
// Which rectangles a scene gets.
#include "pipelines/stage/layout.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

constexpr int kWidth = 1280, kHeight = 720;

Scene sceneWith(int cameras, bool hasSlide) {
  Scene scene;
  if (hasSlide) scene.slide = SlideView{};
  for (int i = 0; i < cameras; ++i) scene.cameras.push_back({"c" + std::to_string(i), "Name"});
  return scene;
}

bool isInside(const Rectangle& inner, const Rectangle& outer) {
  return inner.x >= outer.x && inner.y >= outer.y &&
         inner.x + inner.width <= outer.x + outer.width &&
         inner.y + inner.height <= outer.y + outer.height;
}

bool overlap(const Rectangle& a, const Rectangle& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

bool isEven(const Rectangle& r) {
  return r.x % 2 == 0 && r.y % 2 == 0 && r.width % 2 == 0 && r.height % 2 == 0;
}

TEST(Layout, GivesASlideAloneTheWholeCanvas) {
  const auto layout = layoutOf(sceneWith(0, true), kWidth, kHeight);
  EXPECT_EQ(layout.slide, (Rectangle{0, 0, kWidth, kHeight}));
  EXPECT_TRUE(layout.cameras.empty());
}

TEST(Layout, LetterboxesASlideOfAnotherShape) {
  auto scene = sceneWith(0, true);
  scene.slide->viewWidth = 1440;
  scene.slide->viewHeight = 1080;
  EXPECT_EQ(layoutOf(scene, kWidth, kHeight).slide, (Rectangle{160, 0, 960, 720}));
}

TEST(Layout, FollowsThePartInViewNotThePage) {
  auto scene = sceneWith(0, true);
  scene.slide->viewWidth = 405;
  scene.slide->viewHeight = 405;
  EXPECT_EQ(layoutOf(scene, kWidth, kHeight).slide, (Rectangle{280, 0, 720, 720}));
}

TEST(Layout, PutsCamerasInAColumnAtTheRight) {
  const auto layout = layoutOf(sceneWith(2, true), kWidth, kHeight);
  EXPECT_EQ(layout.slide, (Rectangle{0, 90, 960, 540}));
  ASSERT_EQ(layout.cameras.size(), 2u);
  EXPECT_EQ(layout.cameras[0].tile, (Rectangle{968, 96, 304, 228}));
  EXPECT_EQ(layout.cameras[0].camera.id, "c0");
  EXPECT_GT(layout.cameras[1].tile.y, layout.cameras[0].caption.y);
}

TEST(Layout, ShowsAtMostFourCameras) {
  EXPECT_EQ(layoutOf(sceneWith(9, true), kWidth, kHeight).cameras.size(), kMostCameras);
}

TEST(Layout, KeepsAllRectanglesEvenInsideAndApart) {
  for (const bool hasSlide : {false, true}) {
    for (int count = 1; count <= 4; ++count) {
      for (const auto& [width, height] : {std::pair{1280, 720}, {854, 480}, {640, 360}}) {
        const auto layout = layoutOf(sceneWith(count, hasSlide), width, height);
        std::vector<Rectangle> all;
        if (hasSlide) all.push_back(layout.slide);
        for (const auto& place : layout.cameras) {
          all.push_back(place.tile);
          all.push_back(place.caption);
        }
        for (size_t i = 0; i < all.size(); ++i) {
          EXPECT_TRUE(isEven(all[i])) << count << " cameras, rectangle " << i;
          EXPECT_FALSE(all[i].isEmpty()) << count << " cameras, rectangle " << i;
          EXPECT_TRUE(isInside(all[i], {0, 0, width, height})) << count << " cameras, " << i;
          for (size_t j = 0; j < i; ++j) EXPECT_FALSE(overlap(all[i], all[j])) << i << " and " << j;
        }
      }
    }
  }
}

TEST(Layout, GivesCamerasTheCanvasWhenThereIsNoSlide) {
  const auto layout = layoutOf(sceneWith(1, false), kWidth, kHeight);
  EXPECT_TRUE(layout.slide.isEmpty());
  ASSERT_EQ(layout.cameras.size(), 1u);
  EXPECT_GT(layout.cameras[0].tile.height, kHeight * 8 / 10);
}

TEST(Layout, LeavesNothingBesideTheSlate) {
  auto scene = sceneWith(2, true);
  scene.slate = SlateView{"Title", "Sentence"};
  EXPECT_EQ(layoutOf(scene, kWidth, kHeight), Layout{});
}

TEST(FitInside, SurvivesShapesThatMakeNoSense) {
  EXPECT_TRUE(fitInside({0, 0, 100, 100}, 0, 10).isEmpty());
  EXPECT_TRUE(fitInside({0, 0, 100, 100}, -1, 10).isEmpty());
  EXPECT_EQ(fitInside({0, 0, 100, 100}, 1e6, 1e-3), (Rectangle{0, 48, 100, 2}));
}

}  // namespace
}  // namespace pipelines
