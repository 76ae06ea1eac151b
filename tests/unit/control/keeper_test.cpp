// SPDX-License-Identifier: Apache-2.0
// The keeper with a made-up clock, a made-up BBB and a made-up worker.
#include "control/keeper.hpp"

#include <gtest/gtest.h>

namespace control {
namespace {

using base::Error;
using base::Fault;
using base::Millis;
using base::Result;
using base::StreamState;
using base::StreamStatus;
using base::http::ClientReply;
using base::http::ClientRequest;

constexpr int64_t kUnixStart = 1'795'512'600'000;

/// Writes down what it was told.
struct FakePort : StreamPort {
  void show(const StreamCard& card, const StreamStatus&) override {
    said.push_back("show " + card.slug);
  }
  void tell(const std::string& slug, const StreamStatus& status) override {
    said.push_back("tell " + slug + " " + std::string(base::toString(status.state)));
  }
  void remove(const std::string& slug) override { said.push_back("remove " + slug); }
  Result<void> start(const StreamOrder& order) override {
    said.push_back("start " + order.slug);
    joinUrl = order.joinUrl;
    ordered = order;
    if (refuses) return Error{Fault::Internal, "no process can be made", "spawn"};
    return {};
  }
  void setLook(const std::string& slug, const base::StreamLook& look) override {
    said.push_back("look " + slug + " " + look.layout + (look.isPaused ? " paused" : ""));
  }
  void want(const std::string& slug, const OutputOrder& outputs) override {
    said.push_back("want " + slug + " " + std::to_string(outputs.pushes.size()));
  }
  void stop(const std::string& slug, const std::string&) override {
    said.push_back("stop " + slug);
  }

  int count(const std::string& what) const {
    return static_cast<int>(std::count(said.begin(), said.end(), what));
  }
  std::vector<std::string> said;
  std::string joinUrl;
  StreamOrder ordered;
  bool refuses = false;
};

class KeeperTest : public testing::Test {
 protected:
  KeeperTest()
      : keeper_({.load = [this]() -> Result<std::vector<StreamRow>> {
                   if (isStoreAway_) return Error{Fault::Store, "away", "08006"};
                   return rows_;
                 },
                 .save = [this](const std::string& slug, const StreamStatus& status,
                                bool isOver) -> Result<void> {
                   if (isStoreAway_) return Error{Fault::Store, "away", "08006"};
                   saved_[slug] = status;
                   for (auto& row : rows_)
                     if (row.slug == slug && isOver) row.wanted = false;
                   return {};
                 },
                 .streams = port_,
                 .board = board_,
                 .bbb = BbbApi({"https://bbb.example.org", "secret", base::DigestKind::Sha256, ""},
                               [this](ClientRequest request) { return answer(request); })}) {}

  Result<ClientReply> answer(const ClientRequest& request) {
    ++asked_;
    if (bbbError_) return *bbbError_;
    ClientReply reply;
    reply.status = 200;
    const bool isInfo = request.url.find("getMeetingInfo") != std::string::npos;
    reply.body = isInfo && !exists_
                     ? "<response><returncode>FAILED</returncode><messageKey>notFound</messageKey>"
                       "</response>"
                     : std::string("<response><returncode>SUCCESS</returncode><running>") +
                           (isRunning_ ? "true" : "false") + "</running></response>";
    return reply;
  }

  StreamRow& add(const std::string& slug, bool wanted = true) {
    StreamRow row;
    row.slug = slug;
    row.title = slug;
    row.meetingId = "m-" + slug;
    row.language = "fr";
    row.wanted = wanted;
    row.status.state = wanted ? StreamState::Waiting : StreamState::Scheduled;
    row.createdAtMs = kUnixStart;
    rows_.push_back(row);
    keeper_.changed();
    return rows_.back();
  }

  /// Lets time pass as far as the keeper asked for, or by `more`.
  Millis step(Millis more = Millis(0)) {
    passed_ += more;
    return keeper_.step(
        {base::Steady{} + std::chrono::hours(1) + passed_, kUnixStart + passed_.count()});
  }

  StreamStatus status(const std::string& slug = "demo") const {
    return board_.find(slug).value_or(StreamStatus{});
  }

  void workerSays(StreamState state, const std::string& code = "") {
    keeper_.workerSaid("demo", {state, code, "", kUnixStart + passed_.count()});
    step();
  }

