// SPDX-License-Identifier: Apache-2.0
// The simulator's SFU and our receivers: signalling over a web socket, media over SRTP.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <mutex>

#include "gateway/bbb/media_source.hpp"
#include "gateway/bbb/sfu.hpp"
#include "pipelines/receive/receiver.hpp"
#include "tests/network/gateway/bbb/at_simulator.hpp"

namespace {

using base::Millis;
using gateway::StreamKey;
using gateway::StreamKind;

const StreamKey kSound{StreamKind::Sound, ""};

struct CountedPictures : pipelines::VideoInput {
  void push(pipelines::VideoFrame frame) override {
    const std::lock_guard lock(mutex);
    ++count;
    date = frame.date;
  }
  int seen() {
    const std::lock_guard lock(mutex);
    return count;
  }
  std::mutex mutex;
  int count = 0;
  pipelines::MediaDate date{};
};

struct HeardLoudness : pipelines::SoundInput {
  void push(std::span<const float> interleaved, pipelines::MediaDate) override {
    const std::lock_guard lock(mutex);
    for (const float sample : interleaved) loudest = std::max(loudest, std::abs(sample));
    blocks += interleaved.empty() ? 0 : 1;
  }
  std::pair<int, float> heard() {
    const std::lock_guard lock(mutex);
    return {blocks, loudest};
  }
  std::mutex mutex;
  int blocks = 0;
  float loudest = 0;
};

class Receiving : public tests::AtSimulator {
 protected:
  void begin(const sim::Options& made = options()) {
    ASSERT_TRUE(pipelines::startGStreamer());
    startSimulator(made);
    enterMeeting();
    ASSERT_TRUE(waitUntil([&] { return heard.meeting && !heard.cameras.empty(); }));
    gateway::MediaSourceEvents events;
    events.onOffer = [this](const gateway::StreamOffer& offer) { receive(offer); };
    events.onFlowing = [this](const StreamKey& key) { ++flowing[key]; };
    events.onDown = [this](const StreamKey& key, const base::Error& why, bool) {
      down.push_back(why);
      receivers.erase(key);
    };
    source = gateway::Sfu::start(joined, gateway::livePorts(loop, client), events);
  }

  void receive(const gateway::StreamOffer& offer) {
    pipelines::ReceiverEvents events;
    events.onAnswer = [this, key = offer.stream, attempt = offer.attempt](std::string sdp) {
      source->answer(key, attempt, sdp);
    };
    events.onStalled = [this, key = offer.stream] { source->restart(key, false); };
    events.onFailed = [this, key = offer.stream](base::Error error) {
      failures.push_back(error);
      source->restart(key, error.code == "no_path");
    };
    const auto kind = offer.stream.kind;
    pipelines::ReceiverOptions options;
    options.name = kind == StreamKind::Sound    ? "sound"
                   : kind == StreamKind::Screen ? "screen"
                                                : "camera";
    options.stallAfter = stallAfter;
    auto made = pipelines::Receiver::create(
        loop, options, kind == StreamKind::Sound ? nullptr : pictures,
        kind == StreamKind::Camera ? nullptr : sound, std::move(events));
    ASSERT_TRUE(made);
    (*made)->accept(offer.sdp);
    receivers[offer.stream] = *std::move(made);
  }

  bool waitForPictures(int more = 10) {
    const int wanted = pictures->seen() + more;
    return waitUntil([&, wanted] { return pictures->seen() >= wanted; });
  }

