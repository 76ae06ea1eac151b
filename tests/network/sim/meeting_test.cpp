// SPDX-License-Identifier: Apache-2.0
// What a meeting shows beside its slides, as a client reads it: ink, cursors, polls, layout.
#include "tests/network/sim/sim_server.hpp"

#include <gtest/gtest.h>

namespace {

using sim::Json;
using sim::numberOf;
using sim::textOf;
using tests::subscribeFrame;

constexpr const char* kInk =
    "subscription AnnotationHistory($from: timestamptz!) { pres_annotation_history_curr_stream("
    "batch_size: 1000, cursor: {initial_value: {updatedAt: $from}, ordering: ASC}) { annotationId "
    "annotationInfo updatedAt userId } }";
constexpr const char* kCursors =
    "subscription getCursorCoordinatesStream { pres_page_cursor_stream(cursor: {initial_value: "
    "{lastUpdatedAt: \"2020-01-01\"}}, where: {isCurrentPage: {_eq: true}}, batch_size: 100) { "
    "xPercent yPercent userId } }";
const Json kFromTheStart = {{"from", "2020-01-01T00:00:00.000Z"}};

std::size_t pointsOf(const Json& row) {
  return row["annotationInfo"]["props"]["segments"][0]["points"].size();
}

TEST(SimMeeting, StreamsAStrokeAsItGrows) {
  const tests::SimServer server;
  tests::SimGraphql socket(server, server.join(), true);
  socket.send(subscribeFrame("ink", "AnnotationHistory", kInk, kFromTheStart));
  ASSERT_TRUE(server.command(
      R"({"do":"stroke","id":"shape:s","from":[100,100],"to":[400,200],"count":20})"));
  std::size_t states = 0, points = 0;
  Json last;
  while (last.is_null() || !last["annotationInfo"]["props"]["isComplete"]) {
    const Json rows = socket.data("ink")["pres_annotation_history_curr_stream"];
    ASSERT_FALSE(rows.is_null()) << "the stream ended before the stroke";
    for (const Json& row : rows) {
      EXPECT_EQ(textOf(row, "annotationId"), "shape:s");
      EXPECT_GT(pointsOf(row), points);
      points = pointsOf(row);
      ++states;
    }
    last = rows.back();
  }
  EXPECT_EQ(points, 20U);
  EXPECT_EQ(states, 5U);
  EXPECT_TRUE(server.command(R"({"do":"undo"})"));
  const Json gone = socket.data("ink")["pres_annotation_history_curr_stream"];
  EXPECT_TRUE(gone[0]["annotationInfo"].is_null());
}

TEST(SimMeeting, TellsAnnotationsAsTextInTheSnapshot) {
  const tests::SimServer server;
  tests::SimGraphql socket(server, server.join(), true);
  ASSERT_TRUE(server.command(
      R"({"do":"ink","id":"shape:g","shape":{"type":"geo","x":1,"y":2,"props":{"geo":"star"}}})"));
  socket.send(subscribeFrame("all", "PageAnnotations",
                             "query PageAnnotations { pres_annotation_curr { annotationId "
                             "annotationInfo } }"));
  const Json row = socket.data("all")["pres_annotation_curr"][0];
  ASSERT_TRUE(row["annotationInfo"].is_string());
  const Json shape = sim::parseJson(textOf(row, "annotationInfo"));
  EXPECT_EQ(shape["id"], "shape:g");
  EXPECT_EQ(shape["props"]["geo"], "star");
}

TEST(SimMeeting, ServesOneCursorStreamByItsExactName) {
  const tests::SimServer server;
  tests::SimGraphql socket(server, server.join(), true);
  ASSERT_TRUE(server.command(R"({"do":"cursor","x":5,"y":6})"));
  ASSERT_TRUE(server.command(R"({"do":"cursor","x":7.5,"y":8})"));
  socket.send(subscribeFrame("one", "getCursorCoordinatesStream", kCursors));
  const Json cached = socket.data("one")["pres_page_cursor_stream"];
  ASSERT_EQ(cached.size(), 1U) << "only the last position is cached";
  EXPECT_EQ(cached[0]["xPercent"], 7.5);
  ASSERT_TRUE(server.command(R"({"do":"cursor","x":-1,"y":-1})"));
  EXPECT_EQ(socket.data("one")["pres_page_cursor_stream"][0]["xPercent"], -1.0);
  const auto refusal = [&](const std::string& id, const std::string& name, std::string query) {
    socket.send(subscribeFrame(id, name, query));
    return textOf(
        socket.until([&](const Json& frame) { return textOf(frame, "id") == id; })["payload"][0],
        "message");
  };
  EXPECT_EQ(refusal("two", "getCursorCoordinatesStream", kCursors),
            "Only one getCursorCoordinatesStream subscription is allowed");
  std::string other = kCursors;
  other.replace(other.find("getCursor"), 3, "Get");
  EXPECT_NE(refusal("three", "GetCursorCoordinatesStream", other).find("not found"),
            std::string::npos);
}

TEST(SimMeeting, LetsOnlyWritersDraw) {
  const tests::SimServer server;
  tests::SimGraphql socket(server, server.join(), true);
  ASSERT_TRUE(server.command(R"({"do":"stage","name":"Benoît Leroy"})"));
  const char* draws = R"({"do":"stroke","name":"Benoît Leroy","from":[0,0],"to":[9,9]})";
  EXPECT_FALSE(server.command(draws));
  ASSERT_TRUE(server.command(R"({"do":"writers","names":["Benoît Leroy"]})"));
  EXPECT_TRUE(server.command(draws));
  socket.send(subscribeFrame("w", "PageWriters",
                             "subscription PageWriters { pres_page_writers(where: {isCurrentPage: "
                             "{_eq: true}}) { user { name presenter } } }"));
  EXPECT_EQ(socket.data("w")["pres_page_writers"].size(), 2U);
  ASSERT_TRUE(server.command(R"({"do":"slide","page":2})"));
  EXPECT_EQ(socket.data("w")["pres_page_writers"].size(), 1U);
}

TEST(SimMeeting, SharesEitherAScreenOrAnExternalVideo) {
  const tests::SimServer server;
  tests::SimGraphql socket(server, server.join(), true);
  socket.send(subscribeFrame("m", "M",
                             "subscription M { meeting { componentsFlags { hasScreenshare "
                             "hasExternalVideo } externalVideo { externalVideoUrl playerPlaying "
                             "playerCurrentTime stoppedSharingAt } } }"));
  const auto row = [&] { return socket.data("m")["meeting"][0]; };
  EXPECT_TRUE(row()["externalVideo"].is_null());
  ASSERT_TRUE(server.command(R"({"do":"screen","on":true})"));
  EXPECT_EQ(row()["componentsFlags"]["hasScreenshare"], true);
  ASSERT_TRUE(server.command(
      R"({"do":"external","url":"https://video.example/a","time":12.5,"playing":false})"));
  const Json shared = row();
  EXPECT_EQ(shared["componentsFlags"]["hasScreenshare"], false);
  EXPECT_EQ(shared["externalVideo"]["playerCurrentTime"], 12.5);
  EXPECT_EQ(shared["externalVideo"]["playerPlaying"], false);
  ASSERT_TRUE(server.command(R"({"do":"screen","on":true})"));
  const Json back = row();
  EXPECT_EQ(back["componentsFlags"]["hasExternalVideo"], false);
  EXPECT_TRUE(back["externalVideo"]["stoppedSharingAt"].is_string());
}

TEST(SimMeeting, PublishesAPollAsRowLineAndShape) {
  const tests::SimServer server;
  tests::SimGraphql socket(server, server.join(), true);
  socket.send(subscribeFrame("p", "Poll",
                             "subscription Poll { poll { pollId published userCurrent { responded "
                             "} options { optionId optionDesc } responses { optionDesc "
                             "optionResponsesCount } } }"));
  EXPECT_EQ(socket.data("p")["poll"].size(), 0U);
  ASSERT_TRUE(server.command(R"({"do":"poll","type":"A-3","question":"Laquelle ?"})"));
  const Json running = socket.data("p")["poll"][0];
  EXPECT_EQ(running["options"].size(), 3U);
  EXPECT_EQ(running["responses"].size(), 0U) << "viewers never see the running tally";
  socket.send(subscribeFrame("vote", "Vote",
                             "mutation Vote($p: String!, $a: [Int]!) {\n  pollSubmitUserVote("
                             "pollId: $p, answerIds: $a)\n}",
                             {{"p", running["pollId"]}, {"a", {1}}}));
  EXPECT_EQ(socket.data("p")["poll"][0]["userCurrent"]["responded"], true);
  ASSERT_TRUE(server.command(R"({"do":"poll_end"})"));
  const Json published = socket.data("p")["poll"][0];
  EXPECT_EQ(published["responses"][1]["optionResponsesCount"], 1);
  const Json meeting = server.state()["meetings"][0];
  EXPECT_EQ(meeting["shapes"], 1);
  EXPECT_EQ(meeting["chat"][0]["type"], "poll");
}

TEST(SimMeeting, SendsPatchesToThoseWhoOptIn) {
  const tests::SimServer server;
  ASSERT_TRUE(server.command(R"({"do":"stage","name":"Benoît Leroy","role":"MODERATOR"})"));
  tests::SimGraphql socket(server, server.join(), true);
  socket.send(subscribeFrame("u", "Patched_UserList",
                             "subscription Patched_UserList { user(order_by: [{presenter: desc}, "
                             "{name: asc}]) { userId name role presenter pinned color avatar away "
                             "raiseHand locked } }"));
  Json users = socket.data("u")["user"];
  ASSERT_EQ(users.size(), 3U);
  ASSERT_TRUE(server.command(R"({"do":"presenter","name":"Benoît Leroy"})"));
  const Json data = socket.data("u");
  ASSERT_TRUE(data["patch"].is_array()) << data.dump();
  EXPECT_EQ(data["user"].size(), 0U);
  EXPECT_EQ(data["patch"][0]["op"], "move");
  users = users.patch(data["patch"]);
  EXPECT_EQ(users[0]["name"], "Benoît Leroy");
  EXPECT_EQ(users[0]["presenter"], true);
  ASSERT_TRUE(server.command(R"({"do":"fault","name":"no_patches"})"));
  ASSERT_TRUE(server.command(R"({"do":"person","name":"Amphi","hand":true})"));
  EXPECT_EQ(socket.data("u")["user"].size(), 3U);
}

TEST(SimMeeting, PushesALayout) {
  const tests::SimServer server;
  tests::SimGraphql socket(server, server.join(), true);
  socket.send(subscribeFrame("l", "L",
                             "subscription L { meeting { layout { currentLayoutType "
                             "cameraDockPlacement cameraDockAspectRatio cameraWithFocus "
                             "propagateLayout presentationMinimized } } }"));
  const auto layout = [&] { return socket.data("l")["meeting"][0]["layout"]; };
  EXPECT_TRUE(layout()["cameraDockPlacement"].is_null()) << "nothing was pushed yet";
  ASSERT_TRUE(server.command(R"({"do":"layout","kind":"VIDEO_FOCUS","dock":"contentLeft",)"
                             R"("share":0.3,"focus":0,"propagate":true,"minimized":true})"));
  const Json pushed = layout();
  EXPECT_EQ(pushed["currentLayoutType"], "VIDEO_FOCUS");
  EXPECT_EQ(pushed["cameraDockPlacement"], "contentLeft");
  EXPECT_EQ(pushed["cameraDockAspectRatio"], 0.3);
  EXPECT_EQ(pushed["cameraWithFocus"], server.state()["meetings"][0]["cameras"][0]["stream_id"]);
  EXPECT_FALSE(server.command(R"({"do":"layout","kind":"NO_SUCH_LAYOUT"})"));
}

TEST(SimMeeting, ThrowsOutTheOldestOfTooManyLogins) {
  const tests::SimServer server;
  tests::SimGraphql first(server, server.join("&userID=u1"), true);
  tests::SimGraphql second(server, server.join("&userID=u1"), true);
  tests::SimGraphql third(server, server.join("&userID=u1"), true);
  tests::SimGraphql fourth(server, server.join("&userID=u1"), true);
  EXPECT_EQ(first.data("me")["user_current"][0]["ejectReasonCode"],
            "duplicate_user_in_meeting_eject_reason");
  EXPECT_EQ(first.next()["payload"][0]["messageId"], "duplicate_user_in_meeting_eject_reason");
}

TEST(SimMeeting, GoesAwayAndComesBackWhenTheMiddlewareRestarts) {
  const tests::SimServer server;
  const tests::SimGuest guest = server.join();
  tests::SimGraphql socket(server, guest, true);
  ASSERT_TRUE(server.command(R"({"do":"middleware_restart","seconds":0.3})"));
  EXPECT_TRUE(socket.next().is_discarded());
  EXPECT_EQ(socket.closeCode(), -1);
  const std::string headers =
      "Sec-WebSocket-Protocol: graphql-transport-ws\r\nCookie: " + guest.cookie + "\r\n";
  EXPECT_EQ(tests::SimSocket(server.port(), "/graphql", headers).status(), 502);
  EXPECT_TRUE(server.eventually([&](const Json&) {
    return tests::SimSocket(server.port(), "/graphql", headers).status() == 101;
  }));
}

TEST(SimMeeting, KnowsWhoTalksAndSince) {
  const tests::SimServer server;
  ASSERT_TRUE(server.command(R"({"do":"stage","name":"Benoît Leroy"})"));
  tests::SimGraphql socket(server, server.join(), true);
  ASSERT_TRUE(server.command(R"({"do":"talk","name":"Benoît Leroy"})"));
  socket.send(subscribeFrame("t", "T",
                             "subscription T { user_voice(order_by: [{callerName: asc}]) { "
                             "callerName talking floor startTime endTime } }"));
  const Json on = socket.data("t")["user_voice"];
  EXPECT_EQ(on[0]["floor"], false) << "the floor went to the last who began";
  EXPECT_EQ(on[1]["floor"], true);
  EXPECT_TRUE(on[1]["endTime"].is_null());
  ASSERT_TRUE(server.command(R"({"do":"talk","name":"Benoît Leroy","on":false})"));
  const Json off = socket.data("t")["user_voice"][1];
  EXPECT_EQ(off["talking"], false);
  EXPECT_GE(numberOf(off, "endTime"), numberOf(off, "startTime"));
}

}  // namespace
