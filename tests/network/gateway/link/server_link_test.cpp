// SPDX-License-Identifier: Apache-2.0
// The worker's end of the link against a server played by the test: hello, replay, reconnection.
#include "gateway/link/server_link.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "gateway/link/listener.hpp"

namespace gateway {
namespace {

constexpr base::Millis kDeadline{8000};

pipelines::Part part(int64_t global) {
  pipelines::Part out;
  out.bytes = std::make_shared<const std::string>("moof");
  out.global = global;
  out.segment = global / 12;
  out.part = static_cast<int>(global % 12);
  out.durationTicks = 28800;
  return out;
}

/// A server that remembers what it was told and can be cut and opened again.
class ServerLinkTest : public testing::Test {
 protected:
  ServerLinkTest() {
    std::string pattern = testing::TempDir() + "amphi-worker-XXXXXX";
    directory_ = ::mkdtemp(pattern.data());
    path_ = directory_ + "/link.sock";
    deadline_ = loop_.after(kDeadline, [this] {
      ADD_FAILURE() << "nothing happened in time";
      loop_.quit();
    });
  }
  ~ServerLinkTest() override { std::filesystem::remove_all(directory_); }

  void openServer(LinkWelcome welcome) {
    welcome_ = welcome;
    auto opened = LinkListener::open(loop_, path_, [this](LinkPeer peer) {
      channel_ = std::make_unique<Channel>(
          loop_, std::move(peer.socket),
          ChannelEvents{[this](Frame frame) { on(std::move(frame)); }, [](base::Error) {}});
    });
    ASSERT_TRUE(opened);
    listener_ = std::move(*opened);
  }
  void closeServer() {
    channel_.reset();
    listener_.reset();
    told_.clear();
  }
  void on(Frame frame) {
    const auto type = base::textAt(frame.header, "type");
    told_.push_back(type == "part" ? "part" + std::to_string(frame.header["global"].get<int>())
                                   : type);
    if (type == "hello") {
      hellos_.push_back(frame.header);
      auto answer = toFrame(ToWorker(welcome_));
      channel_->send(answer.header);
    }
    if (told_.back() == awaited_) loop_.quit();
  }
  void runUntil(const std::string& type) {
    awaited_ = type;
    loop_.run();
  }
  void start() {
    link_ = std::make_unique<ServerLink>(
        loop_, path_, "demo",
        ServerLinkEvents{[this](LinkSay line) { said_ = line.text, loop_.quit(); },
                         [this](const std::string& why) { stopped_ = why, loop_.quit(); }});
  }

  base::Loop loop_;
  std::string directory_, path_, awaited_, said_, stopped_;
  LinkWelcome welcome_;
  std::unique_ptr<LinkListener> listener_;
  std::unique_ptr<Channel> channel_;
  std::unique_ptr<ServerLink> link_;
  std::vector<std::string> told_;
  std::vector<base::Json> hellos_;
  base::Timer deadline_;
};

TEST_F(ServerLinkTest, SaysHelloThenWhatItHas) {
  openServer({455, 0, {}});
  start();
  link_->publish(LinkState{base::StreamState::Live, "", "", "Algèbre"});
  link_->publish(part(0));
  runUntil("part0");
  EXPECT_EQ(told_, (std::vector<std::string>{"hello", "state", "part0"}));
  EXPECT_TRUE(hellos_[0]["first_msn"].is_null());
  EXPECT_EQ(hellos_[0]["session"], link_->session());
}

TEST_F(ServerLinkTest, WaitsForAServerThatIsNotThereYet) {
  start();
  link_->publish(part(0));
  auto later = loop_.after(base::Millis(250), [this] { openServer({1, 0, {}}); });
  runUntil("part0");
  EXPECT_EQ(told_.front(), "hello");
}

TEST_F(ServerLinkTest, ReplaysToARestartedServerWhatItLacks) {
  openServer({455, 3, {}});
  start();
  for (int i = 0; i < 3; ++i) link_->publish(part(i));
  runUntil("part2");
  closeServer();
  link_->publish(part(3));
  openServer({455, 3, {{"video", 1}}});
  runUntil("part3");
  EXPECT_EQ(told_, (std::vector<std::string>{"hello", "part2", "part3"}));
  EXPECT_EQ(hellos_[1]["first_msn"], 455);
  EXPECT_EQ(hellos_[1]["discontinuity"], 3);
  EXPECT_EQ(hellos_[1]["session"], hellos_[0]["session"]);
}

TEST_F(ServerLinkTest, LosesNoChatLineWhileTheServerIsAway) {
  start();
  link_->publish(LinkChat{"m1", "Ada", true, "hello", 1, {}});
  openServer({1, 0, {}});
  runUntil("chat");
  EXPECT_EQ(told_, (std::vector<std::string>{"hello", "chat"}));
}

TEST_F(ServerLinkTest, PassesOnLinesAndStops) {
  openServer({1, 0, {}});
  start();
  link_->publish(part(0));
  runUntil("part0");
  channel_->send(toFrame(ToWorker(LinkSay{"l1", "Zoé", "why?"})).header);
  loop_.run();
  EXPECT_EQ(said_, "why?");
  channel_->send(toFrame(ToWorker(LinkStop{"asked"})).header);
  loop_.run();
  EXPECT_EQ(stopped_, "asked");
}

TEST_F(ServerLinkTest, LeavesAServerThatTalksNonsense) {
  openServer({1, 0, {}});
  start();
  link_->publish(part(0));
  runUntil("part0");
  told_.clear();
  channel_->send(base::Json{{"type", "dance"}});
  runUntil("part0");
  EXPECT_EQ(told_.front(), "hello") << "it came back on a new connection";
}

}  // namespace
}  // namespace gateway
