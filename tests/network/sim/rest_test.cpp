// SPDX-License-Identifier: Apache-2.0
// The REST API over a real socket: signatures, life of a meeting, join, session endpoints.
#include "tests/network/sim/sim_server.hpp"
#include "tests/sim/ids.hpp"
#include "tests/sim/rest/query.hpp"

#include <gtest/gtest.h>

namespace {

using sim::Json;

bool has(const tests::SimReply& reply, const std::string& part) {
  return reply.body.find(part) != std::string::npos;
}

TEST(SimRest, RefusesAWrongSignature) {
  const tests::SimServer server;
  const auto reply = server.ask("GET", "/bigbluebutton/api/getMeetings?checksum=00");
  EXPECT_EQ(reply.status, 200);
  EXPECT_TRUE(has(reply, "<messageKey>checksumError</messageKey>"));
}

TEST(SimRest, CreatesOnceAndEnds) {
  const tests::SimServer server;
  const std::string query = "name=Cours&meetingID=c1&attendeePW=aa&moderatorPW=mm";
  EXPECT_TRUE(has(server.call("create", query), "<meetingID>c1</meetingID>"));
  EXPECT_TRUE(has(server.call("create", query), "duplicateWarning"));
  EXPECT_TRUE(has(server.call("create", "name=Cours&meetingID=c1&moderatorPW=xx"), "idNotUnique"));
  EXPECT_TRUE(has(server.call("isMeetingRunning", "meetingID=c1"), "<running>false</running>"));
  EXPECT_TRUE(has(server.call("getMeetings", ""), "<meetingID>c1</meetingID>"));
  EXPECT_TRUE(has(server.call("end", "meetingID=c1&password=no"), "invalidPassword"));
  EXPECT_TRUE(has(server.call("end", "meetingID=c1&password=mm"), "sentEndMeetingRequest"));
  EXPECT_TRUE(has(server.call("getMeetingInfo", "meetingID=c1"),
                  "<hasBeenForciblyEnded>true</hasBeenForciblyEnded>"));
}

TEST(SimRest, TakesAFormWhoseChecksumCoversOnlyTheUrl) {
  const tests::SimServer server;
  const std::string hashed = std::string("create") + tests::kSimSecret;
  const std::string sum = sim::digestHex(sim::Digest::Sha1, hashed);
  const std::string form = "Content-Type: application/x-www-form-urlencoded\r\n";
  EXPECT_TRUE(has(server.ask("POST", "/bigbluebutton/api/create", form,
                             "name=Cours&meetingID=c2&checksum=" + sum),
                  "<meetingID>c2</meetingID>"));
  EXPECT_TRUE(has(
      server.ask("POST", "/bigbluebutton/api/create", "Content-Type: application/json\r\n", "{}"),
      "unsupportedContentType"));
}

TEST(SimRest, NamesTheFirstBrokenRule) {
  const tests::SimServer server;
  EXPECT_TRUE(has(server.call("create", "name=Cours"), "missingParamMeetingID"));
  EXPECT_TRUE(has(server.call("create", "name=Cours&meetingID=a%2Cb"), "validationError"));
  EXPECT_TRUE(has(server.call("create", "meetingID=ok"), "nullError"));
  EXPECT_TRUE(has(server.call("getMeetingInfo", "meetingID=nobody"), "notFound"));
}

TEST(SimRest, JoinRedirectsWithATokenAndACookie) {
  const tests::SimServer server;
  const auto reply = server.call("join", "meetingID=demo&fullName=A&role=VIEWER");
  EXPECT_EQ(reply.status, 302);
  EXPECT_NE(reply.header("Location").find("/html5client/?sessionToken="), std::string::npos);
  EXPECT_EQ(reply.header("Set-Cookie").rfind("JSESSIONID=", 0), 0U);
}

TEST(SimRest, FailedJoinsRedirectWithTheirReason) {
  const tests::SimServer server;
  const auto reply = server.call("join", "meetingID=nobody&fullName=A&role=VIEWER&redirect=false");
  EXPECT_EQ(reply.status, 302);
  const std::string location = sim::percentDecode(reply.header("Location"));
  EXPECT_NE(location.find(R"([{"key":"invalidMeetingIdentifier")"), std::string::npos);
  EXPECT_TRUE(has(server.call("join", "meetingID=demo&fullName=A"), "Params required"));
}

TEST(SimRest, JoinWithoutRedirectAnswersXml) {
  const tests::SimServer server;
  const auto reply = server.call("join", "meetingID=demo&fullName=A&role=MODERATOR&redirect=false");
  EXPECT_TRUE(has(reply, "<messageKey>successfullyJoined</messageKey>"));
  EXPECT_TRUE(has(reply, "<guestStatus>ALLOW</guestStatus>"));
}

TEST(SimRest, SessionPagesWantTokenAndCookie) {
  const tests::SimServer server;
  const tests::SimGuest guest = server.join();
  const std::string token = "X-Session-Token: " + guest.token + "\r\n";
  const std::string cookie = "Cookie: " + guest.cookie + "\r\n";
  EXPECT_EQ(server.ask("GET", "/api/rest/meetingStaticData", token).status, 401);
  EXPECT_EQ(server.ask("GET", "/api/rest/meetingStaticData", cookie).status, 401);
  const auto reply = server.ask("GET", "/api/rest/meetingStaticData", token + cookie);
  ASSERT_EQ(reply.status, 200);
  const Json data = sim::parseJson(reply.body);
  EXPECT_EQ(data["meeting"][0]["clientSettings"]["clientSettingsJson"]["public"]["chat"]
                ["public_group_id"],
            "MAIN-PUBLIC-GROUP-CHAT");
  const auto stuns =
      server.ask("GET", "/bigbluebutton/api/stuns?sessionToken=" + guest.token, cookie);
  EXPECT_EQ(sim::parseJson(stuns.body)["turnServers"], Json::array());
}

TEST(SimRest, IndexTellsWhereTheSocketIs) {
  const tests::SimServer server;
  const auto reply = server.ask("GET", "/bigbluebutton/api", "Accept: application/json\r\n");
  const std::string url =
      sim::textOf(sim::parseJson(reply.body)["response"], "graphqlWebsocketUrl");
  EXPECT_EQ(url, "ws://127.0.0.1:" + std::to_string(server.port()) + "/graphql");
  EXPECT_TRUE(has(server.ask("GET", "/bigbluebutton/api/"), "<graphqlWebsocketUrl>"));
}

}  // namespace
