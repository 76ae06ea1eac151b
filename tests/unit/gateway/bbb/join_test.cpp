// SPDX-License-Identifier: Apache-2.0
// What BBB's answers to a join mean.
#include "gateway/bbb/join.hpp"

#include <gtest/gtest.h>

#include <string>

#include "gateway/bbb/reasons.hpp"

namespace {

using namespace gateway::join_steps;
using gateway::isWorthRejoining;
using gateway::meetingEnd;
using gateway::removal;

constexpr auto kClient = "https://bbb.example.org/html5client/?sessionToken=pujxvvqu5bjkrkag";

std::string failed(const std::string& key) {
  return "<response><returncode>FAILED</returncode><messageKey>" + key +
         "</messageKey><message>no</message></response>";
}

TEST(Join, TakesTheTokenFromTheClientsAddress) {
  const auto session = sessionFrom(kClient);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->sessionToken, "pujxvvqu5bjkrkag");
  EXPECT_EQ(session->baseUrl, "https://bbb.example.org");
  EXPECT_EQ(session->sfuUrl, "wss://bbb.example.org/bbb-webrtc-sfu");
}

TEST(Join, KeepsAClustersPrefix) {
  const auto session = sessionFrom("http://bbb.example.org:8081/node7/html5client/?sessionToken=t");
  ASSERT_TRUE(session);
  EXPECT_EQ(session->origin, "http://bbb.example.org:8081");
  EXPECT_EQ(session->baseUrl, "http://bbb.example.org:8081/node7");
  EXPECT_EQ(session->sfuUrl, "ws://bbb.example.org:8081/node7/bbb-webrtc-sfu");
}

TEST(Join, HasNoSessionWithoutAToken) {
  const auto session = sessionFrom("https://school.example.org/");
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().code, "not_bbb");
}

TEST(Join, ReadsAnAnswerWithoutRedirect) {
  const auto url = clientUrlFrom(
      "<response><returncode>SUCCESS</returncode><messageKey>successfullyJoined</messageKey>"
      "<session_token>abc</session_token><guestStatus>ALLOW</guestStatus>"
      "<url>https://h/html5client/join?sessionToken=abc</url></response>");
  ASSERT_TRUE(url);
  EXPECT_EQ(*url, "https://h/html5client/join?sessionToken=abc");
}

TEST(Join, AddsATokenThatTheAddressLacks) {
  const auto url = clientUrlFrom(
      "<response><returncode>SUCCESS</returncode><session_token>abc</session_token>"
      "<url>https://h/html5client/</url></response>");
  ASSERT_TRUE(url);
  EXPECT_EQ(*url, "https://h/html5client/?sessionToken=abc");
}

TEST(Join, SaysThatTheSecretIsWrong) {
  const auto url = clientUrlFrom(failed("checksumError"));
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().code, "checksumError");
  EXPECT_EQ(url.error().fault, base::Fault::Config);
  EXPECT_NE(url.error().what.find("secret"), std::string::npos);
  EXPECT_FALSE(isWorthRejoining(url.error().code));
}

TEST(Join, WaitsForAMeetingThatDoesNotRun) {
  for (const std::string key : {"notFound", "invalidMeetingIdentifier"}) {
    const auto url = clientUrlFrom(failed(key));
    ASSERT_FALSE(url) << key;
    EXPECT_EQ(url.error().code, key);
    EXPECT_TRUE(isWorthRejoining(key)) << key;
  }
}

TEST(Join, ReadsTheOtherShapeOfFailure) {
  const auto url = clientUrlFrom(
      "<response><returncode>FAILED</returncode><errors><error><key>maxParticipantsReached</key>"
      "<message>full</message></error></errors></response>");
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().code, "maxParticipantsReached");
}

TEST(Join, ReadsAFailureFromARedirect) {
  const auto followed = checkRedirect(
      "https://school.example.org/?errors=%5B%7B%22key%22%3A%22checksumError%22%2C%22message%22"
      "%3A%22Checksums%20do%20not%20match%22%7D%5D");
  ASSERT_FALSE(followed);
  EXPECT_EQ(followed.error().code, "checksumError");
}

TEST(Join, RefusesAHandOver) {
  const auto followed = checkRedirect("https://bbb.example.org/transfer/x?sessionToken=t");
  ASSERT_FALSE(followed);
  EXPECT_EQ(followed.error().code, "transfer");
}

TEST(Join, FollowsAPlainRedirect) {
  EXPECT_TRUE(checkRedirect(kClient));
}

TEST(Join, KeepsAnUnknownWordAndItsText) {
  const auto url = clientUrlFrom(failed("Params required"));
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().code, "Params required");
  EXPECT_NE(url.error().what.find("no"), std::string::npos);
}

TEST(Join, SaysThatAPageIsNotBbb) {
  for (const std::string body : {"", "<html><p>hello", "<feed/>", "{}", "\xff"}) {
    const auto url = clientUrlFrom(body);
    ASSERT_FALSE(url) << body;
    EXPECT_EQ(url.error().code, "not_bbb") << body;
  }
}

