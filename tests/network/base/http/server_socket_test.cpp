// SPDX-License-Identifier: Apache-2.0
// Web sockets of the front door: echo, fragments, floods, slow and silent peers.
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <vector>

#include "base/http/server.hpp"
#include "tests/network/tools/raw_client.hpp"

namespace base::http {
namespace {

using tests::RawClient;

class Echo final : public PeerEvents {
 public:
  Echo(std::shared_ptr<Peer> peer, std::atomic<int>& closed)
      : peer_(std::move(peer)), closed_(closed) {}
  void onText(std::string text) override {
    if (text == "bye")
      peer_->close(4001, "as you wish");
    else
      peer_->send(body(std::move(text)));
  }
  void onClosed() override { ++closed_; }

 private:
  const std::shared_ptr<Peer> peer_;
  std::atomic<int>& closed_;
};

class SocketTest : public testing::Test {
 protected:
  void SetUp() override {
    ServerOptions options;
    options.threads = 2;
    options.maxMessageBytes = 8192;
    options.maxQueuedBytes = 100'000;
    Routes routes;
    routes.onUpgrade = [this](const Request& request,
                              std::shared_ptr<Peer> peer) -> std::unique_ptr<PeerEvents> {
      if (request.path != "/ws") return nullptr;
      const std::lock_guard lock(mutex_);
      peers_.push_back(peer);
      return std::make_unique<Echo>(std::move(peer), closed_);
    };
    auto server = Server::start(options, std::move(routes));
    ASSERT_TRUE(server) << server.error().what;
    server_ = std::move(*server);
  }
  RawClient open() {
    RawClient made(server_->port());
    EXPECT_TRUE(made.upgrade("/ws"));
    return made;
  }
  std::shared_ptr<Peer> lastPeer() {
    const std::lock_guard lock(mutex_);
    return peers_.back();
  }
  void waitForClosed(int count) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (closed_ < count && std::chrono::steady_clock::now() < deadline)
      std::this_thread::yield();
    EXPECT_EQ(closed_, count);
  }

  std::atomic<int> closed_ = 0;
  std::mutex mutex_;
  std::vector<std::shared_ptr<Peer>> peers_;
  std::unique_ptr<Server> server_;
};

TEST_F(SocketTest, EchoesTextAndJoinsFragments) {
  RawClient one = open();
  one.sendFrame(1, "hello");
  EXPECT_EQ(one.frame().payload, "hello");
  one.sendFrame(1, "a", false);
  one.sendFrame(9, "ping in between");
  one.sendFrame(0, std::string(8000, 'b'), false);
  one.sendFrame(0, "c");
  EXPECT_EQ(one.frame().opcode, 10);
  EXPECT_EQ(one.frame().payload, "a" + std::string(8000, 'b') + "c");
}

TEST_F(SocketTest, UnknownPathIs404) {
  RawClient one(server_->port());
  EXPECT_FALSE(one.upgrade("/elsewhere"));
}

TEST_F(SocketTest, TooLongMessagesClose1009) {
  RawClient whole = open();
  whole.sendFrame(1, std::string(8193, 'x'));
  EXPECT_EQ(whole.frame().closeCode(), 1009);
  RawClient pieces = open();
  for (int i = 0; i < 3; ++i) pieces.sendFrame(i == 0 ? 1 : 0, std::string(4000, 'x'), false);
  EXPECT_EQ(pieces.frame().closeCode(), 1009);
  RawClient liar = open();
  liar.send(std::string("\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 14) +
            std::string(9000, 'x'));
  EXPECT_EQ(liar.frame().closeCode(), 1009);
  waitForClosed(3);
}

TEST_F(SocketTest, BinaryAndBrokenUtf8AreRefused) {
  RawClient binary = open();
  binary.sendFrame(2, "x");
  EXPECT_EQ(binary.frame().closeCode(), 1003);
  RawClient broken = open();
  broken.sendFrame(1, "\xff\xfe");
  EXPECT_NE(broken.frame().opcode, 1);
}

TEST_F(SocketTest, GarbageAfterTheUpgradeClosesOnlyThatPeer) {
  RawClient good = open();
  RawClient bad = open();
  bad.send(std::string(3000, '\xff'));
  EXPECT_NE(bad.frame().opcode, 1);
  good.sendFrame(1, "still here");
  EXPECT_EQ(good.frame().payload, "still here");
}

TEST_F(SocketTest, ServerClosesWithItsCodeAfterWhatWasQueued) {
  RawClient one = open();
  one.sendFrame(1, "last words");
  one.sendFrame(1, "bye");
  EXPECT_EQ(one.frame().payload, "last words");
  EXPECT_EQ(one.frame().closeCode(), 4001);
  waitForClosed(1);
}

TEST_F(SocketTest, SlowPeerIsClosedAndOthersAreNot) {
  RawClient slow(server_->port());
  slow.receiveBufferOf(4096);
  ASSERT_TRUE(slow.upgrade("/ws"));
  const std::shared_ptr<Peer> peer = lastPeer();
  RawClient quick = open();
  const Body line = body(std::string(50'000, 'x'));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (closed_ == 0 && std::chrono::steady_clock::now() < deadline) {
    peer->send(line);
    std::this_thread::yield();
  }
  quick.sendFrame(1, "unharmed");
  EXPECT_EQ(quick.frame().payload, "unharmed");
  waitForClosed(1);
}

TEST_F(SocketTest, OneSharedMessageReachesThreeHundredPeers) {
  std::vector<RawClient> clients;
  for (int i = 0; i < 300; ++i) clients.push_back(open());
  const Body line = body("to everyone");
  {
    const std::lock_guard lock(mutex_);
    for (const auto& peer : peers_) peer->send(line);
  }
  for (RawClient& each : clients) EXPECT_EQ(each.frame().payload, "to everyone");
  EXPECT_EQ(server_->counters().openPeers, 300u);
  clients.clear();
  waitForClosed(300);
}

TEST_F(SocketTest, StoppingClosesEveryPeer) {
  std::vector<RawClient> clients;
  for (int i = 0; i < 10; ++i) clients.push_back(open());
  server_.reset();
  EXPECT_EQ(closed_, 10);
  peers_.front()->send(body("nobody hears this"));
}

}  // namespace
}  // namespace base::http
