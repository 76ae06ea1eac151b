// SPDX-License-Identifier: Apache-2.0
// A whole stream beside the simulator: from the join to parts, chat both ways, failures and the
// end.
#include <algorithm>

#include "tests/network/gateway/worker/stream_at_simulator.hpp"

namespace {

using base::StreamState;
using gateway::LinkChat;

class StreamTest : public tests::StreamAtSimulator {};

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
