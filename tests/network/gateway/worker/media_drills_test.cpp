// SPDX-License-Identifier: Apache-2.0
// What a meeting's media survives, one fault at a time, and what each costs.
#include "tests/network/gateway/worker/media_drill.hpp"
#include "tests/network/gateway/worker/turn_server.hpp"

namespace {

using base::Millis;

// Pictures come every 40 to 70 ms; a busy test machine adds its own.
constexpr int64_t kUninterrupted = 1000;

class Drill : public tests::MediaDrill {};

TEST_F(Drill, SfuRestart) {
  begin(withCameras(2));
  command({{"do", "screen"}, {"on", true}, {"sound", true}});
  ASSERT_TRUE(
      holds([&] { return heard.screen && media->flowing().contains(heard.screen->stream); }));
  mark();
  command({{"do", "restart_sfu"}, {"seconds", 1}});
  ASSERT_TRUE(holds([&] { return media->flowing().empty() && !media->hasSound(); }));
  ASSERT_TRUE(holds(
      [&] { return isShown(heard.cameras) && media->flowing().contains(heard.screen->stream); }));
  EXPECT_EQ(heard.states.back(), gateway::SessionState::Joined) << "no new join";
  EXPECT_EQ(media->flowing().size(), 3u);
  EXPECT_LT(away(camera(0)), 10000);
  report("SFU restart of 1 s", camera(0));
}

TEST_F(Drill, MediaServerRestart) {
  begin();
  mark();
  command({{"do", "media_restart"}, {"seconds", 1}});
  ASSERT_TRUE(holds([&] { return troubles.contains("cameras"); }));
  EXPECT_EQ(troubles["cameras"], "sfu_2001");
  ASSERT_TRUE(holds([&] { return isShown(heard.cameras); }));
  EXPECT_TRUE(troubles.empty());
  EXPECT_LT(away(camera(0)), 10000);
  report("media server restart of 1 s", camera(0));
}

TEST_F(Drill, FrozenCamera) {
  begin(withCameras(2));
  mark();
  command({{"do", "freeze"}, {"what", "camera"}, {"which", 0}, {"on", true}});
  const auto frozen = camera(0), other = camera(1);
  ASSERT_TRUE(holds([&] { return !media->flowing().contains(frozen); }, Millis(9000)))
      << "initials stand in for it";
  command({{"do", "freeze"}, {"what", "camera"}, {"which", 0}, {"on", false}});
  ASSERT_TRUE(holds([&] { return media->flowing().contains(frozen); }));
  EXPECT_TRUE(media->flowing().contains(other));
  EXPECT_LT(away(other), kUninterrupted);
  EXPECT_LT(away("meeting"), kUninterrupted);
  report("camera frozen for 5 s", frozen);
}

TEST_F(Drill, CameraThatGoesWithoutAWord) {
  begin(withCameras(2));
  const auto gone = camera(1), other = camera(0);
  mark();
  command({{"do", "camera"}, {"which", 1}, {"on", false}});
  ASSERT_TRUE(holds([&] { return !media->flowing().contains(gone); }));
  watchFor(Millis(1000));
  EXPECT_EQ(media->flowing(), std::set<std::string>{other});
  EXPECT_EQ(state()["media"]["transports"].size(), 2u) << "its port is given back";
  EXPECT_TRUE(troubles.empty());
  EXPECT_LT(away(other), kUninterrupted);
  report("another camera that went", other);
}

TEST_F(Drill, GraphqlCut) {
  begin();
  mark();
  const auto before = heard.states.size();
  command({{"do", "drop"}, {"what", "graphql"}});
  ASSERT_TRUE(holds(
      [&] { return heard.states.size() > before && heard.isIn(gateway::SessionState::Joined); }));
  watchFor(Millis(500));
  EXPECT_EQ(media->restarts(), 0u);
  EXPECT_LT(away(camera(0)), kUninterrupted);
  EXPECT_LT(away("meeting"), kUninterrupted);
  report("GraphQL cut", camera(0));
}

TEST_F(Drill, LossAndJitter) {
  begin();
  command({{"do", "network"}, {"loss", 5}, {"jitter", 200}});
  watchFor(Millis(1000));
  mark();
  constexpr int kSeconds = 8;
  watchFor(std::chrono::seconds(kSeconds));
  const double pictures = double(inputs.of(camera(0)).count()) / kSeconds;
  const double blocks = double(inputs.of("meeting").count()) / kSeconds;
  std::cout << "figure: 5 % loss, 200 ms jitter: " << pictures << " pictures and " << blocks
            << " blocks of sound a second\n";
  EXPECT_EQ(media->restarts(), 0u);
  EXPECT_GT(pictures, 5);
  EXPECT_GT(blocks, 35);
  EXPECT_LT(away(camera(0)), 3000);
  report("5 % loss, 200 ms jitter", camera(0));
}

// The simulator lets in nobody but the relay, as a firewall would.
TEST_F(Drill, TurnOnly) {
  const tests::TurnServer turn;
  ASSERT_TRUE(waitUntil([&] { return turn.isReady(); }));
  auto made = options();
  made.turn = turn.url();
  made.turnSecret = tests::kTurnSecret;
  made.turnRelay = tests::kTurnRelay;
  enter(made);
  command({{"do", "fault"}, {"name", "turn_only"}, {"on", true}});
  const auto began = base::steadyNow();
  receive();
  ASSERT_TRUE(holds([&] { return isShown(heard.cameras); }));
  const auto took = std::chrono::duration_cast<Millis>(base::steadyNow() - began);
  std::cout << "figure: TURN only: picture away for " << took.count() << " ms at the start\n";
  EXPECT_GE(took, Millis(5000)) << "the direct way was tried first";
  mark();
  watchFor(Millis(2000));
  EXPECT_LT(away(camera(0)), kUninterrupted);
  EXPECT_GT(inputs.of(camera(0)).count(), 10);
}

}  // namespace
