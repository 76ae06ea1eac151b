// SPDX-License-Identifier: Apache-2.0
// The hub behind the real front door.
#include "gateway/chat/hub.hpp"

#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "tests/network/tools/raw_client.hpp"

namespace gateway {
namespace {

using base::Json;
using base::StreamState;
using ::tests::RawClient;

class HubTest : public testing::Test {
 protected:
  HubTest()
      : hub_({[this](const std::string&, const ChatLine& line) { keep(stored_, line); },
              [this](const std::string&, const ChatLine& line) { keep(sent_, line); }}) {}

  void SetUp() override {
    base::http::ServerOptions options;
    options.threads = 2;
    base::http::Routes routes;
    routes.onUpgrade = [this](const base::http::Request& request,
                              std::shared_ptr<base::http::Peer> peer) {
      return hub_.onUpgrade(request, std::move(peer));
    };
    auto server = base::http::Server::start(options, std::move(routes));
    ASSERT_TRUE(server);
    server_ = std::move(*server);
    hub_.addStream("demo", {"Physique", {}}, {StreamState::Live, "", "", 0});
  }

  RawClient open() {
    RawClient made(server_->port());
    EXPECT_TRUE(made.upgrade("/ws/live/demo"));
    return made;
  }
  /// Opens and reads the greeting.
  RawClient join() {
    RawClient made = open();
    EXPECT_EQ(base::textAt(next(made), "type"), "hello");
    return made;
  }
  static Json next(RawClient& client) {
    auto json = base::parseJson(client.frame().payload);
    return json ? *json : Json();
  }
  static void say(RawClient& client, const std::string& id, const std::string& text,
                  const std::string& name = "Léa") {
    const Json frame = {{"type", "say"}, {"client_id", id}, {"name", name}, {"text", text}};
    client.sendFrame(1, base::compact(frame));
  }
  size_t storedCount() {
    const std::lock_guard lock(mutex_);
    return stored_.size();
  }
  void keep(std::vector<ChatLine>& lines, const ChatLine& line) {
    const std::lock_guard lock(mutex_);
    lines.push_back(line);
  }