  std::vector<StreamRow> rows_;
  bool isStoreAway_ = false;
  std::map<std::string, StreamStatus> saved_;
  FakePort port_;
  StatusBoard board_;
  bool isRunning_ = true;
  bool exists_ = true;
  std::optional<Error> bbbError_;
  int asked_ = 0;
  Millis passed_{0};
  Keeper keeper_;
};

TEST_F(KeeperTest, StartsAWorkerOnceTheMeetingRuns) {
  isRunning_ = false;
  add("demo");
  const Millis wait = step();
  EXPECT_EQ(status().state, StreamState::Waiting);
  EXPECT_EQ(status().code, "meeting_not_running");
  EXPECT_LE(wait, Millis(2000));
  isRunning_ = true;
  step(wait);
  EXPECT_EQ(status().state, StreamState::Joining);
  EXPECT_EQ(port_.count("start demo"), 1);
  EXPECT_NE(port_.joinUrl.find("userID=amphi-demo"), std::string::npos);
}

TEST_F(KeeperTest, OrdersWithTheLookAndPassesOnItsChanges) {
  add("demo").look.layout = "smart";
  rows_.back().startsAtMs = kUnixStart;
  isRunning_ = true;
  step();
  EXPECT_EQ(port_.ordered.look.layout, "smart");
  EXPECT_EQ(port_.ordered.startsAtMs, kUnixStart);
  EXPECT_EQ(port_.ordered.plainJoinUrl.find("bot="), std::string::npos);
  rows_.back().look.isPaused = true;
  keeper_.changed();
  step();
  EXPECT_EQ(port_.count("look demo smart paused"), 1);
  keeper_.changed();
  step();
  EXPECT_EQ(port_.count("look demo smart paused"), 1);
}

TEST_F(KeeperTest, SaysThatThereIsNoSuchMeeting) {
  isRunning_ = false;
  exists_ = false;
  add("demo");
  step();
  EXPECT_EQ(status().code, "not_found");
  EXPECT_NE(status().detail.find("meeting_id"), std::string::npos);
}

TEST_F(KeeperTest, FollowsTheWorkerToTheEndAndWritesItDown) {
  add("demo");
  step();
  workerSays(StreamState::Live);
  EXPECT_EQ(status().state, StreamState::Live);
  workerSays(StreamState::Ended, "meeting_ended");
  EXPECT_EQ(saved_["demo"].state, StreamState::Ended);
  EXPECT_FALSE(rows_[0].wanted);
  step(Millis(60000));
  EXPECT_EQ(port_.count("start demo"), 1);
}

TEST_F(KeeperTest, WaitsForTheTimeAnnounced) {
  add("demo").startsAtMs = kUnixStart + 10000;
  const Millis wait = step();
  EXPECT_EQ(status().state, StreamState::Scheduled);
  EXPECT_EQ(asked_, 0);
  EXPECT_EQ(wait, Millis(10000));
  step(wait);
  EXPECT_EQ(port_.count("start demo"), 1);
}

TEST_F(KeeperTest, DoesNotWaitForTheTimeWhenSomebodyStartsItEarly) {
  add("demo").startsAtMs = kUnixStart + 600'000;
  isRunning_ = true;
  step();
  EXPECT_EQ(status().state, StreamState::Scheduled);
  keeper_.startAsked("demo");
  step();
  EXPECT_EQ(port_.count("start demo"), 1);
}

TEST_F(KeeperTest, KeepsTryingWithGrowingPausesWhenBbbIsAway) {
  bbbError_ = Error{Fault::Peer, "refused", "unreachable"};
  add("demo");
  EXPECT_EQ(step(), Millis(2000));
  EXPECT_EQ(status().state, StreamState::Failed);
  EXPECT_EQ(status().code, "unreachable");
  EXPECT_EQ(step(Millis(2000)), Millis(4000));
  bbbError_.reset();
  step(Millis(4000));
  EXPECT_EQ(status().state, StreamState::Joining);
}

TEST_F(KeeperTest, AsksABrokenBbbOnceForAllStreams) {
  bbbError_ = Error{Fault::Config, "wrong secret", "checksum_error"};
  add("a");
  add("b");
  add("c");
  step();
  EXPECT_EQ(asked_, 1);
  EXPECT_EQ(status("c").code, "checksum_error");
}

TEST_F(KeeperTest, StopsAWorkerNobodyWants) {
  add("demo");
  step();
  workerSays(StreamState::Live);
  rows_[0].wanted = false;
  keeper_.changed();
  step();
  EXPECT_EQ(port_.count("stop demo"), 1);
  EXPECT_EQ(status().state, StreamState::Ended);
  EXPECT_EQ(status().code, "stopped");
}

TEST_F(KeeperTest, IgnoresALateWordOfAStoppedWorker) {
  add("demo");
  step();
  workerSays(StreamState::Live);
  rows_[0].wanted = false;
  keeper_.changed();
  step();
  workerSays(StreamState::Ended, "stopped");
  rows_[0].wanted = true;
  keeper_.changed();
  step();
  EXPECT_EQ(port_.count("start demo"), 2);
  workerSays(StreamState::Ended, "stopped");
  EXPECT_EQ(status().state, StreamState::Joining);
  EXPECT_TRUE(rows_[0].wanted);
}

TEST_F(KeeperTest, TriesAFailedStreamAgainWhenAsked) {
  add("demo");
  step();
  workerSays(StreamState::Failed, "ejected");
  step(Millis(3600'000));
  EXPECT_EQ(port_.count("start demo"), 1);
  keeper_.startAsked("demo");
  step();
  EXPECT_EQ(port_.count("start demo"), 2);
}

TEST_F(KeeperTest, GivesPushesToTheWorkerAndTellsItOfNewOnes) {
  add("demo").pushes = {{1, "", "rtmp://h/a/k", "", 0}};
  step();
  ASSERT_EQ(port_.ordered.outputs.pushes.size(), 1u);
  EXPECT_EQ(port_.ordered.outputs.pushes[0].url, "rtmp://h/a/k");
  rows_[0].pushes.push_back({2, "", "srt://h:1", "", 0});
  keeper_.changed();
  step();
  EXPECT_EQ(port_.count("want demo 2"), 1);
  keeper_.changed();
  step();
  EXPECT_EQ(port_.count("want demo 2"), 1) << "nothing changed";
}

TEST_F(KeeperTest, ForgetsADeletedStream) {
  add("demo");
  step();
  rows_.clear();
  keeper_.changed();
  step();
  EXPECT_EQ(port_.count("stop demo"), 1);
  EXPECT_EQ(port_.count("remove demo"), 1);
  EXPECT_EQ(board_.find("demo"), std::nullopt);
}

TEST_F(KeeperTest, TakesAStreamMadeAgainForAnotherOne) {
  add("demo");
  step();
  workerSays(StreamState::Live);
  rows_[0].createdAtMs += 1;
  rows_[0].meetingId = "other";
  keeper_.changed();
  step();
  EXPECT_EQ(port_.count("remove demo"), 1);
  EXPECT_EQ(port_.count("show demo"), 2);
  EXPECT_EQ(port_.count("start demo"), 2);
}

TEST_F(KeeperTest, GoesOnWithoutTheDatabaseAndWritesLater) {
  add("demo");
  step();
  isStoreAway_ = true;
  workerSays(StreamState::Live);
  EXPECT_EQ(status().state, StreamState::Live);
  EXPECT_EQ(saved_["demo"].state, StreamState::Joining);
  isStoreAway_ = false;
  step(Millis(2000));
  EXPECT_EQ(saved_["demo"].state, StreamState::Live);
}

TEST_F(KeeperTest, LeavesAWorkerOfAnEarlierServerTimeToReport) {
  add("demo").status.state = StreamState::Live;
  step();
  EXPECT_EQ(port_.count("start demo"), 0);
  keeper_.workerFound("demo");
  workerSays(StreamState::Live);
  EXPECT_EQ(port_.count("start demo"), 1) << "the order that lets the supervisor go on";
  EXPECT_EQ(asked_, 0) << "it is in the meeting already";
  step(Millis(10000));
  EXPECT_EQ(port_.count("start demo"), 1);
}

TEST_F(KeeperTest, StopsAFoundWorkerNobodyWants) {
  add("demo", false);
  step();
  keeper_.workerFound("demo");
  keeper_.workerFound("never-heard-of");
  step();
  EXPECT_EQ(port_.count("stop demo"), 1);
  EXPECT_EQ(port_.count("stop never-heard-of"), 1);
}

TEST_F(KeeperTest, TriesAgainWhenNoWorkerCanBeStarted) {
  port_.refuses = true;
  add("demo");
  const Millis wait = step();
  EXPECT_EQ(status().state, StreamState::Failed);
  port_.refuses = false;
  step(wait);
  EXPECT_EQ(status().state, StreamState::Joining);
}

TEST(RetryDelay, GrowsToAMinute) {
  EXPECT_EQ(retryDelay(1), Millis(2000));
  EXPECT_EQ(retryDelay(2), Millis(4000));
  EXPECT_EQ(retryDelay(50), Millis(60000));
}

}  // namespace
}  // namespace control
