// SPDX-License-Identifier: Apache-2.0
// Signalling with the SFU, without a network.
#include "gateway/bbb/sfu.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/gateway/bbb/sfu_alone.hpp"

namespace {

using base::Json;
using base::Millis;
using gateway::StreamKey;
using gateway::StreamKind;
using tests::kCamera;
using tests::kSound;
class Signalling : public tests::SfuAlone {};

TEST_F(Signalling, OpensNothingThatIsNotWanted) {
  pass(Millis(1000));
  EXPECT_TRUE(machine.sockets.empty());
}

TEST_F(Signalling, StartsSoundAsAListener) {
  sfu->wantSound(true);
  EXPECT_EQ(socket().request.url, "wss://bbb.example.org/bbb-webrtc-sfu?sessionToken=to%20ken");
  socket().open();
  const auto starts = sent("start");
  ASSERT_EQ(starts.size(), 1u);
  EXPECT_EQ(starts[0], Json({{"id", "start"},
                             {"type", "audio"},
                             {"role", "recv"},
                             {"clientSessionNumber", 1},
                             {"transparentListenOnly", false}}));
}

TEST_F(Signalling, AnswersSoundInTheFieldItWants) {
  sfu->wantSound(true);
  socket().open();
  socket().hear({{"type", "audio"},
                 {"id", "startResponse"},
                 {"response", "accepted"},
                 {"sdpAnswer", "v=0\r\n"}});
  ASSERT_EQ(offers.size(), 1u);
  sfu->answer(kSound, offers[0].attempt, "answer");
  const auto answers = sent("subscriberAnswer");
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0]["sdpOffer"], "answer\r\n");
  EXPECT_EQ(answers[0]["role"], "recv");
}

TEST_F(Signalling, AnswersACameraInTheFieldItWants) {
  startCamera();
  ASSERT_EQ(offers.size(), 1u);
  EXPECT_EQ(offers[0].stream, kCamera);
  sfu->answer(kCamera, offers[0].attempt, "answer\r\n");
  const auto answers = sent("subscriberAnswer");
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0]["answer"], "answer\r\n");
  EXPECT_EQ(answers[0]["cameraId"], "cam-1");
}

TEST_F(Signalling, HasOneSocketForAllCamerasAndOneForSound) {
  sfu->wantSound(true);
  sfu->wantCameras({"cam-1", "cam-2"});
  EXPECT_EQ(machine.sockets.size(), 2u);
}

