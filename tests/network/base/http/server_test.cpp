// SPDX-License-Identifier: Apache-2.0
// The front door on a real socket: requests, garbage, parked answers, slow and many clients.
#include "base/http/server.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/http/server_message.hpp"
#include "tests/network/tools/raw_client.hpp"

namespace base::http {
namespace {

using tests::RawClient;
using tests::RawReply;

constexpr auto kPatience = std::chrono::seconds(10);

/// A server whose "/park" hands the responder to the test.
class ServerTest : public testing::Test {
 protected:
  void start(ServerOptions options = {}) {
    Routes routes;
    routes.onRequest = [this](Request request, Responder responder) {
      answer(std::move(request), std::move(responder));
    };
    auto server = Server::start(std::move(options), std::move(routes));
    ASSERT_TRUE(server) << server.error().what;
    server_ = std::move(*server);
  }
  void SetUp() override {
    ServerOptions options;
    options.threads = 2;
    options.maxBodyBytes = 10000;
    start(std::move(options));
  }

  RawClient client() const { return RawClient(server_->port()); }

  /// Waits for the next parked request.
  std::optional<Responder> parked() {
    std::unique_lock lock(mutex_);
    if (!arrived_.wait_for(lock, kPatience, [this] { return !parked_.empty(); })) return {};
    Responder first = std::move(parked_.front());
    parked_.erase(parked_.begin());
    return first;
  }

  std::unique_ptr<Server> server_;

 private:
  void answer(Request request, Responder responder) {
    if (request.path == "/park") {
      const std::lock_guard lock(mutex_);
      parked_.push_back(std::move(responder));
      arrived_.notify_one();
      return;
    }
    if (request.path == "/drop") return;
    if (request.path == "/big") {
      Response response;
      response.chunks = {big_, big_};
      return std::move(responder).send(std::move(response));
    }
    std::string text = request.method + " " + request.path;
    for (const auto& [key, value] : request.query) text += " " + key + "=" + value;
    if (!request.body.empty()) text += " " + std::to_string(request.body.size());
    std::move(responder).send(Response::text(200, text));
  }

