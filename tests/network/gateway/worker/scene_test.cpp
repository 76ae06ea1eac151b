// SPDX-License-Identifier: Apache-2.0
// What happens in the simulated meeting is on the stage: pages, ink, pointers, layouts, pauses.
#include <memory>
#include <set>

#include "tests/network/gateway/worker/stream_at_simulator.hpp"

namespace {

using base::StreamState;
using pipelines::LayoutKind;

class SceneTest : public tests::StreamAtSimulator {
 protected:
  void SetUp() override {
    start();
    ASSERT_TRUE(runUntil([this] { return isOnAir() && slide() != nullptr && slide()->image; }));
  }
  const pipelines::Scene& scene() const { return *stream_->scene(); }
  const pipelines::SlideView* slide() const {
    return stream_->scene() && scene().slide ? &*scene().slide : nullptr;
  }
  size_t shapes() const { return slide()->whiteboard ? slide()->whiteboard->shapes.size() : 0; }
  bool isOnPage(const std::string& number) const {
    return slide() != nullptr && slide()->pageId.ends_with("/" + number) && slide()->image;
  }
};

TEST_F(SceneTest, TurnsThePageAndTakesItsInkAlong) {
  command(R"({"do":"ink","id":"shape:one","points":[[100,100],[300,200],[400,120]]})");
  ASSERT_TRUE(runUntil([this] { return shapes() == 1; }));
  command(R"({"do":"slide","page":2})");
  ASSERT_TRUE(runUntil([this] { return isOnPage("2"); }));
  EXPECT_EQ(shapes(), 0u);
  command(R"({"do":"slide","page":1})");
  EXPECT_TRUE(runUntil([this] { return isOnPage("1") && shapes() == 1; }));
}

TEST_F(SceneTest, ShowsAStrokeAsItGrows) {
  std::set<std::shared_ptr<const pipelines::Shape>> seen;
  command(R"({"do":"stroke","from":[100,100],"to":[900,500],"count":40,"every_ms":400})");
  EXPECT_TRUE(runUntil([&] {
    if (shapes() == 1) seen.insert(slide()->whiteboard->shapes[0]);
    return seen.size() >= 3;
  }));
}

TEST_F(SceneTest, WipesTheBoard) {
  command(R"({"do":"ink","id":"shape:one","points":[[100,100],[300,200]]})");
  ASSERT_TRUE(runUntil([this] { return shapes() == 1; }));
  command(R"({"do":"clear_ink"})");
  EXPECT_TRUE(runUntil([this] { return shapes() == 0; }));
}

TEST_F(SceneTest, LosesNoInkWhileTheSocketIsCut) {
  command(R"({"do":"ink","id":"shape:one","points":[[100,100],[300,200]]})");
  ASSERT_TRUE(runUntil([this] { return shapes() == 1; }));
  command(R"({"do":"drop","what":"graphql"})");
  command(R"({"do":"ink","id":"shape:two","points":[[500,100],[600,200]]})");
  command(R"({"do":"chat","text":"Meanwhile."})");
  ASSERT_TRUE(runUntil([this] { return shapes() == 2 && !chat_.empty(); }));
  command(R"({"do":"chat","text":"After."})");
  ASSERT_TRUE(runUntil([this] { return chat_.size() >= 2; }));
  EXPECT_EQ(chat_[0].text, "Meanwhile.");
  EXPECT_EQ(chat_[1].text, "After.");
}

TEST_F(SceneTest, SurvivesARestartOfTheMiddleware) {
  command(R"({"do":"middleware_restart","seconds":1})");
  command(R"({"do":"ink","id":"shape:one","points":[[100,100],[300,200]]})");
  command(R"({"do":"chat","text":"Still there?"})");
  ASSERT_TRUE(runUntil([this] { return shapes() == 1 && !chat_.empty(); }));
  EXPECT_EQ(chat_.size(), 1u);
  EXPECT_TRUE(isIn(StreamState::Live));
}

TEST_F(SceneTest, MovesThePresentersPointer) {
  command(R"({"do":"cursor","x":402.25,"y":188.5})");
  ASSERT_TRUE(runUntil([this] { return slide()->cursors.size() == 1; }));
  EXPECT_EQ(slide()->cursors[0].x, 402.25);
  EXPECT_EQ(slide()->cursors[0].name, "Ada Martin");
  EXPECT_TRUE(slide()->cursors[0].isPresenter);
  command(R"({"do":"cursor","x":-1,"y":-1})");
  EXPECT_TRUE(runUntil([this] { return slide()->cursors.empty(); }));
}

TEST_F(SceneTest, FollowsALayoutThatIsPushed) {
  command(R"({"do":"layout","kind":"CAMERAS_ONLY","propagate":true})");
  ASSERT_TRUE(runUntil([this] { return scene().layout.kind == LayoutKind::CamerasOnly; }));
  command(R"({"do":"layout","kind":"SMART_LAYOUT","dock":"contentLeft","propagate":true})");
  ASSERT_TRUE(runUntil([this] { return scene().layout.kind == LayoutKind::Smart; }));
  EXPECT_EQ(scene().layout.dock, pipelines::DockPlacement::Left);
}

TEST_F(SceneTest, TellsOfAVideoWatchedTogether) {
  command(R"({"do":"external","url":"https://www.youtube.com/watch?v=x","playing":true})");
  ASSERT_TRUE(runUntil([this] { return scene().externalVideo.has_value(); }));
  EXPECT_EQ(scene().externalVideo->url, "https://www.youtube.com/watch?v=x");
  EXPECT_FALSE(scene().externalVideo->sentence.empty());
  command(R"({"do":"external","url":""})");
  EXPECT_TRUE(runUntil([this] { return !scene().externalVideo; }));
}

TEST_F(SceneTest, MarksWhoSpeaks) {
  const auto isSpeaking = [this] {
    return !scene().cameras.empty() && scene().cameras[0].isSpeaking;
  };
  command(R"({"do":"talk","on":true})");
  ASSERT_TRUE(runUntil(isSpeaking));
  command(R"({"do":"talk","on":false})");
  EXPECT_TRUE(runUntil([&] { return !isSpeaking(); }));
}

TEST_F(SceneTest, ShowsASharedScreen) {
  command(R"({"do":"screen","on":true})");
  ASSERT_TRUE(runUntil([this] { return scene().screen.has_value(); }));
  command(R"({"do":"screen","on":false})");
  EXPECT_TRUE(runUntil([this] { return !scene().screen; }));
}

TEST_F(SceneTest, PausesAndResumesForItsStaff) {
  ASSERT_TRUE(runUntil([this] { return stats_["cameras"] == 1 && stats_["sound"] == 1; }));
  base::StreamLook look;
  look.isPaused = true;
  send(gateway::LinkShow{look});
  ASSERT_TRUE(runUntil([this] { return scene().slate && stats_["sound"] == 0; }));
  EXPECT_EQ(states_.back().state, StreamState::Live);
  EXPECT_EQ(states_.back().code, "paused");
  look.isPaused = false;
  look.layout = "side_by_side";
  look.hasTitle = true;
  send(gateway::LinkShow{look});
  ASSERT_TRUE(runUntil(
      [this] { return !scene().slate && stats_["cameras"] == 1 && stats_["sound"] == 1; }));
  EXPECT_EQ(scene().layout.kind, LayoutKind::SideBySide);
  EXPECT_EQ(scene().branding.title, "Démonstration Amphi");
  EXPECT_EQ(states_.back().code, "");
}

TEST_F(SceneTest, SaysWhyItWasRemoved) {
  command(R"({"do":"eject"})");
  ASSERT_TRUE(runUntil([this] { return exitCode_.has_value(); }));
  EXPECT_EQ(states_.back().state, StreamState::Failed);
  EXPECT_NE(states_.back().detail.find("moderator removed"), std::string::npos);
}

}  // namespace
