// SPDX-License-Identifier: Apache-2.0
// The SFU's signalling beside a machine of fakes: tests play the server.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gateway/bbb/sfu.hpp"
#include "tests/unit/gateway/bbb/fake_ports.hpp"

namespace tests {

inline const gateway::StreamKey kSound{gateway::StreamKind::Sound, ""};
inline const gateway::StreamKey kCamera{gateway::StreamKind::Camera, "cam-1"};
inline const gateway::StreamKey kScreen{gateway::StreamKind::Screen, "screen-1"};
inline const gateway::Screenshare kShare{"screen-1", true, false};

class SfuAlone : public testing::Test {
 protected:
  void SetUp() override {
    gateway::JoinedSession joined;
    joined.sessionToken = "to ken";
    joined.baseUrl = "https://bbb.example.org";
    joined.sfuUrl = "wss://bbb.example.org/bbb-webrtc-sfu";
    gateway::MediaSourceEvents events;
    events.onOffer = [this](const gateway::StreamOffer& offer) { offers.push_back(offer); };
    events.onFlowing = [this](const gateway::StreamKey& key) { flowing.push_back(key); };
    events.onDown = [this](const gateway::StreamKey&, const base::Error& why, bool isFinal) {
      down.emplace_back(why.code, isFinal);
    };
    sfu = gateway::Sfu::start(joined, machine.ports(), events);
  }

  FakeSocket& socket() { return machine.socket(); }
  void pass(base::Millis time) {
    machine.now += time;
    sfu->tick();
  }
  // Time in steps, with a server that is alive.
  void live(base::Millis time) {
    for (base::Millis step(0); step < time; step += base::Millis(1000)) {
      if (!socket().isDropped) socket().hear({{"id", "pong"}});
      pass(base::Millis(1000));
    }
  }
  std::vector<base::Json> sent(const std::string& id) const {
    std::vector<base::Json> found;
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

  void startScreen() {
    sfu->wantScreen(kShare);
    socket().open();
    socket().hear({{"type", "screenshare"},
                   {"role", "recv"},
                   {"id", "startResponse"},
                   {"response", "accepted"},
                   {"sdpAnswer", "v=0"}});
  }

  FakePorts machine;
  std::vector<gateway::StreamOffer> offers;
  std::vector<gateway::StreamKey> flowing;
  std::vector<std::pair<std::string, bool>> down;
  std::unique_ptr<gateway::Sfu> sfu;
};

}  // namespace tests
