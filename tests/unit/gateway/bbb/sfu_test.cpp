// SPDX-License-Identifier: Apache-2.0
// Signalling with the SFU, without a network.
#include "gateway/bbb/sfu.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "gateway/bbb/sfu_messages.hpp"
#include "gateway/bbb/turn.hpp"
#include "tests/unit/gateway/bbb/fake_ports.hpp"

namespace {

using base::Json;
using base::Millis;
using gateway::StreamKey;
using gateway::StreamKind;

const StreamKey kSound{StreamKind::Sound, ""};
const StreamKey kCamera{StreamKind::Camera, "cam-1"};

class SfuAlone : public testing::Test {
 protected:
  void SetUp() override {
    gateway::JoinedSession joined;
    joined.sessionToken = "to ken";
    joined.baseUrl = "https://bbb.example.org";
    joined.sfuUrl = "wss://bbb.example.org/bbb-webrtc-sfu";
    gateway::MediaSourceEvents events;
    events.onOffer = [this](const gateway::StreamOffer& offer) { offers.push_back(offer); };
    events.onFlowing = [this](const StreamKey& key) { flowing.push_back(key); };
    events.onDown = [this](const StreamKey&, const base::Error& why, bool isFinal) {
      down.emplace_back(why.code, isFinal);
    };
    sfu = gateway::Sfu::start(joined, machine.ports(), events);
  }

  tests::FakeSocket& socket() { return machine.socket(); }
  void pass(Millis time) {
    machine.now += time;
    sfu->tick();
  }
  // Time in steps, with a server that is alive.
  void live(Millis time) {
    for (Millis step(0); step < time; step += Millis(1000)) {
      if (!socket().isDropped) socket().hear({{"id", "pong"}});
      pass(Millis(1000));
    }
  }
  std::vector<Json> sent(const std::string& id) const {
    std::vector<Json> found;
    for (const auto& s : machine.sockets)
      for (const auto& frame : s->sent)
        if (frame["id"] == id) found.push_back(frame);
    return found;
  }
  void offerCamera(const std::string& sdp = "v=0") {
    socket().hear({{"type", "video"},
                   {"role", "viewer"},
                   {"id", "startResponse"},
                   {"cameraId", "cam-1"},
                   {"sdpAnswer", sdp}});
  }
  void startCamera() {
    sfu->wantCameras({"cam-1"});
    socket().open();
    offerCamera();
  }

