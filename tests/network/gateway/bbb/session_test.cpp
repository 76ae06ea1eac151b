// SPDX-License-Identifier: Apache-2.0
// Joining and following a meeting of the simulator, over real sockets.
#include "gateway/bbb/session.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "gateway/bbb/slides.hpp"
#include "tests/network/gateway/bbb/at_simulator.hpp"

namespace {

using base::Json;
using gateway::SessionState;

class Joining : public tests::AtSimulator {};
class Following : public tests::AtSimulator {
 protected:
  void SetUp() override {
    startSimulator();
    enterMeeting();
  }
};

TEST_F(Joining, GivesASession) {
  startSimulator();
  const auto made = join(joinUrl());
  ASSERT_TRUE(made) << made.error().what;
  EXPECT_FALSE(made->sessionToken.empty());
  EXPECT_TRUE(made->graphqlWebsocketUrl.starts_with("ws://127.0.0.1:"));
  EXPECT_NE(made->cookies.find("JSESSIONID="), std::string::npos);
}

TEST_F(Joining, TellsAWrongSecret) {
  startSimulator();
  const auto made = join(joinUrl("demo", "another secret"));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, "checksumError");
}

TEST_F(Joining, TellsAMeetingThatDoesNotRun) {
  startSimulator();
  const auto made = join(joinUrl("nowhere"));
  ASSERT_FALSE(made);
  EXPECT_TRUE(gateway::isWorthRejoining(made.error().code)) << made.error().code;
  EXPECT_NE(made.error().what.find("does not run"), std::string::npos) << made.error().what;
}

TEST_F(Joining, TellsAHostThatIsNotThere) {
  startSimulator();
  const std::string url = joinUrl();
  simulator.reset();
  const auto made = join(url);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, "unreachable");
  EXPECT_EQ(made.error().what.find("checksum"), std::string::npos);
}

TEST_F(Joining, PassesThroughTheStatesInOrder) {
  startSimulator();
  enterMeeting();
  EXPECT_EQ(heard.states,
            (std::vector{SessionState::Connecting, SessionState::Joining, SessionState::Joined}));
  const auto users = state()["meetings"][0]["users"];
  EXPECT_EQ(std::count_if(users.begin(), users.end(),
                          [](const Json& user) { return user["name"] == "Amphi"; }),
            1);
}

TEST_F(Joining, WaitsInTheLobbyUntilLetIn) {
  startSimulator();
  command({{"do", "fault"}, {"name", "guest_wait"}, {"on", true}});
  startSession();
  ASSERT_TRUE(waitUntil([&] { return heard.isIn(SessionState::Waiting); }));
  EXPECT_EQ(heard.detail.code, "lobby");
  command({{"do", "guest"}, {"allow", true}});
  EXPECT_TRUE(waitUntil([&] { return heard.isIn(SessionState::Joined); }));
}

TEST_F(Joining, FailsWhenTheLobbySaysNo) {
  startSimulator();
  command({{"do", "fault"}, {"name", "guest_wait"}, {"on", true}});
  startSession();
  ASSERT_TRUE(waitUntil([&] { return heard.isIn(SessionState::Waiting); }));
  command({{"do", "guest"}, {"allow", false}});
  ASSERT_TRUE(waitUntil([&] { return heard.isIn(SessionState::Failed); }));
  EXPECT_EQ(heard.detail.code, "guestDenied");
}

TEST_F(Joining, FailsWhenTheTokenIsNotTaken) {
  startSimulator();
  command({{"do", "fault"}, {"name", "token_invalid"}, {"on", true}});
  startSession();
  ASSERT_TRUE(waitUntil([&] { return heard.isIn(SessionState::Failed); }));
  EXPECT_TRUE(gateway::isWorthRejoining(heard.detail.code)) << heard.detail.code;
}

TEST_F(Joining, DoesWithoutFieldsThatTheServerLacks) {
  startSimulator();
  command({{"do", "fault"}, {"name", "field_unknown"}, {"on", true}});
  startSession();
  EXPECT_TRUE(waitUntil(
      [&] { return heard.isIn(SessionState::Joined) && heard.page && heard.hasCameras; }));
}

TEST_F(Following, LearnsMeetingPageAndCameras) {
  ASSERT_TRUE(waitUntil([&] { return heard.meeting && heard.page && !heard.cameras.empty(); }));
  EXPECT_EQ(heard.meeting->name, "Démonstration Amphi");
  EXPECT_EQ(heard.meeting->audioBridge, "bbb-webrtc-sfu");
  EXPECT_EQ(heard.page->number, 1);
  EXPECT_EQ(heard.cameras[0].name, "Ada Martin");
}