// The SFU may hear of a share later than the meeting does, and closes the socket with its error.
TEST_F(Signalling, StartsManyCamerasOneAfterAnotherAndTheFirstFirst) {
  std::vector<std::string> ids;
  for (int i = 0; i < 12; ++i) ids.push_back("cam-" + std::to_string(20 - i));
  sfu->wantCameras(ids);
  socket().open();
  EXPECT_EQ(sent("start").size(), 3u);
  sfu->wantCameras(ids);
  EXPECT_EQ(sent("start").size(), 3u) << "asking twice hurries nothing";
  for (int i = 0; i < 3; ++i) pass(Millis(250));
  const auto starts = sent("start");
  ASSERT_EQ(starts.size(), 12u);
  for (size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(starts[i]["cameraId"], ids[i]);
}

TEST_F(Signalling, WaitsLongerEachTimeNoMediaCame) {
  startCamera();
  std::vector<int> waits;
  for (size_t starts = 2; starts < 6; ++starts) {
    socket().hear({{"type", "video"}, {"id", "playStart"}, {"cameraId", "cam-1"}});
    sfu->restart(kCamera, false);
    int seconds = 0;
    for (; sent("start").size() < starts && seconds < 60; ++seconds) live(Millis(1000));
    waits.push_back(seconds);
    offerCamera();
  }
  EXPECT_EQ(waits, (std::vector<int>{1, 2, 4, 8})) << "ICE alone is no success";
  sfu->confirm(kCamera);
  sfu->restart(kCamera, false);
  live(Millis(1000));
  EXPECT_EQ(sent("start").size(), 6u);
}

TEST_F(Signalling, IgnoresALateAnswer) {
  startCamera();
  sfu->answer(kCamera, offers[0].attempt + 7, "old");
  EXPECT_TRUE(sent("subscriberAnswer").empty());
}

TEST_F(Signalling, PingsEveryFifteenSeconds) {
  startCamera();
  EXPECT_EQ(sent("ping").size(), 1u);
  live(Millis(16000));
  EXPECT_EQ(sent("ping").size(), 2u);
}

TEST_F(Signalling, TakesASilentSocketForDead) {
  startCamera();
  sfu->answer(kCamera, offers[0].attempt, "answer");
  socket().hear({{"type", "video"}, {"id", "playStart"}, {"cameraId", "cam-1"}});
  for (int i = 0; i < 33; ++i) pass(Millis(1000));
  ASSERT_EQ(down.size(), 1u);
  EXPECT_EQ(down[0].first, "sfu_cut");
}

TEST_F(Signalling, DoesNotWaitForEverForAStart) {
  sfu->wantCameras({"cam-1"});
  socket().open();
  live(Millis(31000));
  ASSERT_EQ(down.size(), 1u);
  EXPECT_EQ(down[0], std::pair(std::string("sfu_timeout"), false));
  live(Millis(3000));
  EXPECT_EQ(sent("start").size(), 2u);
}

TEST_F(Signalling, StartsAfreshOnANewSocket) {
  startCamera();
  socket().cut();
  ASSERT_EQ(down.size(), 1u);
  pass(Millis(1100));
  ASSERT_EQ(machine.sockets.size(), 2u);
  socket().open();
  EXPECT_EQ(sent("start").size(), 2u);
}

TEST_F(Signalling, BacksOffWhenTheServerIsDown) {
  sfu->wantSound(true);
  std::vector<int64_t> waits;
  for (int i = 0; i < 8; ++i) {
    socket().cut();
    const auto count = machine.sockets.size();
    int64_t waited = 0;
    while (machine.sockets.size() == count && waited < 60000) {
      pass(Millis(500));
      waited += 500;
    }
    waits.push_back(waited);
  }
  EXPECT_EQ(waits.front(), 1000);
  EXPECT_EQ(waits[2], 4000);
  EXPECT_EQ(waits.back(), 30000);
}

TEST_F(Signalling, RestartsACameraOnItsSocket) {
  startCamera();
  sfu->restart(kCamera, false);
  EXPECT_EQ(sent("stop").size(), 1u);
  live(Millis(2000));
  EXPECT_EQ(sent("start").size(), 2u);
  EXPECT_EQ(machine.sockets.size(), 1u);
  offerCamera();
  ASSERT_EQ(offers.size(), 2u);
  EXPECT_GT(offers[1].attempt, offers[0].attempt);
}

TEST_F(Signalling, RestartsSoundOnANewSocketWithTheNextNumber) {
  sfu->wantSound(true);
  socket().open();
  socket().hear({{"type", "audio"}, {"id", "startResponse"}, {"sdpAnswer", "v=0"}});
  sfu->restart(kSound, false);
  live(Millis(1000));
  ASSERT_EQ(machine.sockets.size(), 2u);
  socket().open();
  live(Millis(2000));
  const auto starts = sent("start");
  ASSERT_EQ(starts.size(), 2u);
  EXPECT_EQ(starts[1]["clientSessionNumber"], 2);
}

TEST_F(Signalling, StopsACameraThatIsNotWantedAnyMore) {
  startCamera();
  sfu->wantCameras({"cam-2"});
  const auto stops = sent("stop");
  ASSERT_EQ(stops.size(), 1u);
  EXPECT_EQ(stops[0]["cameraId"], "cam-1");
  offerCamera();
  EXPECT_EQ(offers.size(), 1u) << "a late offer for it is nobody's";
}

TEST_F(Signalling, MatchesAnErrorByStreamIdAndTakesTextForACode) {
  sfu->wantCameras({"cam-1"});
  socket().open();
  socket().hear({{"type", "video"},
                 {"id", "error"},
                 {"streamId", "cam-1"},
                 {"code", "2301"},
                 {"reason", "SFU_UNAUTHORIZED"}});
  ASSERT_EQ(down.size(), 1u);
  EXPECT_EQ(down[0], std::pair(std::string("sfu_2301"), false));
  live(Millis(20000));
  EXPECT_EQ(sent("start").size(), 1u) << "no tight loop against a refusal";
  live(Millis(12000));
  EXPECT_EQ(sent("start").size(), 2u);
}

TEST_F(Signalling, GivesUpWhereTryingIsUseless) {
  sfu->wantCameras({"cam-1"});
  socket().open();
  socket().hear({{"type", "video"}, {"id", "error"}, {"streamId", "cam-1"}, {"code", 2203}});
  ASSERT_EQ(down.size(), 1u);
  EXPECT_TRUE(down[0].second);
  live(Millis(60000));
  EXPECT_EQ(sent("start").size(), 1u);
}

TEST_F(Signalling, TellsThatMediaFlows) {
  startCamera();
  sfu->answer(kCamera, offers[0].attempt, "answer");
  socket().hear({{"type", "video"}, {"id", "playStart"}, {"cameraId", "cam-1"}});
  EXPECT_EQ(flowing, std::vector<StreamKey>{kCamera});
}

TEST_F(Signalling, SurvivesNonsense) {
  startCamera();
  for (const std::string text : {"", "{", "[]", "7", R"({"id":7})", R"({"type":"video"})",
                                 R"({"type":"video","id":"startResponse"})", "\xff"})
    socket().events.onText(text);
  EXPECT_EQ(offers.size(), 1u);
}

TEST(CanReceive, SaysPlainlyWhichMediumComesThroughLiveKit) {
  gateway::Meeting meeting;
  meeting.screenShareBridge = "livekit";
  EXPECT_TRUE(gateway::canReceive(meeting, StreamKind::Sound));
  EXPECT_TRUE(gateway::canReceive(meeting, StreamKind::Camera));
  const auto screen = gateway::canReceive(meeting, StreamKind::Screen);
  ASSERT_FALSE(screen);
  EXPECT_EQ(screen.error().code, "livekit");
  EXPECT_NE(screen.error().what.find("screenShareBridge"), std::string::npos);
  meeting.audioBridge = meeting.cameraBridge = "livekit";
  EXPECT_FALSE(gateway::canReceive(meeting, StreamKind::Sound));
  EXPECT_FALSE(gateway::canReceive(meeting, StreamKind::Camera));
}

}  // namespace