  std::mutex mutex_;
  std::vector<ChatLine> stored_, sent_;
  Hub hub_;
  std::unique_ptr<base::http::Server> server_;
};

TEST_F(HubTest, UnknownStreamsAreRefused) {
  RawClient one(server_->port());
  EXPECT_FALSE(one.upgrade("/ws/live/other"));
}

TEST_F(HubTest, LineReachesEverybodyTheStoreAndTheMeetingOnce) {
  RawClient author = join();
  RawClient other = join();
  say(author, "c1", " Bonjour\n<b> ");
  const Json sent = next(author);
  EXPECT_EQ(base::textAt(sent, "type"), "sent");
  const Json own = next(author);
  const Json seen = next(other);
  EXPECT_EQ(own, seen);
  EXPECT_EQ(seen["line"]["text"], "Bonjour <b>");
  EXPECT_EQ(seen["line"]["role"], "listener");
  EXPECT_EQ(seen["line"]["origin"], "page");
  EXPECT_EQ(seen["line"]["id"], sent["id"]);
  say(author, "c1", "Bonjour <b>");
  EXPECT_EQ(next(author), sent) << "sent again: the same id, nothing shown";
  hub_.onMeetingChat("demo", {"bbb-1", "Amphi", false, "**Léa**: Bonjour", 5, sent["id"]});
  hub_.onMeetingChat("demo", {"bbb-2", "Ada", true, "Oui", 6, {}});
  hub_.onMeetingChat("demo", {"bbb-2", "Ada", true, "Oui", 6, {}});
  hub_.onMeetingChat("demo", {"bbb-3", "Bob", false, "Non", 7, {}});
  EXPECT_EQ(next(other)["line"]["id"], "bbb-2");
  EXPECT_EQ(next(other)["line"]["role"], "participant");
  EXPECT_EQ(storedCount(), 3u);
  EXPECT_EQ(sent_.size(), 1u);
}

TEST_F(HubTest, GreetingHoldsWhatWasSaid) {
  hub_.restore("demo", {{"old", "Ada", "presenter", "hier", 1, false}});
  hub_.onMeetingChat("demo", {"new", "Ada", true, "aujourd'hui", 2, {}});
  RawClient late = open();
  const Json hello = next(late);
  ASSERT_EQ(hello["chat"].size(), 2u);
  EXPECT_EQ(hello["chat"][0]["id"], "old");
  EXPECT_EQ(hello["state"], "live");
}

TEST_F(HubTest, RefusesWithAReason) {
  RawClient one = join();
  say(one, "c1", "");
  EXPECT_EQ(next(one)["code"], "empty");
  say(one, "c2", std::string(501, 'x'));
  EXPECT_EQ(next(one)["code"], "too_long");
  say(one, "c3", "x", " ");
  EXPECT_EQ(next(one)["code"], "no_name");
  for (int i = 0; i < 5; ++i) {
    say(one, "ok" + std::to_string(i), "x");
    next(one);
    next(one);
  }
  say(one, "c4", "x");
  EXPECT_EQ(next(one)["code"], "too_fast");
  RawClient other = join();
  hub_.onState("demo", {StreamState::Ended, "", "", 1});
  EXPECT_EQ(next(other)["state"], "ended");
  say(other, "c5", "x");
  EXPECT_EQ(next(other)["code"], "closed");
}

TEST_F(HubTest, TellsTheAuthorWhenTheMeetingRefuses) {
  RawClient author = join();
  say(author, "c1", "x");
  const std::string id = next(author)["id"];
  next(author);
  hub_.onRefused("demo", id);
  const Json refused = next(author);
  EXPECT_EQ(refused["type"], "refused");
  EXPECT_EQ(refused["client_id"], "c1");
  hub_.onRefused("demo", id);
  hub_.onRefused("demo", "unknown");
}

TEST_F(HubTest, BrokenFramesAreCountedAndIgnored) {
  RawClient one = join();
  for (const std::string text : {"nonsense", "[1]", R"({"type":"unknown"})", "{"})
    one.sendFrame(1, text);
  one.sendFrame(1, R"({"type":"ping","client_ms":42})");
  const Json pong = next(one);
  EXPECT_EQ(pong["type"], "pong");
  EXPECT_EQ(pong["client_ms"], 42);
  EXPECT_EQ(hub_.counters().broken, 4u);
}

TEST_F(HubTest, FloodOfFramesClosesTheSocket) {
  RawClient one = join();
  for (int i = 0; i < 61; ++i) one.sendFrame(1, "x");
  EXPECT_EQ(one.frame().closeCode(), 1008);
}

TEST_F(HubTest, StateIsToldOncePerChange) {
  RawClient one = join();
  hub_.onState("demo", {StreamState::Interrupted, "no_media", "Wait a moment.", 1});
  hub_.onState("demo", {StreamState::Interrupted, "no_media", "Wait a moment.", 1});
  hub_.onState("demo", {StreamState::Live, "", "", 2});
  EXPECT_EQ(next(one)["code"], "no_media");
  EXPECT_EQ(next(one)["state"], "live");
}

TEST_F(HubTest, ListenersAreCountedAtMostOnceASecond) {
  RawClient one = join();
  RawClient two = join();
  const base::Steady now = base::steadyNow();
  hub_.tick(now);
  EXPECT_EQ(next(one)["count"], 2);
  RawClient three = join();
  hub_.tick(now + std::chrono::milliseconds(500));
  hub_.tick(now + std::chrono::milliseconds(1100));
  EXPECT_EQ(next(one)["count"], 3);
}

TEST_F(HubTest, RemovedStreamClosesItsSockets) {
  RawClient one = join();
  hub_.removeStream("demo");
  EXPECT_EQ(one.frame().closeCode(), 1001);
}

TEST_F(HubTest, ThreeHundredListenersSeeOneOrder) {
  std::vector<RawClient> clients;
  for (int i = 0; i < 300; ++i) clients.push_back(join());
  for (size_t i = 0; i < 10; ++i)
    say(clients[i], "c" + std::to_string(i), "line " + std::to_string(i));
  for (size_t i = 0; i < 10; ++i)
    hub_.onMeetingChat("demo", {"m" + std::to_string(i), "Ada", true, "x", 1, {}});
  std::vector<std::string> order;
  for (RawClient& each : clients) {
    std::vector<std::string> seen;
    while (seen.size() < 20) {
      const Json frame = next(each);
      ASSERT_FALSE(frame.is_null());
      if (frame["type"] == "chat") seen.push_back(frame["line"]["id"]);
    }
    if (order.empty()) order = seen;
    ASSERT_EQ(seen, order);
  }
  EXPECT_EQ(hub_.counters().peers, 300u);
}

}  // namespace
}  // namespace gateway
