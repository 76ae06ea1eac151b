// SPDX-License-Identifier: Apache-2.0
// A whole stream beside the simulator; the test plays the server at the other end of the link.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/link/listener.hpp"
#include "gateway/worker/stream.hpp"
#include "pipelines/gst.hpp"
#include "tests/network/gateway/bbb/at_simulator.hpp"

namespace tests {

using base::StreamState;
using gateway::LinkChat;
using gateway::LinkState;

constexpr base::Millis kDeadline{20'000};

/// The server's side of the link, played by the test on the stream's own loop.
class StreamAtSimulator : public testing::Test {
 protected:
  StreamAtSimulator() : simulator_(simulatorOptions()) {
    std::string pattern = testing::TempDir() + "amphi-stream-XXXXXX";
    directory_ = ::mkdtemp(pattern.data());
    job_.slug = "demo";
    job_.title = "Demo";
    job_.socket = directory_ + "/link.sock";
    job_.language = "en";
    job_.width = 640;
    job_.height = 360;
    auto opened = gateway::LinkListener::open(loop_, job_.socket, [this](gateway::LinkPeer peer) {
      channel_ = std::make_unique<gateway::Channel>(
          loop_, std::move(peer.socket),
          gateway::ChannelEvents{[this](gateway::Frame frame) { on(std::move(frame)); },
                                 [](const base::Error&) {}});
    });
    EXPECT_TRUE(opened && pipelines::startGStreamer());
    if (opened) listener_ = std::move(*opened);
  }
  ~StreamAtSimulator() override { std::filesystem::remove_all(directory_); }

  static sim::Options simulatorOptions() {
    sim::Options made;
    made.secret = kSecret;
    return made;
  }
  std::string joinUrl(const std::string& meeting, const std::string& secret) const {
    const auto query = "meetingID=" + meeting + "&fullName=Amphi&role=VIEWER&bot=true";
    return simulator_.url() + "/bigbluebutton/api/join?" + query +
           "&checksum=" + base::digest(base::DigestKind::Sha256, "join" + query + secret);
  }
  void start(const std::string& meeting = "demo", const std::string& secret = kSecret) {
    job_.joinUrl = joinUrl(meeting, secret);
    stream_ = std::make_unique<gateway::Stream>(loop_, job_, [this](int code) {
      exitCode_ = code;
      check();
    });
  }
  void command(const std::string& json) {
    base::http::ClientRequest request;
    request.method = "POST";
    request.url = simulator_.url() + "/sim/command";
    request.contentType = "application/json";
    request.body = json;
    const auto reply = base::http::fetch(request, {});
    ASSERT_TRUE(reply && reply->status == 200) << json;
  }
  bool runUntil(std::function<bool()> holds) {
    awaited_ = std::move(holds);
    hasHappened_ = false;
    const auto deadline = loop_.after(kDeadline, [this] { loop_.quit(); });
    check();
    loop_.run();
    return hasHappened_;
  }
  void check() {
    if (hasHappened_ || !awaited_ || !awaited_()) return;
    hasHappened_ = true;
    loop_.quit();
  }
  void on(gateway::Frame frame) {
    auto message = gateway::parseFromWorker(std::move(frame));
    ASSERT_TRUE(message) << message.error().what;
    if (std::holds_alternative<gateway::LinkHello>(*message))
      send(gateway::LinkWelcome{455, 0, {}});
    if (const auto* state = std::get_if<LinkState>(&*message)) states_.push_back(*state);
    if (const auto* part = std::get_if<pipelines::Part>(&*message)) parts_.push_back(*part);
    if (const auto* line = std::get_if<LinkChat>(&*message)) chat_.push_back(*line);
    if (const auto* stats = std::get_if<gateway::LinkStats>(&*message)) stats_ = stats->values;
    check();
  }
  void send(const gateway::ToWorker& message) {
    const auto out = gateway::toFrame(message);
    channel_->send(out.header, out.payload);
  }
  bool isIn(StreamState state) const { return !states_.empty() && states_.back().state == state; }
  bool isOnAir() const { return isIn(StreamState::Live) && parts_.size() > 4; }

  SimulatorThread simulator_;
  base::Loop loop_;
  std::string directory_;
  gateway::WorkerJob job_;
  std::unique_ptr<gateway::LinkListener> listener_;
  std::unique_ptr<gateway::Channel> channel_;
  std::unique_ptr<gateway::Stream> stream_;
  std::vector<LinkState> states_;
  std::vector<pipelines::Part> parts_;
  std::vector<LinkChat> chat_;
  std::map<std::string, double> stats_;
  std::optional<int> exitCode_;
  std::function<bool()> awaited_;
  bool hasHappened_ = false;
};

}  // namespace tests