  tests::FakePorts machine;
  std::vector<gateway::StreamOffer> offers;
  std::vector<StreamKey> flowing;
  std::vector<std::pair<std::string, bool>> down;
  std::unique_ptr<gateway::Sfu> sfu;
};

TEST_F(SfuAlone, OpensNothingThatIsNotWanted) {
  pass(Millis(1000));
  EXPECT_TRUE(machine.sockets.empty());
}

TEST_F(SfuAlone, StartsSoundAsAListener) {
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

TEST_F(SfuAlone, AnswersSoundInTheFieldItWants) {
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

TEST_F(SfuAlone, AnswersACameraInTheFieldItWants) {
  startCamera();
  ASSERT_EQ(offers.size(), 1u);
  EXPECT_EQ(offers[0].stream, kCamera);
  sfu->answer(kCamera, offers[0].attempt, "answer\r\n");
  const auto answers = sent("subscriberAnswer");
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0]["answer"], "answer\r\n");
  EXPECT_EQ(answers[0]["cameraId"], "cam-1");
}

TEST_F(SfuAlone, HasOneSocketForAllCamerasAndOneForSound) {
  sfu->wantSound(true);
  sfu->wantCameras({"cam-1", "cam-2"});
  EXPECT_EQ(machine.sockets.size(), 2u);
}

TEST_F(SfuAlone, IgnoresALateAnswer) {
  startCamera();
  sfu->answer(kCamera, offers[0].attempt + 7, "old");
  EXPECT_TRUE(sent("subscriberAnswer").empty());
}

TEST_F(SfuAlone, PingsEveryFifteenSeconds) {
  startCamera();
  EXPECT_EQ(sent("ping").size(), 1u);
  live(Millis(16000));
  EXPECT_EQ(sent("ping").size(), 2u);
}

TEST_F(SfuAlone, TakesASilentSocketForDead) {
  startCamera();
  sfu->answer(kCamera, offers[0].attempt, "answer");
  socket().hear({{"type", "video"}, {"id", "playStart"}, {"cameraId", "cam-1"}});
  for (int i = 0; i < 33; ++i) pass(Millis(1000));
  ASSERT_EQ(down.size(), 1u);
  EXPECT_EQ(down[0].first, "sfu_cut");
}

TEST_F(SfuAlone, DoesNotWaitForEverForAStart) {
  sfu->wantCameras({"cam-1"});
  socket().open();
  live(Millis(31000));
  ASSERT_EQ(down.size(), 1u);
  EXPECT_EQ(down[0], std::pair(std::string("sfu_timeout"), false));
  live(Millis(3000));
  EXPECT_EQ(sent("start").size(), 2u);
}

TEST_F(SfuAlone, StartsAfreshOnANewSocket) {
  startCamera();
  socket().cut();
  ASSERT_EQ(down.size(), 1u);
  pass(Millis(1100));
  ASSERT_EQ(machine.sockets.size(), 2u);
  socket().open();
  EXPECT_EQ(sent("start").size(), 2u);
}

TEST_F(SfuAlone, BacksOffWhenTheServerIsDown) {
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

TEST_F(SfuAlone, RestartsACameraOnItsSocket) {
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

TEST_F(SfuAlone, RestartsSoundOnANewSocketWithTheNextNumber) {
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

TEST_F(SfuAlone, StopsACameraThatIsNotWantedAnyMore) {
  startCamera();
  sfu->wantCameras({"cam-2"});
  const auto stops = sent("stop");
  ASSERT_EQ(stops.size(), 1u);
  EXPECT_EQ(stops[0]["cameraId"], "cam-1");
  offerCamera();
  EXPECT_EQ(offers.size(), 1u) << "a late offer for it is nobody's";
}

TEST_F(SfuAlone, MatchesAnErrorByStreamIdAndTakesTextForACode) {
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

TEST_F(SfuAlone, GivesUpWhereTryingIsUseless) {
  sfu->wantCameras({"cam-1"});
  socket().open();
  socket().hear({{"type", "video"}, {"id", "error"}, {"streamId", "cam-1"}, {"code", 2203}});
  ASSERT_EQ(down.size(), 1u);
  EXPECT_TRUE(down[0].second);
  live(Millis(60000));
  EXPECT_EQ(sent("start").size(), 1u);
}

TEST_F(SfuAlone, TellsThatMediaFlows) {
  startCamera();
  sfu->answer(kCamera, offers[0].attempt, "answer");
  socket().hear({{"type", "video"}, {"id", "playStart"}, {"cameraId", "cam-1"}});
  EXPECT_EQ(flowing, std::vector<StreamKey>{kCamera});
}

TEST_F(SfuAlone, AsksForTurnWhenNoPathIsFound) {
  startCamera();
  sfu->restart(kCamera, true);
  ASSERT_EQ(machine.requests.size(), 1u);
  EXPECT_NE(machine.requests[0].first.url.find("/bigbluebutton/api/stuns?"), std::string::npos);
  machine.reply(200, R"({"turnServers":[{"username":"1700:w_a","password":"q+/=",
                         "url":"turn:h:3478"}]})");
  live(Millis(2000));
  offerCamera();
  ASSERT_EQ(offers.size(), 2u);
  EXPECT_TRUE(offers[0].turnUrls.empty());
  EXPECT_EQ(offers[1].turnUrls, std::vector<std::string>{"turn://1700%3Aw_a:q%2B%2F%3D@h:3478"});
}

TEST_F(SfuAlone, SurvivesNonsense) {
  startCamera();
  for (const std::string text : {"", "{", "[]", "7", R"({"id":7})", R"({"type":"video"})",
                                 R"({"type":"video","id":"startResponse"})", "\xff"})
    socket().events.onText(text);
  EXPECT_EQ(offers.size(), 1u);
}

TEST(MediaSource, SaysPlainlyThatLiveKitIsNotForUs) {
  tests::FakePorts machine;
  gateway::Meeting meeting;
  meeting.cameraBridge = "livekit";
  const auto made = gateway::makeMediaSource(meeting, {}, machine.ports(), {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, "livekit");
  EXPECT_NE(made.error().what.find("LiveKit"), std::string::npos);
}

TEST(Turn, GivesServersWithTheirCredentialsEncoded) {
  const auto urls = gateway::turnUrlsFrom(R"({"stunServers":[{"url":"stun:s"}],"turnServers":[
    {"username":"1:w","password":"a=","url":"turns:h:443?transport=tcp"},
    {"username":"1:w","password":"a=","url":"http://h"}, 7]})");
  ASSERT_TRUE(urls);
  EXPECT_EQ(*urls, std::vector<std::string>{"turns://1%3Aw:a%3D@h:443?transport=tcp"});
}

TEST(Turn, TellsAGoneSession) {
  const auto urls = gateway::turnUrlsFrom(R"({"returncode":"FAILED","message":"x"})");
  ASSERT_FALSE(urls);
  EXPECT_EQ(urls.error().code, "session_gone");
}

}  // namespace