  Millis stallAfter{8000};
  std::shared_ptr<CountedPictures> pictures = std::make_shared<CountedPictures>();
  std::shared_ptr<HeardLoudness> sound = std::make_shared<HeardLoudness>();
  std::map<StreamKey, int> flowing;
  std::vector<base::Error> down, failures;
  std::unique_ptr<gateway::MediaSource> source;
  std::map<StreamKey, std::unique_ptr<pipelines::Receiver>> receivers;
};

TEST_F(Receiving, SeesTheCamera) {
  begin();
  source->wantCameras({heard.cameras[0].streamId});
  ASSERT_TRUE(waitForPictures());
  EXPECT_TRUE(failures.empty());
  EXPECT_TRUE(down.empty());
  EXPECT_EQ(flowing.size(), 1u);
}

TEST_F(Receiving, HearsTheMeeting) {
  begin();
  source->wantSound(true);
  ASSERT_TRUE(waitUntil([&] { return sound->heard().first >= 60; }));
  EXPECT_GT(sound->heard().second, 0.01f) << "a beep each second is not silence";
  EXPECT_TRUE(failures.empty());
}

TEST_F(Receiving, SeesTheScreenOfOneAndThenOfAnother) {
  begin();
  for (int share = 0; share < 2; ++share) {
    command({{"do", "screen"}, {"on", true}});
    ASSERT_TRUE(waitUntil([&] { return heard.screen.has_value(); }));
    source->wantScreen(heard.screen);
    ASSERT_TRUE(waitForPictures());
    const StreamKey key{StreamKind::Screen, heard.screen->stream};
    EXPECT_EQ(flowing[key], 1);
    EXPECT_GE(receivers.at(key)->counters().width, 1280);
    command({{"do", "screen"}, {"on", false}});
    ASSERT_TRUE(waitUntil([&] { return !heard.screen; }));
    source->wantScreen(std::nullopt);
    receivers.clear();
    ASSERT_TRUE(waitUntil([&] { return state()["sockets"]["sfu"] == 0; }));
  }
  EXPECT_TRUE(failures.empty());
  EXPECT_TRUE(down.empty());
}

TEST_F(Receiving, StopsACameraNobodyWants) {
  begin();
  source->wantCameras({heard.cameras[0].streamId});
  ASSERT_TRUE(waitForPictures());
  source->wantCameras({});
  receivers.clear();
  EXPECT_TRUE(waitUntil([&] { return state()["sockets"]["sfu"] == 0; }));
}

TEST_F(Receiving, ComesBackWhenTheSocketIsCut) {
  begin();
  source->wantCameras({heard.cameras[0].streamId});
  ASSERT_TRUE(waitForPictures());
  command({{"do", "drop"}, {"what", "sfu"}});
  ASSERT_TRUE(waitUntil([&] { return !down.empty(); }));
  EXPECT_EQ(down[0].code, "sfu_cut");
  EXPECT_TRUE(waitForPictures());
}

TEST_F(Receiving, ComesBackWhenTheServerStopsSending) {
  sim::Options made = options();
  made.consentSeconds = 1;  // Less than the pause between two checks of libnice.
  stallAfter = Millis(1000);
  begin(made);
  source->wantCameras({heard.cameras[0].streamId});
  ASSERT_TRUE(waitForPictures());
  const int before = flowing[{StreamKind::Camera, heard.cameras[0].streamId}];
  ASSERT_TRUE(waitUntil([&] {
    return flowing[{StreamKind::Camera, heard.cameras[0].streamId}] > before;
  }));
  EXPECT_TRUE(waitForPictures());
}

TEST_F(Receiving, GoesOnPastTheServersConsentCheck) {
  sim::Options made = options();
  made.consentSeconds = 7;  // A real one has 30; libnice checks every 4 to 6.
  begin(made);
  source->wantSound(true);
  source->wantCameras({heard.cameras[0].streamId});
  ASSERT_TRUE(waitForPictures());
  bool isOver = false;
  const auto later = loop.after(Millis(9000), [&] { isOver = true; });
  ASSERT_TRUE(waitUntil([&] { return isOver; }));
  EXPECT_TRUE(waitForPictures());
  EXPECT_TRUE(down.empty());
  EXPECT_EQ(state()["media"]["consent_expired"], 0);
}

TEST_F(Receiving, SaysWhyACameraIsNotThere) {
  begin();
  source->wantCameras({"w_nobody_0000"});
  ASSERT_TRUE(waitUntil([&] { return !down.empty(); }));
  EXPECT_EQ(down[0].code, "sfu_2201");
}

TEST_F(Receiving, SaysWhyTheServerRefuses) {
  begin();
  command({{"do", "fault"}, {"name", "sfu_2019"}, {"on", true}});
  source->wantSound(true);
  ASSERT_TRUE(waitUntil([&] { return !down.empty(); }));
  EXPECT_EQ(down[0].code, "sfu_2019");
  command({{"do", "fault"}, {"name", "sfu_2019"}, {"on", false}});
  EXPECT_TRUE(waitUntil([&] { return sound->heard().first >= 10; }));
}

}  // namespace