TEST_F(Following, SeesTheSlideChange) {
  ASSERT_TRUE(waitUntil([&] { return heard.page.has_value(); }));
  command({{"do", "slide"}, {"page", 3}});
  EXPECT_TRUE(waitUntil([&] { return heard.page && heard.page->number == 3; }));
}

TEST_F(Following, FetchesTheSlidesPicture) {
  ASSERT_TRUE(waitUntil([&] { return heard.page.has_value(); }));
  gateway::Slides::Image image;
  gateway::Slides slides(gateway::livePorts(loop, client), joined.origin, joined.cookies,
                         [&](const std::string&, gateway::Slides::Image got, const base::Error&) {
                           image = std::move(got);
                         });
  slides.show(*heard.page);
  ASSERT_TRUE(waitUntil([&] { return image != nullptr; }));
  EXPECT_NE(image->find("<svg"), std::string::npos);
  ASSERT_FALSE(heard.page->nextUrls.empty());
  EXPECT_TRUE(waitUntil([&] { return slides.kept(heard.page->nextUrls[0]) != nullptr; }));
}

TEST_F(Following, TriesASlideAgainThatIsNotReady) {
  ASSERT_TRUE(waitUntil([&] { return heard.page.has_value(); }));
  command({{"do", "fault"}, {"name", "slides_missing"}, {"on", true}});
  gateway::Slides::Image image;
  int failures = 0;
  gateway::Slides slides(gateway::livePorts(loop, client), joined.origin, joined.cookies,
                         [&](const std::string&, gateway::Slides::Image got, const base::Error&) {
                           image = std::move(got);
                           if (!image) ++failures;
                         });
  slides.show(*heard.page);
  ASSERT_TRUE(waitUntil([&] { return failures > 0; }));
  command({{"do", "fault"}, {"name", "slides_missing"}, {"on", false}});
  EXPECT_TRUE(waitUntil([&] { return image != nullptr; }));
}

TEST_F(Following, HearsTheChatOnce) {
  command({{"do", "chat"}, {"text", "Bonjour **à tous**"}});
  command({{"do", "chat"}, {"name", "Bob"}, {"text", "hello"}});
  ASSERT_TRUE(waitUntil([&] { return heard.lines.size() >= 2; }));
  EXPECT_EQ(heard.lines[0].text, "Bonjour **à tous**");
  EXPECT_TRUE(heard.lines[0].isFromPresenter);
  EXPECT_EQ(heard.lines[1].senderName, "Bob");
  EXPECT_FALSE(heard.lines[1].isFromPresenter);
  EXPECT_EQ(heard.lines.size(), 2u);
}

TEST_F(Following, IsToldWhenItsLineIsInTheChat) {
  session->say("line-1", "**Zoé**: why <that> & not this?");
  ASSERT_TRUE(waitUntil([&] { return !heard.delivered.empty(); }));
  EXPECT_EQ(heard.delivered[0].first, "line-1");
  EXPECT_FALSE(heard.delivered[0].second.messageId.empty());
  EXPECT_TRUE(heard.lines.empty()) << "its own line is no line of somebody else";
  const auto chat = state()["meetings"][0]["chat"];
  ASSERT_EQ(chat.size(), 1u);
  EXPECT_NE(chat.dump().find("Amphi"), std::string::npos);
}

TEST_F(Following, IsToldThatALineWasDropped) {
  command({{"do", "fault"}, {"name", "chat_locked"}, {"on", true}});
  session->say("line-1", "nobody reads this");
  ASSERT_TRUE(waitUntil([&] { return !heard.refused.empty(); }));
  EXPECT_EQ(heard.refused[0].first, "line-1");
}

TEST_F(Following, SaysNothingIntoALockedChat) {
  command({{"do", "lock"}, {"chat", true}});
  ASSERT_TRUE(waitUntil([&] { return heard.meeting && heard.meeting->isPublicChatLocked; }));
  session->say("line-1", "hello");
  ASSERT_EQ(heard.refused.size(), 1u);
  EXPECT_EQ(heard.refused[0].second.code, "chat_locked");
}

TEST_F(Following, ComesBackAfterACut) {
  command({{"do", "drop"}, {"what", "graphql"}});
  ASSERT_TRUE(waitUntil([&] { return heard.isIn(SessionState::Connecting); }));
  EXPECT_NE(heard.detail.what, "");
  EXPECT_TRUE(waitUntil([&] { return heard.isIn(SessionState::Joined); }));
}

