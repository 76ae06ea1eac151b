// SPDX-License-Identifier: Apache-2.0
// The session's state machine, without a network and with a clock that stands still.
#include "gateway/bbb/session.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/unit/gateway/bbb/session_alone.hpp"

namespace {

using base::Json;
using base::Millis;
using gateway::SessionState;

class SessionAlone : public tests::SessionAlone {};

TEST_F(SessionAlone, OpensTheSocketWithItsProtocol) {
  EXPECT_EQ(socket().request.url, "wss://bbb.example.org/graphql");
  EXPECT_EQ(socket().request.protocol, "graphql-transport-ws");
  EXPECT_TRUE(isIn(SessionState::Connecting));
}

TEST_F(SessionAlone, SaysNothingBeforeItIsAcknowledged) {
  socket().open();
  ASSERT_EQ(socket().sent.size(), 1u);
  EXPECT_EQ(socket().sent[0]["type"], "connection_init");
}

TEST_F(SessionAlone, AsksOnlyForItselfBeforeItHasJoined) {
  acknowledge();
  tellMe();
  EXPECT_EQ(socket().operations("userCurrentSubscription").size(), 1u);
  EXPECT_EQ(socket().operations("UserJoin").size(), 1u);
  EXPECT_EQ(socket().sent.size(), 3u);
}

TEST_F(SessionAlone, JoinsWithItsTokenAsAVariable) {
  acknowledge();
  tellMe();
  const auto variables = socket().operations("UserJoin").at(0)["payload"]["variables"];
  EXPECT_EQ(variables["authToken"], "secret");
  EXPECT_EQ(variables["clientIsMobile"], false);
}

TEST_F(SessionAlone, JoinsOnceHoweverOftenItIsTold) {
  acknowledge();
  tellMe();
  tellMe({{"locked", true}});
  EXPECT_EQ(socket().operations("UserJoin").size(), 1u);
}

TEST_F(SessionAlone, SubscribesToTheRestOnceItHasJoined) {
  enter();
  EXPECT_TRUE(isIn(SessionState::Joined));
  for (const char* name : {"MeetingState", "UserList", "CurrentPage", "Cameras", "Screenshare"})
    EXPECT_EQ(socket().operations(name).size(), 1u) << name;
}

TEST_F(SessionAlone, StartsTheChatWhereItStands) {
  enter();
  socket().answer("PublicChatHistory", "chat_message_public",
                  Json::array({{{"messageId", "1"}, {"createdAt", "2025-03-04T12:08:52.706Z"}}}));
  const auto streams = socket().operations("PublicChatStream");
  ASSERT_EQ(streams.size(), 1u);
  EXPECT_EQ(streams[0]["payload"]["variables"]["createdAt"], "2025-03-04T12:08:51.706Z");
}

TEST_F(SessionAlone, StartsTheChatThoughHistoryIsSilent) {
  enter();
  pass(Millis(3100));
  EXPECT_EQ(socket().operations("PublicChatStream").size(), 1u);
}

TEST_F(SessionAlone, LosesNoLineOfACutBeforeTheFirstOne) {
  enter();
  socket().answer("PublicChatHistory", "chat_message_public", Json::array());
  socket().cut();
  pass(Millis(600));
  acknowledge();
  tellMe({{"joined", true}, {"currentlyInMeeting", true}});
  EXPECT_TRUE(socket().operations("PublicChatHistory").empty());
  ASSERT_EQ(socket().operations("PublicChatStream").size(), 1u);
  socket().answer("PublicChatStream", "chat_message_public_stream",
                  Json::array({{{"messageId", "1"},
                                {"senderId", "w_ada"},
                                {"message", "meanwhile"},
                                {"createdAt", "2025-03-04T12:08:52.706Z"}}}));
  EXPECT_EQ(chat, (std::vector<std::string>{"meanwhile"}));
}

TEST_F(SessionAlone, WaitsInTheLobbyAndALittleLonger) {
  acknowledge();
  tellMe({{"guestStatus", "WAIT"}});
  EXPECT_TRUE(isIn(SessionState::Waiting));
  tellMe();
  EXPECT_TRUE(socket().operations("UserJoin").empty());
  pass(Millis(3100));
  EXPECT_EQ(socket().operations("UserJoin").size(), 1u);
}

TEST_F(SessionAlone, FailsOnAJoinError) {
  acknowledge();
  tellMe({{"joinErrorCode", "max_participants_reason"}});
  EXPECT_TRUE(isIn(SessionState::Failed));
  EXPECT_EQ(detail.code, "max_participants_reason");
}

TEST_F(SessionAlone, FailsWhenItIsNeverLetIn) {
  acknowledge();
  tellMe();
  for (int i = 0; i < 61; ++i) {
    socket().hear({{"type", "ping"}});
    pass(Millis(1000));
  }
  EXPECT_TRUE(isIn(SessionState::Failed));
  EXPECT_EQ(detail.code, "join_timeout");
}

TEST_F(SessionAlone, AnswersPings) {
  enter();
  socket().hear({{"type", "ping"}, {"payload", {{"message", "keepalive"}}}});
  EXPECT_EQ(socket().sent.back(),
            Json({{"type", "pong"}, {"payload", {{"message", "keepalive"}}}}));
}

TEST_F(SessionAlone, TriesTheShortDocumentWhenAFieldIsUnknown) {
  enter();
  const std::string id = socket().idOf("CurrentPage");
  socket().hear({{"id", id},
                 {"type", "error"},
                 {"payload", Json::array({{{"message", "field 'fitToWidth' not found"},
                                           {"extensions", {{"code", "validation-failed"}}}}})}});
  const auto pages = socket().operations("CurrentPage");
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_EQ(pages[1]["payload"]["query"].get<std::string>().find("fitToWidth"), std::string::npos);
  EXPECT_NE(pages[1]["id"], id);
}

TEST_F(SessionAlone, MendsTheLine) {
  enter();
  socket().cut();
  EXPECT_TRUE(isIn(SessionState::Connecting));
  EXPECT_FALSE(detail.what.empty());
  pass(Millis(600));
  EXPECT_EQ(machine.sockets.size(), 2u);
  acknowledge();
  tellMe({{"joined", true}, {"currentlyInMeeting", true}});
  EXPECT_TRUE(isIn(SessionState::Joined));
  EXPECT_TRUE(socket().operations("UserJoin").empty());
}

TEST_F(SessionAlone, JoinsAgainWhenBbbForgotIt) {
  enter();
  socket().cut();
  pass(Millis(600));
  acknowledge();
  tellMe({{"joined", true}, {"currentlyInMeeting", false}});
  EXPECT_EQ(socket().operations("UserJoin").size(), 1u);
}

TEST_F(SessionAlone, KeepsItsUuidAcrossConnections) {
  enter();
  const auto before = socket().sent[0]["payload"]["headers"]["X-ClientSessionUUID"];
  socket().cut();
  pass(Millis(600));
  acknowledge();
  EXPECT_EQ(socket().sent[0]["payload"]["headers"]["X-ClientSessionUUID"], before);
}

TEST_F(SessionAlone, GivesUpAfterTwentyTries) {
  for (int i = 0; i < 21; ++i) {
    socket().cut();
    pass(Millis(15000));
  }
  EXPECT_TRUE(isIn(SessionState::Failed));
  EXPECT_EQ(machine.sockets.size(), 21u);
}

TEST_F(SessionAlone, NoticesADeadLine) {
  enter();
  for (int i = 0; i < 44; ++i) pass(Millis(1000));
  EXPECT_TRUE(isIn(SessionState::Joined));
  pass(Millis(2000));
  EXPECT_TRUE(isIn(SessionState::Connecting));
  EXPECT_EQ(machine.sockets[0]->closeCode, 4499);
}

TEST_F(SessionAlone, DoesNotComeBackAfterAFatalError) {
  enter();
  socket().hear(
      {{"id", "-1"},
       {"type", "error"},
       {"payload", Json::array({{{"messageId", "too_many_connections"}, {"message", "no"}}})}});
  EXPECT_TRUE(isIn(SessionState::Failed));
  EXPECT_EQ(detail.code, "too_many_connections");
  pass(Millis(60000));
  EXPECT_EQ(machine.sockets.size(), 1u);
}

TEST_F(SessionAlone, DoesNotComeBackAfterClose4403) {
  enter();
  socket().cut(4403, "User not found or session expired");
  EXPECT_TRUE(isIn(SessionState::Failed));
}

TEST_F(SessionAlone, EndsWithTheMeetingWhateverComesAfter) {
  enter();
  tellMe({{"joined", true}, {"meeting", {{"ended", true}, {"endedReasonCode", "ENDED_FROM_API"}}}});
  EXPECT_TRUE(isIn(SessionState::Ended));
  EXPECT_EQ(detail.code, "ENDED_FROM_API");
  const auto before = states.size();
  socket().hear({{"id", "-1"}, {"type", "error"}, {"payload", Json::array()}});
  socket().cut(4403);
  pass(Millis(60000));
  EXPECT_EQ(states.size(), before);
}

TEST_F(SessionAlone, SendsASignOfLifeEveryTenSeconds) {
  enter();
  pass(Millis(250));
  ASSERT_EQ(machine.requests.size(), 1u);
  EXPECT_EQ(machine.requests[0].first.url, "https://bbb.example.org/bigbluebutton/rtt-check");
  machine.now += Millis(42);
  machine.reply(200, "");
  const auto alive = socket().operations("Alive");
  ASSERT_EQ(alive.size(), 1u);
  EXPECT_EQ(alive[0]["payload"]["variables"]["networkRttInMs"], 42);
  pass(Millis(9000));
  EXPECT_TRUE(machine.requests.empty());
  pass(Millis(1100));
  EXPECT_EQ(machine.requests.size(), 1u);
}

TEST_F(SessionAlone, AnswersTheInactivityWarning) {
  enter();
  tellMe({{"joined", true}, {"currentlyInMeeting", true}, {"inactivityWarningDisplay", true}});
  tellMe({{"joined", true}, {"currentlyInMeeting", true}, {"inactivityWarningDisplay", true}});
  EXPECT_EQ(socket().operations("UserSendActivitySign").size(), 1u);
}

TEST_F(SessionAlone, RefusesALineThatBbbRefuses) {
  enter();
  pass(Millis(3100));
  session->say("a", "hello");
  socket().hear({{"id", socket().idOf("ChatSend")},
                 {"type", "error"},
                 {"payload", Json::array({{{"message", "Rate limit exceeded"}}})}});
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_EQ(refused[0].second, "not_delivered");
}

TEST_F(SessionAlone, KnowsThatALockedViewerMayNotSpeak) {
  enter();
  tellMe({{"joined", true}, {"currentlyInMeeting", true}, {"locked", true}});
  socket().answer(
      "MeetingState", "meeting",
      Json::array({{{"meetingId", "m"}, {"lockSettings", {{"disablePublicChat", true}}}}}));
  session->say("a", "hello");
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_EQ(refused[0].second, "chat_locked");
}

TEST_F(SessionAlone, LeavesThoughBbbDoesNotAnswer) {
  enter();
  session->leave();
  EXPECT_EQ(socket().operations("UserLeave").size(), 1u);
  pass(Millis(1600));
  EXPECT_TRUE(isIn(SessionState::Ended));
  EXPECT_EQ(detail.code, "left");
}

TEST_F(SessionAlone, SurvivesNonsense) {
  enter();
  for (const std::string text :
       {"", "{", "[]", "null", "7", R"({"type":"next"})", R"({"type":"next","id":"1","payload":7})",
        R"({"id":"1","type":"next","payload":{"data":{"user_current":[7]}}})",
        R"({"id":"1","type":"next","payload":{"data":{"user_current":{}}}})",
        R"({"id":"99","type":"error"})", R"({"type":"connection_ack"})", "\xff\xfe\xfd"})
    socket().events.onText(text);
  EXPECT_TRUE(isIn(SessionState::Joined));
}

}  // namespace
