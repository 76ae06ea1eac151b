// SPDX-License-Identifier: Apache-2.0
// A whole stream beside the simulator: from the join to parts, chat both ways, failures and the
// end.
#include "gateway/worker/stream.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "gateway/link/listener.hpp"
#include "pipelines/gst.hpp"
#include "tests/network/gateway/bbb/at_simulator.hpp"

namespace {

using base::StreamState;
using gateway::LinkChat;
using gateway::LinkState;

constexpr base::Millis kDeadline{20'000};

/// The server's side of the link, played by the test on the stream's own loop.
class StreamTest : public testing::Test {
 protected:
  StreamTest() : simulator_(simulatorOptions()) {
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
  ~StreamTest() override { std::filesystem::remove_all(directory_); }

  static sim::Options simulatorOptions() {
    sim::Options made;
    made.secret = tests::kSecret;
    return made;
  }
  std::string joinUrl(const std::string& meeting, const std::string& secret) const {
    const auto query = "meetingID=" + meeting + "&fullName=Amphi&role=VIEWER&bot=true";
    return simulator_.url() + "/bigbluebutton/api/join?" + query +
           "&checksum=" + base::digest(base::DigestKind::Sha256, "join" + query + secret);
  }
  void start(const std::string& meeting = "demo", const std::string& secret = tests::kSecret) {
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

  tests::SimulatorThread simulator_;
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

TEST_F(StreamTest, GoesLiveWithPictureAndSound) {
  start();
  ASSERT_TRUE(
      runUntil([this] { return isOnAir() && stats_["cameras"] == 1 && stats_["sound"] == 1; }));
  EXPECT_EQ(states_.front().state, StreamState::Joining);
  EXPECT_EQ(states_.back().meeting, "Démonstration Amphi");
  EXPECT_GT(stats_["grid_frames"], 0);
  EXPECT_GT(stats_["rss_bytes"], 0);
}

TEST_F(StreamTest, CarriesChatBothWaysOnce) {
  start();
  ASSERT_TRUE(runUntil([this] { return isOnAir(); }));
  send(gateway::LinkSay{"l1", "Zoé", "2*3?"});
  command(R"({"do":"chat","name":"Ada Martin","text":"Six."})");
  ASSERT_TRUE(runUntil([this] { return chat_.size() >= 2; }));
  const auto isEcho = [](const LinkChat& line) { return line.echoOf == "l1"; };
  const auto echo = std::find_if(chat_.begin(), chat_.end(), isEcho);
  ASSERT_NE(echo, chat_.end());
  EXPECT_EQ(echo->text, "**Zoé**: 2\\*3?");
  const auto echoId = echo->id;
  send(gateway::LinkSay{"l1", "Zoé", "2*3?"});
  ASSERT_TRUE(runUntil([this] { return chat_.size() >= 3; }));
  EXPECT_EQ(chat_[2].id, echoId) << "asked again, the same answer; nothing is posted twice";
}

TEST_F(StreamTest, SaysWhatToDoAboutAWrongSecret) {
  start("demo", "not the secret");
  ASSERT_TRUE(runUntil([this] { return exitCode_.has_value(); }));
  EXPECT_EQ(states_.back().state, StreamState::Failed);
  EXPECT_EQ(states_.back().code, "checksum_error");
  EXPECT_NE(states_.back().detail.find("secret"), std::string::npos);
  EXPECT_EQ(*exitCode_, 1);
  EXPECT_TRUE(parts_.empty()) << "there is nothing to show before the first join";
}

TEST_F(StreamTest, WaitsForAMeetingThatDoesNotRun) {
  start("nosuch");
  ASSERT_TRUE(runUntil(
      [this] { return !states_.empty() && states_.back().code == "meeting_not_running"; }));
  EXPECT_EQ(states_.back().state, StreamState::Joining);
  EXPECT_FALSE(states_.back().detail.empty());
  EXPECT_FALSE(exitCode_);
}

TEST_F(StreamTest, EndsWithTheMeetingOnAWholeSegment) {
  start();
  ASSERT_TRUE(runUntil([this] { return isOnAir(); }));
  command(R"({"do":"end"})");
  ASSERT_TRUE(runUntil([this] { return exitCode_.has_value(); }));
  EXPECT_EQ(*exitCode_, 0);
  EXPECT_EQ(states_.back().state, StreamState::Ended);
  EXPECT_EQ(states_.back().code, "meeting_ended");
  const auto lastVideo = std::find_if(parts_.rbegin(), parts_.rend(), [](const auto& part) {
    return part.rendition == pipelines::Rendition::video();
  });
  EXPECT_TRUE(lastVideo->last);
}

TEST_F(StreamTest, LeavesWhenItIsStopped) {
  start();
  ASSERT_TRUE(runUntil([this] { return isOnAir(); }));
  send(gateway::LinkStop{"shutdown"});
  ASSERT_TRUE(runUntil([this] { return exitCode_.has_value(); }));
  EXPECT_EQ(*exitCode_, 0);
  EXPECT_EQ(states_.back().state, StreamState::Ended);
  EXPECT_EQ(states_.back().code, "stopped");
}

TEST_F(StreamTest, StaysLiveWithASentenceWhileTheSfuRefuses) {
  command(R"({"do":"fault","name":"sfu_2001","on":true})");
  start();
  ASSERT_TRUE(runUntil([this] { return isIn(StreamState::Live) && !states_.back().code.empty(); }));
  EXPECT_FALSE(states_.back().detail.empty());
  command(R"({"do":"fault","name":"sfu_2001","on":false})");
  EXPECT_TRUE(runUntil([this] { return isIn(StreamState::Live) && states_.back().code.empty(); }));
}

}  // namespace
