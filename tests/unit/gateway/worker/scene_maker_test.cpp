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
  for (const auto slate : {Slate::Joining, Slate::Lobby, Slate::NotRunning, Slate::Paused,
                           Slate::Interrupted, Slate::Ended, Slate::Failed}) {
    EXPECT_FALSE(slateSentence(slate, "fr").empty());
    EXPECT_FALSE(slateSentence(slate, "en").empty());
    EXPECT_NE(slateSentence(slate, "fr"), slateSentence(slate, "en"));
  }
}

TEST(SceneMaker, ShowsInitialsUntilACamerasPicturesCome) {
  auto facts = live();
  facts.flowing = {"b"};
  const auto scene = sceneFrom(facts);
  ASSERT_EQ(scene.cameras.size(), 2u);
  EXPECT_FALSE(scene.cameras[0].hasPicture);
  EXPECT_TRUE(scene.cameras[1].hasPicture);
}

TEST(SceneMaker, SurvivesAPageWithoutSizes) {
  auto facts = live();
  facts.page = Page{};
  const auto scene = sceneFrom(facts);
  EXPECT_GT(scene.slide->pageWidth, 0);
  EXPECT_GT(scene.slide->viewHeight, 0);
}

TEST(SceneMaker, KnowsThePageThatFollows) {
  Page page = *live().page;
  page.presentationId = "p";
  page.number = 7;
  const auto next = slideViewFrom(pageAhead(page, 2), nullptr);
  EXPECT_EQ(next.pageId, "p/9");
  EXPECT_EQ(next.viewWidth, 1440);
  EXPECT_EQ(next.xOffset, 0);
}

TEST(SceneMaker, MarksSpeakersAndGivesEachTheirColour) {
  auto facts = live();
  facts.cameras[0].userId = "w_1";
  facts.cameras[0].colour = "#0D47a1";
  facts.cameras[1].colour = "red; nonsense";
  facts.speaking = {"w_1"};
  const auto scene = sceneFrom(facts);
  EXPECT_TRUE(scene.cameras[0].isSpeaking);
  EXPECT_FALSE(scene.cameras[1].isSpeaking);
  EXPECT_EQ(scene.cameras[0].colour, pipelines::colourOf(0x0d47a1));
  EXPECT_EQ(scene.cameras[1].colour, pipelines::CameraView{}.colour);
}

TEST(SceneMaker, PutsCursorsOnTheSlide) {
  auto facts = live();
  facts.cursors = {{"w_1", "Ada", 402.25, 188.5, true}};
  const auto scene = sceneFrom(facts);
  ASSERT_EQ(scene.slide->cursors.size(), 1u);
  EXPECT_EQ(scene.slide->cursors[0].name, "Ada");
  EXPECT_EQ(scene.slide->cursors[0].x, 402.25);
  EXPECT_TRUE(scene.slide->cursors[0].isPresenter);
}

TEST(SceneMaker, ShowsAScreenWhenItsPicturesCome) {
  auto facts = live();
  facts.screen = Screenshare{"screen-1", false, false};
  EXPECT_FALSE(sceneFrom(facts).screen);
  facts.flowing.insert("screen-1");
  ASSERT_TRUE(sceneFrom(facts).screen);
  EXPECT_EQ(sceneFrom(facts).screen->id, "screen-1");
}

TEST(SceneMaker, ShowsAScreenAmongTheCamerasWhereTheMeetingDoes) {
  auto facts = live();
  facts.screen = Screenshare{"screen-1", false, false};
  facts.flowing.insert("screen-1");
  facts.layout.isScreenAsContent = false;
  const auto scene = sceneFrom(facts);
  EXPECT_FALSE(scene.screen);
  ASSERT_EQ(scene.cameras.size(), 3u);
  EXPECT_TRUE(scene.cameras.back().isScreen);
  EXPECT_TRUE(scene.cameras.back().hasPicture);
}

TEST(SceneMaker, PromotesACameraToTheContent) {
  auto facts = live();
  facts.cameras[1].isContent = true;
  const auto scene = sceneFrom(facts);
  ASSERT_TRUE(scene.screen);
  EXPECT_EQ(scene.screen->id, "b");
  EXPECT_EQ(scene.cameras.size(), 1u);
}

TEST(SceneMaker, TellsOfAVideoWatchedTogether) {
  auto facts = live();
  facts.externalVideo = ExternalVideo{"https://www.youtube.com/watch?v=x", true};
  const auto playing = sceneFrom(facts).externalVideo;
  facts.externalVideo->isPlaying = false;
  facts.language = "en";
  const auto resting = sceneFrom(facts).externalVideo;
  ASSERT_TRUE(playing && resting);
  EXPECT_EQ(playing->url, "https://www.youtube.com/watch?v=x");
  EXPECT_TRUE(playing->isPlaying);
  EXPECT_NE(playing->sentence.find("Vidéo"), std::string::npos);
  EXPECT_NE(resting->sentence.find("paused"), std::string::npos);
}

TEST(SceneMaker, TellsOfPinnedNotes) {
  auto facts = live();
  facts.areNotesPinned = true;
  facts.externalVideo = ExternalVideo{"https://example.org/v", true};
  const auto card = sceneFrom(facts).externalVideo;
  ASSERT_TRUE(card);
  EXPECT_TRUE(card->url.empty());
  EXPECT_NE(card->sentence.find("notes"), std::string::npos);
}