TEST(Join, LearnsTheSocketsAddressFromJson) {
  const auto session = withApiIndex(
      *sessionFrom(kClient),
      R"({"response":{"returncode":"SUCCESS","version":"2.0","bbbVersion":"3.0.14",)"
      R"("graphqlWebsocketUrl":"wss://h/graphql","graphqlApiUrl":"https://h/api/rest"}})");
  ASSERT_TRUE(session);
  EXPECT_EQ(session->graphqlWebsocketUrl, "wss://h/graphql");
  EXPECT_EQ(session->graphqlApiUrl, "https://h/api/rest");
  EXPECT_EQ(session->bbbVersion, "3.0.14");
}

TEST(Join, LearnsTheSocketsAddressFromXml) {
  const auto session =
      withApiIndex(*sessionFrom(kClient),
                   "<response><returncode>SUCCESS</returncode><version>2.0</version>"
                   "<graphqlWebsocketUrl>wss://h/graphql</graphqlWebsocketUrl></response>");
  ASSERT_TRUE(session);
  EXPECT_EQ(session->graphqlWebsocketUrl, "wss://h/graphql");
  EXPECT_EQ(session->graphqlApiUrl, "https://bbb.example.org/api/rest");
}

TEST(Join, SaysPlainlyThatAServerIsTooOld) {
  const auto session =
      withApiIndex(*sessionFrom(kClient),
                   "<response><returncode>SUCCESS</returncode><version>2.0</version></response>");
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().code, "too_old");
  EXPECT_NE(session.error().what.find("3.0"), std::string::npos);
  EXPECT_FALSE(isWorthRejoining("too_old"));
}

TEST(Join, TakesTheServersOwnSettings) {
  const auto session = withClientSettings(*sessionFrom(kClient), R"({"meeting":[{"clientSettings":
    {"clientSettingsJson":{"public":{"chat":{"max_message_length":300},
     "kurento":{"wsUrl":"wss://sfu.example.org/bbb-webrtc-sfu"}}}}}]})");
  ASSERT_TRUE(session);
  EXPECT_EQ(session->maxChatCharacters, 300);
  EXPECT_EQ(session->sfuUrl, "wss://sfu.example.org/bbb-webrtc-sfu");
}

TEST(Join, TakesTheSettingsOfAnOlderServer) {
  for (const char* body : {R"({"meeting_clientSettings":[{"clientSettingsJson":{"public":{"chat":
          {"max_message_length":300}}}}]})",
                           R"({"meeting_clientSettings":[{"clientSettingsJson":
          "{\"public\":{\"chat\":{\"max_message_length\":300}}}"}]})"}) {
    const auto session = withClientSettings(*sessionFrom(kClient), body);
    ASSERT_TRUE(session) << body;
    EXPECT_EQ(session->maxChatCharacters, 300) << body;
  }
}

TEST(Join, HasASentenceForEveryWordOfBbb) {
  for (const char* code :
       {"ENDED_FROM_API", "ENDED_WHEN_NOT_JOINED", "ENDED_WHEN_LAST_USER_LEFT",
        "ENDED_AFTER_USER_LOGGED_OUT", "ENDED_AFTER_EXCEEDING_DURATION",
        "BREAKOUT_ENDED_EXCEEDING_DURATION", "BREAKOUT_ENDED_BY_MOD", "ENDED_DUE_TO_NO_AUTHED_USER",
        "ENDED_DUE_TO_NO_MODERATOR", "ENDED_DUE_TO_SERVICE_INTERRUPTION", "ENDED_BY_PARENT",
        "ENDED_DUE_TO_INACTIVITY"})
    EXPECT_NE(meetingEnd(code).what, "the meeting is over") << code;
  for (const char* code :
       {"duplicate_user_in_meeting_eject_reason", "not_enough_permission_eject_reason",
        "user_requested_eject_reason", "system_requested_eject_reason",
        "validate_token_failed_eject_reason", "user_inactivity_eject_reason",
        "banned_user_rejoining_reason", "user_logged_out_reason", "max_participants_reason",
        "joined_another_window_reason", "able_to_rejoin_user_disconnected_reason"})
    EXPECT_EQ(removal(code).what.find(code), std::string::npos) << code;
}

TEST(Join, KeepsTheDefaultsWhenSettingsAreNonsense) {
  const std::string bad = R"({"meeting":[{"clientSettings":{"clientSettingsJson":{"public":
    {"chat":{"max_message_length":-1},"kurento":{"wsUrl":"javascript:1"}}}}}]})";
  for (const std::string& body : {std::string(), std::string("[]"), bad}) {
    const auto plain = *sessionFrom(kClient);
    const auto session = withClientSettings(plain, body).value_or(plain);
    EXPECT_EQ(session.maxChatCharacters, 5000) << body;
    EXPECT_EQ(session.sfuUrl, "wss://bbb.example.org/bbb-webrtc-sfu") << body;
  }
}

TEST(Join, KeepsForeignTextHarmless) {
  const auto error = refusal("odd", "line one\nhttps://bbb/join?checksum=secret");
  EXPECT_EQ(error.what.find("secret"), std::string::npos);
  EXPECT_EQ(error.what.find('\n'), std::string::npos);
}

}  // namespace