  const Body big_ = body(std::string(5'000'000, 'b'));
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Responder> parked_;
};

TEST_F(ServerTest, AnswersEveryMethodOnOneConnection) {
  RawClient one = client();
  EXPECT_EQ(one.ask("GET", "/a%20b?x=1&y=%C3%A9").body, "GET /a b x=1 y=\xC3\xA9");
  EXPECT_EQ(one.ask("POST", "/p", "", "12345").body, "POST /p 5");
  EXPECT_EQ(one.ask("POST", "/p", "content-length: 0\r\n").body, "POST /p");
  EXPECT_EQ(one.ask("PUT", "/p", "content-length: 0\r\n").body, "PUT /p");
  EXPECT_EQ(one.ask("PATCH", "/p", "", "1").body, "PATCH /p 1");
  EXPECT_EQ(one.ask("DELETE", "/d").body, "DELETE /d");
  EXPECT_EQ(one.ask("OPTIONS", "/o").body, "OPTIONS /o");
  const RawReply head = one.ask("HEAD", "/h");
  EXPECT_EQ(head.header("content-length"), "7");
  EXPECT_EQ(one.ask("GET", "/last").body, "GET /last");
  EXPECT_EQ(server_->counters().connections, 1u);
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  RawClient one = client();
  one.send("GET /1 HTTP/1.1\r\n\r\nGET /park HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
  EXPECT_EQ(one.reply().body, "GET /1");
  auto waiting = parked();
  ASSERT_TRUE(waiting);
  std::move(*waiting).send(Response::text(200, "parked"));
  EXPECT_EQ(one.reply().body, "parked");
  EXPECT_EQ(one.reply().body, "GET /2");
}

TEST_F(ServerTest, ParkedRequestsAreAnsweredFromAnotherThread) {
  std::vector<RawClient> clients;
  for (int i = 0; i < 50; ++i) clients.push_back(client());
  for (RawClient& each : clients) each.send("GET /park HTTP/1.1\r\n\r\n");
  std::vector<Responder> waiting;
  for (int i = 0; i < 50; ++i) waiting.push_back(std::move(*parked()));
  std::thread other([&] {
    for (Responder& responder : waiting) std::move(responder).send(Response::text(200, "now"));
  });
  for (RawClient& each : clients) EXPECT_EQ(each.reply().body, "now");
  other.join();
}

TEST_F(ServerTest, ResponderKnowsThatItsClientLeft) {
  RawClient one = client();
  one.send("GET /park HTTP/1.1\r\n\r\n");
  auto waiting = parked();
  ASSERT_TRUE(waiting);
  EXPECT_FALSE(waiting->isGone());
  one.close();
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!waiting->isGone() && std::chrono::steady_clock::now() < deadline)
    std::this_thread::yield();
  EXPECT_TRUE(waiting->isGone());
  std::move(*waiting).send(Response::text(200, "too late"));
}

TEST_F(ServerTest, DroppedResponderAnswers500) {
  EXPECT_EQ(client().ask("GET", "/drop").status, 500);
}

TEST_F(ServerTest, BoundsBodies) {
  EXPECT_EQ(client().ask("POST", "/p", "", std::string(10000, 'x')).status, 200);
  EXPECT_EQ(client().ask("POST", "/p", "", std::string(10001, 'x')).status, 413);
  EXPECT_EQ(client().ask("POST", "/p", "content-length: 99999999999\r\n").status, 413);
  EXPECT_EQ(client().ask("POST", "/p", "content-length: -1\r\n").status, 400);
  EXPECT_EQ(client().ask("POST", "/p", "content-length: 5x\r\n").status, 400);
  EXPECT_EQ(client().ask("POST", "/p").status, 411);
  EXPECT_EQ(client().ask("POST", "/p", "transfer-encoding: chunked\r\n").status, 411);
}

TEST_F(ServerTest, RefusesGarbage) {
  const std::pair<std::string, int> kCases[] = {
      {"garbage\r\n\r\n", 400},
      {std::string("\0\1\2\3", 4), 400},
      {"TRACE / HTTP/1.1\r\n\r\n", 405},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
      {"GET /%zz HTTP/1.1\r\n\r\n", 403},
      {"GET /%00b HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n", 400},
  };
  for (const auto& [bytes, status] : kCases) {
    RawClient one = client();
    one.send(bytes);
    const std::string answer = one.receiveToEnd();
    EXPECT_EQ(answer.substr(0, 12).substr(std::min<size_t>(answer.size(), 9)),
              std::to_string(status))
        << bytes;
  }
  EXPECT_EQ(client().ask("GET", "/fine").status, 200);
}

TEST_F(ServerTest, RefusesHeadsThatAreTooLong) {
  const std::string nineKilobytes(9000, 'x');
  EXPECT_EQ(client().ask("GET", "/", "cookie: " + nineKilobytes + "\r\n").status, 431);
  EXPECT_EQ(client().ask("GET", "/" + nineKilobytes).status, 431);
  // libwebsockets hangs up before it tells us.
  EXPECT_EQ(client().ask("GET", "/", "a: " + nineKilobytes + nineKilobytes + "\r\n").status, 0);
}

TEST_F(ServerTest, PathsCannotClimb) {
  for (const std::string path :
       {"/../etc", "/a/../../etc", "/%2e%2e/etc", "/a/%2e%2e/%2e%2e/etc"}) {
    const RawReply reply = client().ask("GET", path);
    EXPECT_EQ(reply.body.find(".."), std::string::npos) << path << " became " << reply.body;
  }
}

TEST_F(ServerTest, SlowReaderGetsEveryByteAndHoldsUpNobody) {
  RawClient slow = client();
  slow.receiveBufferOf(1 << 16);
  slow.send("GET /big HTTP/1.1\r\n\r\nGET /after HTTP/1.1\r\n\r\n");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(client().ask("GET", "/x").status, 200);
  EXPECT_EQ(slow.reply().body.size(), 10'000'000u);
  EXPECT_EQ(slow.reply().body, "GET /after");
}

TEST_F(ServerTest, ReaderThatLeavesHalfWayIsForgotten) {
  for (int i = 0; i < 20; ++i) {
    RawClient one = client();
    one.receiveBufferOf(4096);
    one.send("GET /big HTTP/1.1\r\n\r\n");
    one.receive();
  }
  EXPECT_EQ(client().ask("GET", "/x").status, 200);
}

TEST_F(ServerTest, ServesFiveHundredConnections) {
  std::vector<RawClient> clients;
  for (int i = 0; i < 500; ++i) clients.push_back(client());
  for (RawClient& each : clients) each.send("GET /x HTTP/1.1\r\nhost: a\r\n\r\n");
  for (RawClient& each : clients) EXPECT_EQ(each.reply().body, "GET /x");
  EXPECT_GE(server_->counters().openSockets, 500u);
}

TEST_F(ServerTest, PortInUseIsAFaultOfTheSettings) {
  ServerOptions options;
  options.port = server_->port();
  const auto second = Server::start(options, {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, Fault::Config);
  EXPECT_EQ(second.error().code, "address_in_use");
}

TEST_F(ServerTest, StopsWhileRequestsWait) {
  RawClient one = client();
  one.send("GET /park HTTP/1.1\r\n\r\n");
  auto waiting = parked();
  ASSERT_TRUE(waiting);
  server_.reset();
  EXPECT_TRUE(waiting->isGone());
  std::move(*waiting).send(Response::text(200, "nobody hears this"));
}

TEST_F(ServerTest, IdleConnectionsAreClosed) {
  server_.reset();
  ServerOptions options;
  options.idleTimeout = Millis(100);
  start(std::move(options));
  RawClient one = client();
  EXPECT_EQ(one.ask("GET", "/x").status, 200);
  EXPECT_EQ(one.receive(), "");
}

TEST(ServerMessage, HeadersCannotBeSplit) {
  Response response = Response::text(200, "x");
  response.headers.emplace_back("location", "/a\r\nset-cookie: b");
  EXPECT_EQ(renderHead(response, "today", true).find("\r\nset-cookie"), std::string::npos);
}

}  // namespace
}  // namespace base::http
