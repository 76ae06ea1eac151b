// SPDX-License-Identifier: Apache-2.0
// Slate, slide and cameras from the facts of a meeting.
#include "gateway/worker/scene_maker.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

Camera camera(const std::string& id, bool isPresenter = false) {
  Camera out;
  out.streamId = id;
  out.name = "name of " + id;
  out.isPresenter = isPresenter;
  return out;
}

StageFacts live() {
  StageFacts facts;
  facts.slate = Slate::None;
  facts.title = "Algèbre";
  Page page;
  page.pageId = "p/1";
  page.width = 1440;
  page.height = 810;
  page.xOffset = -360;
  page.yOffset = -202.5;
  page.viewWidth = 720;
  page.viewHeight = 405;
  facts.page = page;
  facts.pageImage = std::make_shared<const std::string>("<svg/>");
  facts.cameras = {camera("a"), camera("b")};
  facts.flowing = {"a", "b"};
  return facts;
}

TEST(SceneMaker, ShowsSlideAndCamerasWhenLive) {
  const auto scene = sceneFrom(live());
  EXPECT_FALSE(scene.slate);
  ASSERT_TRUE(scene.slide);
  EXPECT_EQ(scene.slide->pageId, "p/1");
  EXPECT_EQ(scene.slide->viewWidth, 720);
  EXPECT_EQ(scene.slide->yOffset, -202.5);
  ASSERT_EQ(scene.cameras.size(), 2u);
  EXPECT_EQ(scene.cameras[0].name, "name of a");
}

TEST(SceneMaker, ShowsNothingBesideASlate) {
  auto facts = live();
  facts.slate = Slate::Interrupted;
  facts.language = "fr";
  const auto scene = sceneFrom(facts);
  ASSERT_TRUE(scene.slate);
  EXPECT_EQ(scene.slate->title, "Algèbre");
  EXPECT_EQ(scene.slate->sentence, slateSentence(Slate::Interrupted, "fr"));
  EXPECT_FALSE(scene.slide);
  EXPECT_TRUE(scene.cameras.empty());
}

TEST(SceneMaker, SpeaksBothLanguagesForEverySlate) {
  for (const auto slate : {Slate::Joining, Slate::Lobby, Slate::NotRunning, Slate::Interrupted,
                           Slate::Ended, Slate::Failed}) {
    EXPECT_FALSE(slateSentence(slate, "fr").empty());
    EXPECT_FALSE(slateSentence(slate, "en").empty());
    EXPECT_NE(slateSentence(slate, "fr"), slateSentence(slate, "en"));
  }
}

TEST(SceneMaker, GivesACameraItsPlaceWhenItsPicturesCome) {
  auto facts = live();
  facts.flowing = {"b"};
  const auto scene = sceneFrom(facts);
  ASSERT_EQ(scene.cameras.size(), 1u);
  EXPECT_EQ(scene.cameras[0].id, "b");
}

TEST(SceneMaker, SurvivesAPageWithoutSizes) {
  auto facts = live();
  facts.page = Page{};
  const auto scene = sceneFrom(facts);
  EXPECT_GT(scene.slide->pageWidth, 0);
  EXPECT_GT(scene.slide->viewHeight, 0);
}

TEST(SceneMaker, TakesThePresentersCameraFirstAndFourAtMost) {
  const auto chosen =
      chooseCameras({camera("a"), camera("b"), camera("c"), camera("d"), camera("teacher", true)});
  ASSERT_EQ(chosen.size(), kMostCameras);
  EXPECT_EQ(chosen[0].streamId, "teacher");
  EXPECT_EQ(chosen[1].streamId, "a");
}

}  // namespace
}  // namespace gateway
