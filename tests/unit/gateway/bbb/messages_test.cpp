// SPDX-License-Identifier: Apache-2.0
// Frames and rows of the GraphQL socket.
#include "gateway/bbb/messages.hpp"

#include <gtest/gtest.h>

#include <string>

#include "gateway/bbb/documents.hpp"

namespace {

using base::Json;
namespace messages = gateway::messages;
namespace documents = gateway::documents;
using Kind = messages::Frame::Kind;

TEST(Frames, OpenTheSessionWithStringsOnly) {
  const auto frame = Json::parse(messages::connectionInit("token", "uuid"));
  const auto& headers = frame["payload"]["headers"];
  EXPECT_EQ(headers["X-Session-Token"], "token");
  EXPECT_EQ(headers["X-ClientSessionUUID"], "uuid");
  EXPECT_EQ(headers["X-ClientIsMobile"], "false");
  EXPECT_EQ(headers["X-ClientType"], "HTML5");
}

TEST(Frames, CarryTheBytesThatTheMiddlewareLooksFor) {
  const auto join = messages::subscribe("2", "UserJoin", std::string(documents::kJoin.query), {});
  EXPECT_NE(join.find("\"query\":\"mutation"), std::string::npos);
  EXPECT_EQ(join.find("\"connection_init\""), std::string::npos);
  const std::string stream(documents::kChat.query);
  EXPECT_TRUE(stream.starts_with("subscription"));
  EXPECT_NE(stream.find("_stream("), std::string::npos);
  EXPECT_NE(stream.find("cursor: {"), std::string::npos);
}

TEST(Frames, HaveObjectsForVariables) {
  const auto frame = Json::parse(messages::subscribe("1", "A", "query A { a }", {}));
  EXPECT_TRUE(frame["payload"]["variables"].is_object());
}

TEST(Frames, GiveAPingsPayloadBack) {
  const auto frame = messages::parseFrame(R"({"type":"ping","payload":{"message":"keepalive"}})");
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->kind, Kind::Ping);
  EXPECT_EQ(Json::parse(messages::pong(frame->payload)),
            Json::parse(R"({"type":"pong","payload":{"message":"keepalive"}})"));
}

TEST(Frames, TellAFatalError) {
  const auto frame = messages::parseFrame(
      R"({"id":"-1","type":"error","payload":[{"messageId":"user_not_found","message":"gone"}]})");
  ASSERT_TRUE(frame);
  EXPECT_TRUE(frame->isFatal());
  EXPECT_EQ(frame->errorCode(), "user_not_found");
  EXPECT_EQ(frame->errorMessage(), "gone");
}

TEST(Frames, TellAValidationError) {
  const auto frame = messages::parseFrame(
      R"({"id":"3","type":"error","payload":[{"message":"field 'foo' not found",)"
      R"("extensions":{"code":"validation-failed"}}]})");
  ASSERT_TRUE(frame);
  EXPECT_FALSE(frame->isFatal());
  EXPECT_EQ(frame->errorCode(), "validation-failed");
}

TEST(Frames, SurviveNonsense) {
  EXPECT_FALSE(messages::parseFrame("{"));
  EXPECT_FALSE(messages::parseFrame("[1,2]"));
  EXPECT_FALSE(messages::parseFrame("\xff\xfe"));
  for (const char* text :
       {R"({})", R"({"type":7,"id":[],"payload":"x"})", R"({"type":"error","id":"1","payload":[]})",
        R"({"type":"next","id":"1"})"}) {
    const auto frame = messages::parseFrame(text);
    ASSERT_TRUE(frame) << text;
    EXPECT_EQ(frame->errorMessage(), "") << text;
  }
}

TEST(Documents, StayWithinTheMiddlewaresLimits) {
  for (const auto* document : {&documents::kUserCurrent, &documents::kMeeting, &documents::kUsers,
                               &documents::kPage, &documents::kCameras, &documents::kScreenshare,
                               &documents::kTalking, &documents::kChatHistory, &documents::kChat}) {
    for (const auto query : {document->query, document->fallback}) {
      if (query.empty()) continue;
      EXPECT_LT(query.size(), 5000u) << document->name;
      EXPECT_NE(query.find(document->root), std::string_view::npos) << document->name;
      EXPECT_NE(query.find(document->name), std::string_view::npos) << document->name;
      EXPECT_EQ(std::count(query.begin(), query.end(), '{'),
                std::count(query.begin(), query.end(), '}'))
          << document->name;
    }
  }
}

TEST(Rows, GiveThePageInItsOwnUnits) {
  const auto rows = Json::parse(R"([{"presentationId":"p","pageId":"p/2","num":2,"totalPages":12,
    "svgUrl":"https://bbb.example.org/svg/2","width":960,"height":540,"scaledWidth":1440,
    "scaledHeight":810,"xOffset":-360,"yOffset":-202.5,"widthRatio":50,"heightRatio":50,
    "scaledViewBoxWidth":720,"scaledViewBoxHeight":405,"nextPagesSvg":["u3","u4"]}])");
  const auto page = messages::pageFrom(rows);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->pageId, "p/2");
  EXPECT_EQ(page->number, 2);
  EXPECT_DOUBLE_EQ(page->width, 1440);
  EXPECT_DOUBLE_EQ(page->xOffset, -360);
  EXPECT_DOUBLE_EQ(page->viewWidth, 720);
  EXPECT_EQ(page->nextUrls.size(), 2u);
}

