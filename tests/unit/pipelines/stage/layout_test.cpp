// SPDX-License-Identifier: Apache-2.0
// Which rectangles a scene gets: BBB's rules one by one, then what must hold for all of them.
#include "pipelines/stage/layout.hpp"

#include "pipelines/stage/camera_grid.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace pipelines {
namespace {

constexpr int kWidth = 1280, kHeight = 720;

Scene sceneWith(int cameras, bool hasSlide, LayoutKind kind = LayoutKind::PresentationFocus) {
  Scene scene;
  if (hasSlide) scene.slide = SlideView{};
  for (int i = 0; i < cameras; ++i) scene.cameras.push_back({"c" + std::to_string(i), "Name"});
  scene.layout.kind = kind;
  return scene;
}

Layout layoutAt720(const Scene& scene) {
  return layoutOf(scene, kWidth, kHeight);
}

bool isEven(const Rectangle& r) {
  return r.x % 2 == 0 && r.y % 2 == 0 && r.width % 2 == 0 && r.height % 2 == 0;
}

Rectangle hullOfTiles(const Layout& layout) {
  Rectangle hull;
  for (const auto& place : layout.cameras) hull = hullOf(hull, place.tile);
  return hull;
}

TEST(Layout, GivesASlideAloneTheWholeCanvas) {
  const auto layout = layoutAt720(sceneWith(0, true));
  EXPECT_EQ(layout.kind, ContentKind::Slide);
  EXPECT_EQ(layout.content, (Rectangle{0, 0, kWidth, kHeight}));
  EXPECT_TRUE(layout.cameras.empty());
}

TEST(Layout, LetterboxesASlideOfAnotherShape) {
  auto scene = sceneWith(0, true);
  scene.slide->viewHeight = 1080;
  EXPECT_EQ(layoutAt720(scene).content, (Rectangle{160, 0, 960, 720}));
}

TEST(Layout, FollowsThePartInViewNotThePage) {
  auto scene = sceneWith(0, true);
  scene.slide->viewWidth = 405;
  scene.slide->viewHeight = 405;
  EXPECT_EQ(layoutAt720(scene).content, (Rectangle{280, 0, 720, 720}));
}

TEST(Layout, CutsTheEndOfAViewFittedToTheWidth) {
  auto scene = sceneWith(0, true);
  scene.slide->viewHeight = 1600;
  scene.slide->isFittedToWidth = true;
  const auto layout = layoutAt720(scene);
  EXPECT_EQ(layout.content, (Rectangle{0, 0, kWidth, kHeight}));
  EXPECT_DOUBLE_EQ(shownOf(*scene.slide, layout.content).viewHeight, 810);
}

TEST(Layout, GivesCamerasTheCanvasWhenThereIsNothingElse) {
  for (const auto kind : {LayoutKind::Custom, LayoutKind::PictureInPicture, LayoutKind::Smart}) {
    const auto layout = layoutAt720(sceneWith(1, false, kind));
    EXPECT_EQ(layout.kind, ContentKind::None);
    ASSERT_EQ(layout.cameras.size(), 1u);
    EXPECT_EQ(layout.cameras[0].tile.height, kHeight - 20);
  }
}

TEST(Layout, GivesCamerasTheCanvasWhenTheContentIsHidden) {
  auto scene = sceneWith(3, true, LayoutKind::Custom);
  scene.layout.isContentHidden = true;
  const auto layout = layoutAt720(scene);
  EXPECT_TRUE(layout.content.isEmpty());
  EXPECT_EQ(layout.cameras.size(), 3u);
}

// bbb-session.md §5.4: the dock takes a fifth of the height, and a margin of 10 parts it from the
// content.
TEST(Layout, PutsTheDockAboveTheContent) {
  const auto layout = layoutAt720(sceneWith(2, true, LayoutKind::Custom));
  const Rectangle room{0, 154, kWidth, 566};
  EXPECT_EQ(layout.content, fitInside(room, 16, 9));
  EXPECT_EQ(hullOfTiles(layout).y, 10);
  EXPECT_EQ(hullOfTiles(layout).bottom(), 144);
}

TEST(Layout, PutsTheDockWhereThePresenterDid) {
  auto scene = sceneWith(2, true, LayoutKind::Custom);
  scene.layout.dockShare = 0.4;
  scene.layout.dock = DockPlacement::Bottom;
  EXPECT_EQ(layoutAt720(scene).content, fitInside({0, 0, kWidth, 422}, 16, 9));
  scene.layout.dock = DockPlacement::Left;
  EXPECT_EQ(layoutAt720(scene).content, fitInside({532, 0, 748, kHeight}, 16, 9));
  scene.layout.dock = DockPlacement::Right;
  EXPECT_EQ(layoutAt720(scene).content, fitInside({0, 0, 748, kHeight}, 16, 9));
}

TEST(Layout, BoundsTheShareOfTheDock) {
  auto scene = sceneWith(1, true, LayoutKind::Custom);
  scene.layout.dock = DockPlacement::Left;
  for (const auto& [share, least, most] : {std::tuple{0.01, 100, 120}, {0.99, 900, 1024}}) {
    scene.layout.dockShare = share;
    const auto layout = layoutAt720(scene);
    EXPECT_GE(hullOfTiles(layout).width, least);
    EXPECT_LE(hullOfTiles(layout).width, most);
    EXPECT_FALSE(layout.content.isEmpty());
  }
}

// §5.5: a narrow slide leaves a strip at the left, a wide one a row above.
TEST(Layout, PutsTheDockWhereTheSlideLeavesRoom) {
  auto scene = sceneWith(2, true, LayoutKind::Smart);
  scene.slide->viewHeight = 1080;
  EXPECT_EQ(layoutAt720(scene).content, (Rectangle{320, 0, 960, 720}));
  EXPECT_LE(hullOfTiles(layoutAt720(scene)).right(), 310);
  scene.slide->viewHeight = 600;
  EXPECT_EQ(layoutAt720(scene).content, (Rectangle{0, 186, 1280, 534}));
  EXPECT_LE(hullOfTiles(layoutAt720(scene)).bottom(), 176);
}

TEST(Layout, GivesAScreenFourFifthsInTheSmartLayout) {
  auto scene = sceneWith(2, true, LayoutKind::Smart);
  scene.screen = ScreenView{"screen"};
  const auto layout = layoutAt720(scene);
  EXPECT_EQ(layout.kind, ContentKind::Screen);
  EXPECT_EQ(layout.content, (Rectangle{0, 144, 1280, 576}));
}

TEST(Layout, ShowsOneContentTheFirstOfBbbsOrder) {
  auto scene = sceneWith(0, true);
  scene.screen = ScreenView{"screen"};
  EXPECT_EQ(layoutAt720(scene).kind, ContentKind::Screen);
  scene.externalVideo = ExternalVideoView{};
  EXPECT_EQ(layoutAt720(scene).kind, ContentKind::ExternalVideo);
}

TEST(Layout, PutsCamerasInANarrowColumnBesideAFocusedPresentation) {
  const auto layout = layoutAt720(sceneWith(2, true));
  EXPECT_EQ(layout.content, fitInside({0, 0, 1004, 720}, 16, 9));
  ASSERT_EQ(layout.cameras.size(), 2u);
  EXPECT_GE(layout.cameras[0].tile.x, 1014);
  EXPECT_GT(layout.cameras[1].tile.y, layout.cameras[0].tile.y);
}

TEST(Layout, HalvesTheCanvas) {
  const auto layout = layoutAt720(sceneWith(2, true, LayoutKind::SideBySide));
  EXPECT_LE(layout.content.right(), 640);
  EXPECT_GE(hullOfTiles(layout).x, 640);
}

TEST(Layout, LaysOneCameraOverTheContent) {
  auto scene = sceneWith(3, true, LayoutKind::PictureInPicture);
  scene.layout.focusedCamera = "c1";
  const auto layout = layoutAt720(scene);
  EXPECT_EQ(layout.content, (Rectangle{0, 0, kWidth, kHeight}));
  ASSERT_EQ(layout.cameras.size(), 1u);
  EXPECT_EQ(layout.cameras[0].camera.id, "c1");
  EXPECT_TRUE(contains(layout.content, layout.cameras[0].tile));
}

TEST(Layout, ShowsCamerasOrContentOnly) {
  EXPECT_EQ(layoutAt720(sceneWith(2, true, LayoutKind::CamerasOnly)).kind, ContentKind::None);
  EXPECT_EQ(layoutAt720(sceneWith(2, true, LayoutKind::CamerasOnly)).cameras.size(), 2u);
  EXPECT_TRUE(layoutAt720(sceneWith(2, true, LayoutKind::ContentOnly)).cameras.empty());
  EXPECT_EQ(layoutAt720(sceneWith(0, true, LayoutKind::CamerasOnly)).kind, ContentKind::Slide);
}

TEST(Layout, EnlargesTheFocusedCamera) {
  auto scene = sceneWith(6, false);
  scene.layout.focusedCamera = "c2";
  const auto cameras = layoutAt720(scene).cameras;
  ASSERT_EQ(cameras.size(), 6u);
  EXPECT_EQ(cameras[2].tile.height, 2 * cameras[0].tile.height + 10);
}

TEST(Layout, LeavesOutCamerasTooSmallToSee) {
  auto scene = sceneWith(40, true, LayoutKind::Custom);
  const auto layout = layoutAt720(scene);
  EXPECT_GE(layout.cameras.size(), 10u);
  EXPECT_LT(layout.cameras.size(), 20u);
  EXPECT_EQ(layout.cameras.back().camera.id, "c" + std::to_string(layout.cameras.size() - 1));
  for (const auto& place : layout.cameras) EXPECT_GE(place.tile.height, 72);
  EXPECT_EQ(layoutAt720(sceneWith(200, false)).cameras.size(), kMostCameras);
}

TEST(Layout, LeavesNothingBesideTheSlate) {
  auto scene = sceneWith(2, true);
  scene.slate = SlateView{"Title", "Sentence", ""};
  EXPECT_EQ(layoutAt720(scene), Layout{});
}

TEST(Layout, KeepsRoomForTheTitle) {
  auto scene = sceneWith(2, true);
  scene.branding.title = "Analysis II";
  const auto layout = layoutAt720(scene);
  EXPECT_EQ(layout.bar, (Rectangle{0, 0, kWidth, 46}));
  EXPECT_GE(layout.content.y, 46);
  EXPECT_GE(hullOfTiles(layout).y, 46);
}

// What must hold for every scene on every canvas.
void expectSound(const Scene& scene, int width, int height) {
  const auto layout = layoutOf(scene, width, height);
  std::vector<Rectangle> all;
  if (layout.kind != ContentKind::None) all.push_back(layout.content);
  for (const auto& place : layout.cameras) all.push_back(place.tile);
  const bool mayOverlap = scene.layout.kind == LayoutKind::PictureInPicture;
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_TRUE(isEven(all[i])) << i;
    EXPECT_FALSE(all[i].isEmpty()) << i;
    EXPECT_TRUE(contains({0, 0, width, height}, all[i])) << i;
    EXPECT_FALSE(overlap(all[i], layout.bar)) << i;
    for (size_t j = 0; j < i && !mayOverlap; ++j) {
      EXPECT_FALSE(overlap(all[i], all[j])) << i << " and " << j;
    }
  }
  const bool hasCameras = !scene.cameras.empty() && scene.layout.kind != LayoutKind::ContentOnly;
  EXPECT_EQ(!layout.cameras.empty(), hasCameras);
  if (layout.kind != ContentKind::Slide || scene.slide->isFittedToWidth) return;
  const double shape = scene.slide->viewWidth / scene.slide->viewHeight;
  EXPECT_NEAR(layout.content.width, layout.content.height * shape, 2 + 2 * shape);
}