TEST_F(Following, LosesAndRepeatsNoLineAcrossACut) {
  // Once our own line has come back, the history is known and the chat runs.
  session->say("line-0", "I am here");
  ASSERT_TRUE(waitUntil([&] { return heard.delivered.size() == 1; }));
  command({{"do", "chat"}, {"text", "before"}});
  ASSERT_TRUE(waitUntil([&] { return heard.lines.size() == 1; }));
  command({{"do", "drop"}, {"what", "graphql"}});
  ASSERT_TRUE(waitUntil([&] { return heard.isIn(SessionState::Connecting); }));
  command({{"do", "chat"}, {"text", "meanwhile"}});
  session->say("line-1", "I was away");
  ASSERT_TRUE(waitUntil([&] { return heard.lines.size() >= 2 && heard.delivered.size() >= 2; }));
  command({{"do", "chat"}, {"text", "after"}});
  ASSERT_TRUE(waitUntil([&] { return heard.lines.size() >= 3; }));
  std::vector<std::string> texts;
  for (const auto& line : heard.lines) texts.push_back(line.text);
  EXPECT_EQ(texts, (std::vector<std::string>{"before", "meanwhile", "after"}));
  EXPECT_EQ(heard.delivered.size(), 2u);
  EXPECT_TRUE(heard.refused.empty());
}

TEST_F(Following, EndsWithTheMeeting) {
  command({{"do", "end"}});
  ASSERT_TRUE(waitUntil([&] { return heard.isIn(SessionState::Ended); }));
  EXPECT_EQ(heard.detail.code, "ENDED_AFTER_USER_LOGGED_OUT");
}

TEST_F(Following, FailsWhenAModeratorRemovesIt) {
  command({{"do", "eject"}});
  ASSERT_TRUE(waitUntil([&] { return heard.isIn(SessionState::Failed); }));
  EXPECT_EQ(heard.detail.code, "user_requested_eject_reason");
  EXPECT_FALSE(gateway::isWorthRejoining(heard.detail.code));
}

TEST_F(Following, FailsWhenTheSameUserJoinsElsewhere) {
  command({{"do", "eject"}, {"code", "duplicate_user_in_meeting_eject_reason"}});
  ASSERT_TRUE(waitUntil([&] { return heard.isIn(SessionState::Failed); }));
  EXPECT_EQ(heard.detail.code, "duplicate_user_in_meeting_eject_reason");
  EXPECT_NE(heard.detail.what.find("own user id"), std::string::npos);
  EXPECT_FALSE(gateway::isWorthRejoining(heard.detail.code));
}

TEST_F(Following, EndsWithAPlainCloseToo) {
  command({{"do", "fault"}, {"name", "plain_close"}, {"on", true}});
  command({{"do", "end"}, {"reason", "ENDED_FROM_API"}});
  ASSERT_TRUE(waitUntil([&] { return heard.isIn(SessionState::Ended); }));
  EXPECT_EQ(heard.detail.code, "ENDED_FROM_API");
}

TEST_F(Following, ComesBackToARestartedMiddleware) {
  command({{"do", "middleware_restart"}, {"seconds", 1}});
  ASSERT_TRUE(waitUntil([&] { return heard.isIn(SessionState::Connecting); }));
  command({{"do", "slide"}, {"page", 4}});
  EXPECT_TRUE(waitUntil(
      [&] { return heard.isIn(SessionState::Joined) && heard.page && heard.page->number == 4; }));
}

TEST_F(Following, KeepsItsLayoutUntilOneIsPushed) {
  ASSERT_TRUE(waitUntil([&] { return heard.layout.has_value(); }));
  const auto first = heard.layout->type;
  command({{"do", "layout"}, {"kind", "VIDEO_FOCUS"}, {"propagate", false}});
  ASSERT_TRUE(waitUntil([&] { return heard.meeting->layout.type == "VIDEO_FOCUS"; }));
  EXPECT_EQ(heard.layout->type, first);
  command({{"do", "layout"}, {"kind", "SMART_LAYOUT"}, {"propagate", true}});
  EXPECT_TRUE(waitUntil([&] { return heard.layout->type == "SMART_LAYOUT"; }));
}

TEST_F(Following, LeavesWhenAsked) {
  session->leave();
  ASSERT_TRUE(waitUntil([&] { return heard.isIn(SessionState::Ended); }));
  EXPECT_EQ(heard.detail.code, "left");
}

}  // namespace