TEST(Rows, ReckonTheViewFromItsRatioWhenItIsNotTold) {
  const auto page = messages::pageFrom(Json::parse(
      R"([{"pageId":"p/1","scaledWidth":1440,"scaledHeight":810,"widthRatio":50,
           "heightRatio":25}])"));
  ASSERT_TRUE(page);
  EXPECT_DOUBLE_EQ(page->viewWidth, 720);
  EXPECT_DOUBLE_EQ(page->viewHeight, 202.5);
}

TEST(Rows, KeepForeignNumbersDrawable) {
  const auto page = messages::pageFrom(
      Json::parse(R"([{"pageId":"p","scaledWidth":-1,"scaledHeight":1e300,"xOffset":1e300,
                       "widthRatio":0,"num":-4}])"));
  ASSERT_TRUE(page);
  EXPECT_GT(page->width, 0);
  EXPECT_LE(page->height, 100000);
  EXPECT_LE(page->xOffset, 100000);
  EXPECT_GT(page->viewWidth, 0);
  EXPECT_EQ(page->number, 1);
}

TEST(Rows, HaveNoPageWithoutAPresentation) {
  EXPECT_FALSE(messages::pageFrom(Json::array()));
  EXPECT_FALSE(messages::pageFrom(Json()));
  EXPECT_FALSE(messages::pageFrom(Json::parse(R"(["x"])")));
}

TEST(Rows, PutThePresentersCameraFirst) {
  const auto cameras = messages::camerasFrom(Json::parse(R"([
    {"streamId":"b","userId":"w_2","user":{"name":"Bob","role":"VIEWER"},"voice":null},
    {"streamId":"a","userId":"w_1","user":{"name":"Zoe","role":"MODERATOR","presenter":true},
     "voice":{"floor":true,"lastFloorTime":"1741090041200"}},
    {"userId":"w_3"}])"));
  ASSERT_EQ(cameras.size(), 2u);
  EXPECT_EQ(cameras[0].streamId, "a");
  EXPECT_EQ(cameras[0].lastFloorMillis, 1741090041200);
  EXPECT_TRUE(cameras[0].hasFloor);
}

TEST(Rows, TellTheBridgesAndTheLocks) {
  const auto meeting = messages::meetingFrom(Json::parse(
      R"([{"meetingId":"m","name":"Algebra","audioBridge":"livekit","disabledFeatures":["chat"],
           "lockSettings":{"disablePublicChat":true},"endedReasonCode":null}])"));
  ASSERT_TRUE(meeting);
  EXPECT_EQ(meeting->audioBridge, "livekit");
  EXPECT_EQ(meeting->cameraBridge, "bbb-webrtc-sfu");
  EXPECT_TRUE(meeting->isChatDisabled);
  EXPECT_TRUE(meeting->isPublicChatLocked);
}

TEST(Rows, TakeNoReasonForNone) {
  const auto user = messages::userCurrentFrom(Json::parse(
      R"([{"userId":"w_1","joined":true,"ejectReasonCode":"not_eject_reason",
           "joinErrorCode":null}])"));
  ASSERT_TRUE(user);
  EXPECT_FALSE(user->wasEjected);
  EXPECT_TRUE(user->isInMeeting);
  EXPECT_EQ(user->guestStatus, "ALLOW");
}

TEST(Rows, GiveChatLinesWithTheirDates) {
  const auto lines = messages::chatFrom(Json::parse(R"([{"messageId":"1-a",
    "message":"Good **morning**","messageType":"default","senderId":"w_1","senderName":"Ada",
    "senderRole":"MODERATOR",
    "createdAt":"2025-03-04T12:08:52.706+00:00"}])"));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_TRUE(lines[0].isFromPresenter);
  EXPECT_EQ(lines[0].atMillis, 1741090132706);
}

TEST(Rows, SkipAShareThatStopped) {
  EXPECT_FALSE(messages::screenshareFrom(Json::parse(R"([{"stream":"s","stoppedAt":5}])")));
  EXPECT_TRUE(messages::screenshareFrom(Json::parse(R"([{"stream":"s","stoppedAt":null}])")));
}

TEST(Dates, AreReadInEveryShapeBbbWrites) {
  EXPECT_EQ(messages::millisFrom("2025-03-04T12:08:52.706+00:00"), 1741090132706);
  EXPECT_EQ(messages::millisFrom("2025-03-04T12:08:52Z"), 1741090132000);
  EXPECT_EQ(messages::millisFrom("2025-03-04T13:08:52.706123+01:00"), 1741090132706);
  EXPECT_EQ(messages::millisFrom("2025-03-04 12:08:52.7"), 1741090132700);
  for (const char* text : {"", "yesterday", "2025-13-40T00:00:00Z", "2025-03-04", "20250304T1"})
    EXPECT_EQ(messages::millisFrom(text), 0) << text;
}

TEST(Dates, SurviveThereAndBack) {
  EXPECT_EQ(messages::isoFrom(1741090132706), "2025-03-04T12:08:52.706Z");
  EXPECT_EQ(messages::millisFrom(messages::isoFrom(1741090132706)), 1741090132706);
  EXPECT_EQ(messages::isoFrom(0), "1970-01-01T00:00:00.000Z");
}

}  // namespace