// One of many scenes, all different.
Scene variantOf(LayoutKind kind, int variant) {
  constexpr double kHeights[] = {1080, 810, 617, 2000, 100};
  const int cameras = variant % 10 * (variant % 3 == 0 ? 5 : 1);
  auto scene = sceneWith(cameras, variant % 7 != 0, kind);
  if (scene.slide) {
    scene.slide->viewHeight = kHeights[variant % 5];
    scene.slide->isFittedToWidth = variant % 11 == 0;
  }
  if (variant % 5 == 0) scene.screen = ScreenView{"screen"};
  if (variant % 4 == 0) scene.layout.focusedCamera = "c1";
  if (variant % 6 == 0) scene.branding.title = "Title";
  scene.layout.dock = static_cast<DockPlacement>(variant % 4);
  scene.layout.dockShare = variant % 9 / 10.0;
  return scene;
}

class LayoutOn : public testing::TestWithParam<std::pair<int, int>> {};

TEST_P(LayoutOn, KeepsAllRectanglesEvenInsideAndApart) {
  const auto [width, height] = GetParam();
  for (int kind = 0; kind <= static_cast<int>(LayoutKind::ContentOnly); ++kind) {
    for (int variant = 0; variant < 40; ++variant) {
      SCOPED_TRACE(testing::Message() << "kind " << kind << " variant " << variant);
      expectSound(variantOf(static_cast<LayoutKind>(kind), variant), width, height);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Canvases, LayoutOn,
                         testing::Values(std::pair{1280, 720}, std::pair{854, 480},
                                         std::pair{640, 360}, std::pair{64, 64},
                                         std::pair{800, 600}, std::pair{1680, 720},
                                         std::pair{720, 1280}));

TEST(CameraGrid, ChoosesTheColumnsThatMakeTheLargestTiles) {
  const auto row = cameraGrid({0, 0, 1200, 120}, 4, {});
  ASSERT_EQ(row.size(), 4u);
  EXPECT_EQ(row[3].y, row[0].y);
  EXPECT_EQ(row[0].height, 120);
  const auto column = cameraGrid({0, 0, 200, 800}, 3, {});
  EXPECT_EQ(column[2].x, column[0].x);
  const auto square = cameraGrid({0, 0, 800, 600}, 4, {});
  EXPECT_EQ(square[0].y, square[1].y);
  EXPECT_EQ(square[0].x, square[2].x);
}

TEST(CameraGrid, CentresARowThatIsNotFull) {
  const auto tiles = cameraGrid({0, 0, 800, 600}, 3, {});
  EXPECT_NEAR(tiles[2].x + tiles[2].width / 2, 400, 2);
}

TEST(CameraGrid, PutsTheOthersAroundTheFocused) {
  const auto tiles = cameraGrid({0, 0, 1200, 900}, 6, {.focused = 3});
  ASSERT_EQ(tiles.size(), 6u);
  for (size_t i = 0; i < tiles.size(); ++i) {
    for (size_t j = 0; j < i; ++j) EXPECT_FALSE(overlap(tiles[i], tiles[j])) << i << " " << j;
  }
  EXPECT_EQ(tiles[3].width, 2 * tiles[0].width + 10);
}

TEST(CameraGrid, HasNoTilesInNoRoom) {
  EXPECT_TRUE(cameraGrid({}, 3, {}).empty());
  EXPECT_TRUE(cameraGrid({0, 0, 100, 100}, 0, {}).empty());
}

TEST(FitInside, SurvivesShapesThatMakeNoSense) {
  EXPECT_TRUE(fitInside({0, 0, 100, 100}, 0, 10).isEmpty());
  EXPECT_TRUE(fitInside({0, 0, 100, 100}, -1, 10).isEmpty());
  EXPECT_TRUE(fitInside({0, 0, 100, 100}, std::nan(""), 10).isEmpty());
  EXPECT_TRUE(fitInside({0, 0, 100, 100}, 5e-324, 5e-324).isEmpty());
  EXPECT_TRUE(fitInside({0, 0, 100, 100}, 1e300, 1).isEmpty());
  EXPECT_EQ(fitInside({0, 0, 100, 100}, 1e6, 1e-3), (Rectangle{0, 48, 100, 2}));
}

}  // namespace
}  // namespace pipelines
