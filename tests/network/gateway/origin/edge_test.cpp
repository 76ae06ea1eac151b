// SPDX-License-Identifier: Apache-2.0
// configs/nginx/edge.conf in Debian's nginx, before the real origin.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>
#include <thread>
#include <vector>

#include "base/access_token.hpp"
#include "base/process.hpp"
#include "base/unique_fd.hpp"
#include "gateway/origin/origin.hpp"
#include "tests/network/tools/raw_client.hpp"
#include "tests/unit/gateway/origin/feed.hpp"

namespace gateway {
namespace {

namespace fs = std::filesystem;
using pipelines::Rendition;
using ::tests::RawClient;
using ::tests::RawReply;

constexpr base::Millis kDeadline{10'000};

/// A port nobody has; nginx cannot choose one itself.
int freePort() {
  const base::UniqueFd probe(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  EXPECT_EQ(::bind(probe.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(probe.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  return ntohs(address.sin_port);
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

/// The recipe as it is delivered, with the three lines changed that it asks to change.
std::string nginxSettings(const std::string& folder, int port, int originPort) {
  std::ifstream file("configs/nginx/edge.conf");
  std::stringstream recipe;
  recipe << file.rdbuf();
  std::string edge = replaced(recipe.str(), "/var/cache/nginx/amphi", folder + "/cache");
  edge = replaced(edge, "127.0.0.1:8080", "127.0.0.1:" + std::to_string(originPort));
  edge = replaced(edge, "listen 80;", "listen 127.0.0.1:" + std::to_string(port) + ";");
  std::string settings = "daemon off;\nmaster_process off;\npid " + folder + "/pid;\nerror_log " +
                         folder + "/error.log;\nevents { worker_connections 4096; }\nhttp {\n" +
                         "access_log off;\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
    settings += std::string(kind) + "_temp_path " + folder + "/" + kind + ";\n";
  return settings + edge + "}\n";
}

class EdgeTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("amphi-edge-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    openOrigin(0);
    edgePort_ = freePort();
    std::ofstream(folder_ / "nginx.conf")
        << nginxSettings(folder_.string(), edgePort_, server_->port());
    base::ProcessOptions options;
    options.argv = {"/usr/sbin/nginx", "-p", folder_.string(), "-c",
                    (folder_ / "nginx.conf").string()};
    auto started = base::Process::spawn(options);
    ASSERT_TRUE(started) << started.error().what;
    nginx_ = std::make_unique<base::Process>(std::move(*started));
    const auto deadline = base::steadyNow() + kDeadline;
    while (edge().ask("GET", "/").status == 0 && base::steadyNow() < deadline)
      std::this_thread::yield();
    start_ = origin_.openSession("demo", {"aaaaaaaa", {}, {}}, tests::kStartMillis);
    for (const auto& rendition : {Rendition::video(), Rendition::audio()})
      origin_.addInit("demo", tests::initOf(rendition));
    feed(0, 14);
  }
  void TearDown() override {
    if (nginx_) {
      nginx_->kill(SIGTERM);
      EXPECT_TRUE(nginx_->wait(kDeadline)) << "nginx goes on";
    }
    fs::remove_all(folder_);
  }

  void openOrigin(int port) {
    base::http::ServerOptions options;
    options.port = port;
    options.threads = 2;
    base::http::Routes routes;
    routes.onRequest = [this](base::http::Request request, base::http::Responder responder) {
      {
        const std::lock_guard lock(mutex_);
        ++asked_[request.path];
      }
      Origin& origin = restricted_ ? *restricted_ : origin_;
      origin.handle(std::move(request), std::move(responder));
    };
    auto server = base::http::Server::start(options, std::move(routes));
    ASSERT_TRUE(server) << server.error().what;
    server_ = std::move(*server);
    originPort_ = server_->port();
  }
  void feed(int64_t from, int64_t to) {
    for (int64_t i = from; i < to; ++i) {
      origin_.addPart("demo", tests::partOf(Rendition::video(), i));
      origin_.addPart("demo", tests::partOf(Rendition::audio(), i));
    }
  }
  void waitForWaiters(size_t count) {
    const auto deadline = base::steadyNow() + kDeadline;
    while (origin_.counters().waiting != count && base::steadyNow() < deadline)
      std::this_thread::yield();
    ASSERT_EQ(origin_.counters().waiting, count);
  }
  RawClient edge() const { return RawClient(edgePort_); }
  int asked(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return asked_[path];
  }
  std::string segment(int64_t msnAfterFirst) const {
    return "/hls/demo/aaaaaaaa/video/s" + std::to_string(start_.firstMsn + msnAfterFirst) + ".m4s";
  }
  std::string next(const char* name) const {
    return "/hls/demo/" + std::string(name) +
           ".m3u8?_HLS_msn=" + std::to_string(start_.firstMsn + 1) + "&_HLS_part=2";
  }

  fs::path folder_;
  Origin origin_;
  std::unique_ptr<Origin> restricted_;  // Answers instead, when there is one.
  SessionStart start_;
  std::mutex mutex_;  // guards asked_
  std::map<std::string, int> asked_;
  std::unique_ptr<base::http::Server> server_;
  int edgePort_ = 0, originPort_ = 0;
  std::unique_ptr<base::Process> nginx_;
};

TEST_F(EdgeTest, AsksTheOriginOnceForEachPieceOfMedia) {
  RawClient one = edge();
  const std::vector<std::string> objects{segment(0), "/hls/demo/aaaaaaaa/video/p13.m4s",
                                         "/hls/demo/aaaaaaaa/audio/p13.m4s",
                                         "/hls/demo/aaaaaaaa/video/i16b1d373.mp4"};
  int hits = 0;
  constexpr int kListeners = 50;
  for (int listener = 0; listener < kListeners; ++listener) {
    for (const std::string& object : objects) {
      const RawReply reply = one.ask("GET", object);
      ASSERT_EQ(reply.status, 200) << object;
      hits += reply.header("x-cache") == "HIT" ? 1 : 0;
    }
  }
  for (const std::string& object : objects) EXPECT_EQ(asked(object), 1) << object;
  EXPECT_EQ(hits, (kListeners - 1) * static_cast<int>(objects.size()));
  const RawReply range = one.ask("GET", segment(0), "range: bytes=3-5\r\n");
  EXPECT_EQ(range.status, 206);
  EXPECT_EQ(range.body, "v1;");
  EXPECT_EQ(one.ask("GET", segment(0) + "?session=7").header("x-cache"), "HIT");
}

TEST_F(EdgeTest, ManyAtOnceForOneSegmentAreOneRequest) {
  std::vector<RawClient> crowd;
  for (int i = 0; i < 40; ++i) crowd.push_back(edge());
  for (RawClient& each : crowd) each.send("GET " + segment(0) + " HTTP/1.1\r\nhost: a\r\n\r\n");
  for (RawClient& each : crowd) EXPECT_EQ(each.reply().status, 200);
  EXPECT_EQ(asked(segment(0)), 1);
}

TEST_F(EdgeTest, ABlockingReloadIsHeldAndAnsweredByThePart) {
  std::vector<RawClient> crowd;
  for (int i = 0; i < 20; ++i) crowd.push_back(edge());
  for (RawClient& each : crowd) each.send("GET " + next("video") + " HTTP/1.1\r\nhost: a\r\n\r\n");
  waitForWaiters(20);
  const auto published = base::steadyNow();
  feed(14, 15);
  for (RawClient& each : crowd)
    EXPECT_NE(each.reply().body.find("/video/p14.m4s\""), std::string::npos);
  // nginx's lock would let them wait for half a second; there is none here.
  EXPECT_LT(base::steadyNow() - published, base::Millis(400));
}

TEST_F(EdgeTest, AHintedPartIsHeldToo) {
  RawClient one = edge();
  one.send("GET /hls/demo/aaaaaaaa/video/p14.m4s HTTP/1.1\r\nhost: a\r\n\r\n");
  waitForWaiters(1);
  feed(14, 15);
  EXPECT_EQ(one.reply().body, "v14;");
}

TEST_F(EdgeTest, PlaylistsAreNeverOld) {
  RawClient one = edge();
  const std::string before = one.ask("GET", "/hls/demo/video.m3u8").body;
  feed(14, 15);
  EXPECT_NE(one.ask("GET", "/hls/demo/video.m3u8").body, before);
  EXPECT_EQ(one.ask("GET", "/hls/demo/video.m3u8?_HLS_msn=x").status, 400);
}

TEST_F(EdgeTest, MediaOutliveTheOriginAndItComesBack) {
  RawClient one = edge();
  ASSERT_EQ(one.ask("GET", segment(0)).status, 200);
  ASSERT_EQ(one.ask("GET", "/hls/demo/index.m3u8").status, 200);
  const int port = server_->port();
  server_.reset();
  EXPECT_EQ(one.ask("GET", segment(0)).status, 200);
  EXPECT_EQ(one.ask("GET", "/hls/demo/index.m3u8").status, 200);
  EXPECT_EQ(one.ask("GET", "/hls/demo/video.m3u8").status, 502);
  openOrigin(port);
  EXPECT_EQ(one.ask("GET", "/hls/demo/video.m3u8").status, 200);
}

TEST_F(EdgeTest, KeepsMediaOnceForAllTokensAndServesNobodyElse) {
  const std::string key = "key";
  server_.reset();
  restricted_ = std::make_unique<Origin>(RingLimits{}, "", key);
  static_cast<void>(restricted_->openSession("demo", {"aaaaaaaa", 100, 0}, tests::kStartMillis));
  for (const auto& rendition : {Rendition::video(), Rendition::audio()}) {
    restricted_->addInit("demo", tests::initOf(rendition));
    for (int64_t i = 0; i < 14; ++i) restricted_->addPart("demo", tests::partOf(rendition, i));
  }
  openOrigin(originPort_);
  const std::string media = "/demo/aaaaaaaa/video/p13.m4s";
  RawClient one = edge();
  std::vector<std::string> paths;
  for (int i = 0; i < 5; ++i)
    paths.push_back("/hls/" + base::accessToken(key, "demo", base::unixMillis() / 1000 + 60 + i));
  for (const std::string& path : paths) EXPECT_EQ(one.ask("GET", path + media).status, 200);
  EXPECT_EQ(one.ask("GET", paths[0] + media).header("x-cache"), "HIT");
  EXPECT_EQ(asked(paths[0] + media), 1);
  for (size_t i = 1; i < paths.size(); ++i) EXPECT_EQ(asked(paths[i] + media), 0);
  EXPECT_EQ(asked(paths[0] + "/demo/access"), 1) << "asked once in half a minute";
  const std::string forged = "/hls/~9999999999-" + std::string(32, '0');
  EXPECT_EQ(one.ask("GET", forged + media).status, 403);
  EXPECT_EQ(one.ask("GET", "/hls" + media).status, 403);
  EXPECT_EQ(one.ask("GET", forged + "/demo/index.m3u8").status, 403);
  EXPECT_EQ(one.ask("GET", paths[1] + "/demo/index.m3u8").status, 200);
}

TEST_F(EdgeTest, AnswersPreflightsAndShowsItsHeadersToOtherSites) {
  RawClient one = edge();
  const RawReply asked = one.ask("OPTIONS", "/hls/demo/video.m3u8",
                                 "origin: https://pod.example.org\r\n"
                                 "access-control-request-method: GET\r\n"
                                 "access-control-request-headers: range\r\n");
  EXPECT_EQ(asked.status, 204);
  EXPECT_EQ(asked.header("access-control-allow-origin"), "*");
  EXPECT_NE(asked.header("access-control-allow-headers").find("Range"), std::string::npos);
  for (int i = 0; i < 2; ++i) {
    const RawReply media = one.ask("GET", segment(0), "origin: https://pod.example.org\r\n");
    EXPECT_EQ(media.header("access-control-allow-origin"), "*") << media.header("x-cache");
    EXPECT_NE(media.header("access-control-expose-headers").find("Age"), std::string::npos);
  }
}

}  // namespace
}  // namespace gateway