TEST(SceneMaker, FollowsTheMeetingsLayout) {
  using pipelines::LayoutKind;
  const std::pair<const char*, LayoutKind> expected[] = {
      {"CUSTOM_LAYOUT", LayoutKind::Custom},
      {"SMART_LAYOUT", LayoutKind::Smart},
      {"PRESENTATION_FOCUS", LayoutKind::PresentationFocus},
      {"VIDEO_FOCUS", LayoutKind::SideBySide},
      {"CAMERAS_ONLY", LayoutKind::CamerasOnly},
      {"PRESENTATION_ONLY", LayoutKind::ContentOnly},
      {"MEDIA_ONLY", LayoutKind::Smart},
      {"of a later version", LayoutKind::Custom}};
  for (const auto& [type, kind] : expected) {
    MeetingLayout layout;
    layout.type = type;
    EXPECT_EQ(layoutViewFrom(layout, "meeting").kind, kind) << type;
  }
}

TEST(SceneMaker, LetsStaffChooseAnotherLayout) {
  using pipelines::LayoutKind;
  MeetingLayout layout;
  layout.type = "CAMERAS_ONLY";
  layout.isPresentationMinimized = true;
  EXPECT_EQ(layoutViewFrom(layout, "picture_in_picture").kind, LayoutKind::PictureInPicture);
  EXPECT_EQ(layoutViewFrom(layout, "side_by_side").kind, LayoutKind::SideBySide);
  EXPECT_TRUE(layoutViewFrom(layout, "smart").isContentHidden);
  EXPECT_FALSE(layoutViewFrom(layout, "content_only").isContentHidden);
  EXPECT_EQ(layoutViewFrom(layout, "no such word").kind, LayoutKind::CamerasOnly);
}

TEST(SceneMaker, PutsTheDockWhereThePresenterPutIt) {
  using pipelines::DockPlacement;
  MeetingLayout layout;
  layout.dockShare = 0.95;
  layout.focusedCamera = "a";
  EXPECT_EQ(layoutViewFrom(layout, "meeting").dock, DockPlacement::Top);
  layout.dockPlacement = "contentRight";
  const auto view = layoutViewFrom(layout, "meeting");
  EXPECT_EQ(view.dock, DockPlacement::Right);
  EXPECT_EQ(view.dockShare, 0.8);
  EXPECT_EQ(view.focusedCamera, "a");
}

TEST(SceneMaker, GivesThePresenterAndSpeakersATileAmongCamerasOnly) {
  auto facts = live();
  facts.layout.type = "CAMERAS_ONLY";
  User presenter{"w_1", "Ada", true, true, false, "#0d47a1"};
  User speaker{"w_2", "Bob", false, false, false, ""};
  User silent{"w_3", "Cid", false, false, false, ""};
  facts.people = {presenter, speaker, silent};
  facts.speaking = {"w_2"};
  const auto scene = sceneFrom(facts);
  ASSERT_EQ(scene.cameras.size(), 4u);
  EXPECT_EQ(scene.cameras[2].name, "Ada");
  EXPECT_FALSE(scene.cameras[2].hasPicture);
  EXPECT_EQ(scene.cameras[3].name, "Bob");
}

TEST(SceneMaker, PausesForStaffButEndsAllTheSame) {
  auto facts = live();
  facts.look.isPaused = true;
  ASSERT_TRUE(sceneFrom(facts).slate);
  EXPECT_EQ(sceneFrom(facts).slate->sentence, slateSentence(Slate::Paused, "fr"));
  facts.slate = Slate::Ended;
  EXPECT_EQ(sceneFrom(facts).slate->sentence, slateSentence(Slate::Ended, "fr"));
}

TEST(SceneMaker, CountsDownWhileItWaits) {
  auto facts = live();
  facts.slate = Slate::NotRunning;
  facts.startsAtMs = 754'001;
  EXPECT_EQ(sceneFrom(facts).slate->countdown, "12:35");
  facts.nowMs = 754'001;
  EXPECT_EQ(sceneFrom(facts).slate->countdown, "");
  facts.nowMs = 0;
  facts.slate = Slate::Interrupted;
  EXPECT_EQ(sceneFrom(facts).slate->countdown, "");
}

TEST(SceneMaker, WritesCountdowns) {
  EXPECT_EQ(countdownText(0), "0:00");
  EXPECT_EQ(countdownText(1), "0:01");
  EXPECT_EQ(countdownText(59'001), "1:00");
  EXPECT_EQ(countdownText(3'723'000), "1:02:03");
}

TEST(SceneMaker, WearsTitleAndLogoOverEverything) {
  auto facts = live();
  facts.logo = std::make_shared<const std::string>("<svg/>");
  EXPECT_EQ(sceneFrom(facts).branding, pipelines::Branding{});
  facts.look.hasTitle = facts.look.hasLogo = true;
  facts.slate = Slate::Joining;
  EXPECT_EQ(sceneFrom(facts).branding.title, "Algèbre");
  EXPECT_EQ(sceneFrom(facts).branding.logo, facts.logo);
}

}  // namespace
}  // namespace gateway
