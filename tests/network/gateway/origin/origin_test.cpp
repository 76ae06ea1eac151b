// SPDX-License-Identifier: Apache-2.0
// The origin behind the real front door: blocking reloads, hinted parts, headers, a replaced
// worker.
#include "gateway/origin/origin.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "pipelines/grid.hpp"
#include "tests/network/tools/raw_client.hpp"
#include "tests/unit/gateway/origin/feed.hpp"

namespace gateway {
namespace {

using pipelines::Rendition;
using ::tests::RawClient;
using ::tests::RawReply;

class OriginTest : public testing::Test {
 protected:
  void SetUp() override {
    base::http::ServerOptions options;
    options.threads = 2;
    base::http::Routes routes;
    routes.onRequest = [this](base::http::Request request, base::http::Responder responder) {
      origin_.handle(std::move(request), std::move(responder));
    };
    auto server = base::http::Server::start(options, std::move(routes));
    ASSERT_TRUE(server);
    server_ = std::move(*server);
  }

  void open(const std::string& session) {
    start_ = origin_.openSession("demo", {session, {}, {}}, tests::kStartMillis);
    for (const Rendition& rendition : {Rendition::video(), Rendition::audio()})
      origin_.addInit("demo", tests::initOf(rendition));
  }
  void feed(int64_t from, int64_t to) {
    for (int64_t i = from; i < to; ++i) {
      origin_.addPart("demo", tests::partOf(Rendition::video(), i));
      origin_.addPart("demo", tests::partOf(Rendition::audio(), i));
    }
  }
  void waitForWaiters(size_t count) {
    const auto deadline = base::steadyNow() + std::chrono::seconds(10);
    while (origin_.counters().waiting != count && base::steadyNow() < deadline)
      std::this_thread::yield();
    ASSERT_EQ(origin_.counters().waiting, count);
  }
  RawClient client() const { return RawClient(server_->port()); }
  std::string video(int64_t msnAfterFirst, const std::string& part) const {
    return "/hls/demo/video.m3u8?_HLS_msn=" + std::to_string(start_.firstMsn + msnAfterFirst) +
           (part.empty() ? "" : "&_HLS_part=" + part);
  }

  Origin origin_;
  SessionStart start_;
  std::unique_ptr<base::http::Server> server_;
};

TEST_F(OriginTest, ServesPlaylistsSegmentsAndInit) {
  open("aaaaaaaa");
  feed(0, 14);
  RawClient one = client();
  const RawReply master = one.ask("GET", "/hls/demo/index.m3u8");
  EXPECT_EQ(master.header("content-type"), "application/vnd.apple.mpegurl");
  EXPECT_NE(master.body.find("video.m3u8"), std::string::npos);
  const RawReply list = one.ask("GET", "/hls/demo/video.m3u8");
  EXPECT_EQ(list.header("cache-control"), "no-cache");
  EXPECT_EQ(list.header("access-control-allow-origin"), "*");
  const std::string segment = "aaaaaaaa/video/s" + std::to_string(start_.firstMsn) + ".m4s";
  EXPECT_NE(list.body.find(segment), std::string::npos);
  const RawReply media = one.ask("GET", "/hls/demo/" + segment);
  EXPECT_EQ(media.body, "v0;v1;v2;v3;v4;v5;v6;v7;v8;v9;v10;v11;");
  EXPECT_EQ(media.header("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(media.header("content-type"), "video/mp4");
  EXPECT_EQ(one.ask("GET", "/hls/demo/aaaaaaaa/audio/p13.m4s").body, "a13;");
  EXPECT_EQ(one.ask("GET", "/hls/demo/aaaaaaaa/video/i16b1d373.mp4").body, "init");
  EXPECT_EQ(one.ask("GET", "/hls/demo/" + segment, "range: bytes=3-5\r\n").body, "v1;");
  EXPECT_EQ(one.ask("HEAD", "/hls/demo/" + segment).header("content-length"), "38");
  EXPECT_EQ(one.ask("GET", "/hls/demo/video.m3u8", "accept-encoding: gzip\r\n")
                .header("content-encoding"),
            "gzip");
  const std::string tag = "if-none-match: " + list.header("etag") + "\r\n";
  EXPECT_EQ(one.ask("GET", "/hls/demo/video.m3u8", tag).status, 304);
}

TEST_F(OriginTest, RefusesWhatItCannotServe) {
  open("aaaaaaaa");
  feed(0, 14);
  RawClient one = client();
  EXPECT_EQ(one.ask("GET", "/hls/other/index.m3u8").status, 404);
  EXPECT_EQ(one.ask("GET", "/hls/demo/nothing").status, 404);
  EXPECT_EQ(one.ask("GET", "/hls/demo").status, 404);
  EXPECT_EQ(one.ask("GET", "/hls/demo/aaaaaaaa/video/p99.m4s").status, 404);
  EXPECT_EQ(one.ask("GET", "/hls/demo/video.m3u8?_HLS_part=1").status, 400);
  EXPECT_EQ(one.ask("GET", "/hls/demo/video.m3u8?_HLS_msn=-1").status, 400);
  EXPECT_EQ(one.ask("GET", "/hls/demo/video.m3u8?_HLS_msn=x").status, 400);
  EXPECT_EQ(one.ask("GET", video(3, "")).status, 400);
  EXPECT_EQ(one.ask("POST", "/hls/demo/index.m3u8", "", "x").status, 405);
  EXPECT_EQ(one.ask("OPTIONS", "/hls/demo/index.m3u8").status, 204);
}

TEST_F(OriginTest, EveryRungHasItsPlaylistAndItsMedia) {
  const Rendition small{pipelines::Medium::Picture, "240p"};
  open("aaaaaaaa");
  auto init = tests::initOf(small, "small");
  init.bitsPerSecond = 250'000;
  origin_.addInit("demo", init);
  RawClient one = client();
  ASSERT_TRUE(one.send("GET /hls/demo/index.m3u8 HTTP/1.1\r\nhost: a\r\n\r\n"));
  waitForWaiters(1);
  feed(0, 14);
  ASSERT_EQ(origin_.counters().waiting, 1u) << "one rendition is not there yet";
  for (int64_t i = 0; i < 14; ++i) origin_.addPart("demo", tests::partOf(small, i));
  const RawReply master = one.reply();
  EXPECT_TRUE(master.body.ends_with("\n240p.m3u8\n")) << master.body;
  const RawReply list = one.ask("GET", "/hls/demo/240p.m3u8");
  EXPECT_EQ(list.status, 200);
  for (const char* other : {"video", "audio"})
    EXPECT_NE(list.body.find("RENDITION-REPORT:URI=\"" + std::string(other) + ".m3u8\""),
              std::string::npos);
  EXPECT_EQ(one.ask("GET", "/hls/demo/aaaaaaaa/240p/p13.m4s").body, "v13;");
  EXPECT_EQ(one.ask("GET", "/hls/demo/480p.m3u8").status, 404);
}

TEST_F(OriginTest, AStreamHoldsABoundedLadder) {
  open("aaaaaaaa");
  for (int i = 0; i < 20; ++i)
    origin_.addInit("demo", tests::initOf({pipelines::Medium::Picture, "r" + std::to_string(i)}));
  RawClient one = client();
  feed(0, 14);
  for (int i = 0; i < 20; ++i)
    for (int64_t part = 0; part < 14; ++part)
      origin_.addPart("demo",
                      tests::partOf({pipelines::Medium::Picture, "r" + std::to_string(i)}, part));
  EXPECT_EQ(one.ask("GET", "/hls/demo/r5.m3u8").status, 200);
  EXPECT_EQ(one.ask("GET", "/hls/demo/r6.m3u8").status, 404);
}

TEST_F(OriginTest, BlockingReloadWaitsForItsPart) {
  open("aaaaaaaa");
  feed(0, 14);
  RawClient one = client();
  EXPECT_NE(one.ask("GET", video(1, "1")).body.find("/p13.m4s"), std::string::npos);
  one.send("GET " + video(1, "2") + " HTTP/1.1\r\n\r\n");
  waitForWaiters(1);
  feed(14, 15);
  const RawReply reply = one.reply();
  EXPECT_NE(reply.body.find("PART:DURATION=0.32000,URI=\"aaaaaaaa/video/p14.m4s\""),
            std::string::npos);
  EXPECT_EQ(reply.header("cache-control"), "public, max-age=24");
}

TEST_F(OriginTest, OneThousandWaitersAreAllAnswered) {
  open("aaaaaaaa");
  feed(0, 14);
  std::vector<RawClient> clients;
  for (int i = 0; i < 1000; ++i) clients.push_back(client());
  for (RawClient& each : clients) each.send("GET " + video(1, "2") + " HTTP/1.1\r\n\r\n");
  waitForWaiters(1000);
  feed(14, 15);
  for (RawClient& each : clients) ASSERT_EQ(each.reply().status, 200);
}

TEST_F(OriginTest, HintedPartIsHeldUntilWhole) {
  open("aaaaaaaa");
  feed(0, 14);
  RawClient one = client();
  one.send("GET /hls/demo/aaaaaaaa/video/p14.m4s HTTP/1.1\r\n\r\n");
  waitForWaiters(1);
  feed(14, 15);
  EXPECT_EQ(one.reply().body, "v14;");
}

TEST_F(OriginTest, BeginningOfAStreamIsHeldUntilItsFirstSegment) {
  open("aaaaaaaa");
  feed(0, 3);
  RawClient master = client();
  RawClient list = client();
  master.send("GET /hls/demo/index.m3u8 HTTP/1.1\r\n\r\n");
  list.send("GET /hls/demo/audio.m3u8 HTTP/1.1\r\n\r\n");
  waitForWaiters(2);
  feed(3, 12);
  EXPECT_EQ(master.reply().status, 200);
  EXPECT_EQ(list.reply().status, 200);
}

TEST_F(OriginTest, FrozenSourceIs503AndPlainRequestsGoOn) {
  open("aaaaaaaa");
  feed(0, 14);
  RawClient one = client();
  one.send("GET " + video(1, "2") + " HTTP/1.1\r\n\r\n");
  waitForWaiters(1);
  origin_.expire(base::steadyNow() + std::chrono::seconds(9));
  const RawReply late = one.reply();
  EXPECT_EQ(late.status, 503);
  EXPECT_EQ(late.header("cache-control"), "no-store");
  EXPECT_EQ(one.ask("GET", "/hls/demo/video.m3u8").status, 200);
  origin_.interrupt("demo");
  EXPECT_EQ(one.ask("GET", video(1, "2")).status, 503);
  feed(14, 15);
  EXPECT_EQ(one.ask("GET", video(1, "2")).status, 200);
}

TEST_F(OriginTest, ReplacedWorkerGoesOnBehindADiscontinuity) {
  open("aaaaaaaa");
  feed(0, 14);
  const int64_t first = start_.firstMsn;
  RawClient waiting = client();
  RawClient hinted = client();
  waiting.send("GET " + video(1, "2") + " HTTP/1.1\r\n\r\n");
  hinted.send("GET /hls/demo/aaaaaaaa/video/p14.m4s HTTP/1.1\r\n\r\n");
  waitForWaiters(2);
  open("bbbbbbbb");
  EXPECT_EQ(start_.firstMsn, first + 2);
  EXPECT_EQ(start_.discontinuity, 1);
  EXPECT_EQ(hinted.reply().status, 404);
  feed(0, 1);
  const RawReply reply = waiting.reply();
  EXPECT_EQ(reply.status, 200);
  EXPECT_NE(reply.body.find("#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"bbbbbbbb/video/"),
            std::string::npos);
  EXPECT_NE(reply.body.find("MEDIA-SEQUENCE:" + std::to_string(first)), std::string::npos);
}

TEST_F(OriginTest, RestartedServerTakesUpASession) {
  start_ = origin_.openSession("demo", {"aaaaaaaa", 7000, 3}, tests::kStartMillis);
  EXPECT_EQ(start_.firstMsn, 7000);
  EXPECT_TRUE(start_.have.empty());
  for (const Rendition& rendition : {Rendition::video(), Rendition::audio()})
    origin_.addInit("demo", tests::initOf(rendition));
  feed(30, 60);  // what the worker still keeps
  const RawReply list = client().ask("GET", "/hls/demo/video.m3u8");
  EXPECT_NE(list.body.find("#EXT-X-MEDIA-SEQUENCE:7003\n#EXT-X-DISCONTINUITY-SEQUENCE:3\n"),
            std::string::npos)
      << list.body;
  const SessionStart again = origin_.openSession("demo", {"aaaaaaaa", 7000, 3}, 0);
  EXPECT_EQ(again.firstMsn, 7000);
  EXPECT_EQ(again.have.at("video"), 59);
}

TEST_F(OriginTest, EndedStreamStaysAndAStartedOneIsNew) {
  open("aaaaaaaa");
  feed(0, 30);
  RawClient one = client();
  one.send("GET " + video(2, "6") + " HTTP/1.1\r\n\r\n");
  waitForWaiters(1);
  origin_.endStream("demo", tests::kStartMillis);
  EXPECT_TRUE(one.reply().body.ends_with("#EXT-X-ENDLIST\n"));
  EXPECT_EQ(one.ask("GET", video(90, "")).status, 200);
  const int64_t before = start_.firstMsn;
  open("bbbbbbbb");
  EXPECT_EQ(start_.firstMsn, before + 3);
  feed(0, 12);
  const std::string fresh = one.ask("GET", "/hls/demo/audio.m3u8").body;
  EXPECT_EQ(fresh.find("aaaaaaaa"), std::string::npos);
  EXPECT_EQ(fresh.find("ENDLIST"), std::string::npos);
}

TEST_F(OriginTest, RemovedStreamIsGoneForThoseWhoWait) {
  open("aaaaaaaa");
  feed(0, 14);
  RawClient one = client();
  one.send("GET " + video(1, "2") + " HTTP/1.1\r\n\r\n");
  waitForWaiters(1);
  origin_.removeStream("demo");
  EXPECT_EQ(one.reply().status, 404);
  EXPECT_EQ(one.ask("GET", "/hls/demo/index.m3u8").status, 404);
}

TEST_F(OriginTest, ListenersReadWhileAWorkerPublishes) {
  open("aaaaaaaa");
  feed(0, 14);
  std::thread publisher([this] { feed(14, 600); });
  RawClient one = client();
  for (int i = 0; i < 200; ++i) {
    ASSERT_EQ(one.ask("GET", "/hls/demo/video.m3u8?_HLS_skip=YES").status, 200);
    ASSERT_EQ(one.ask("GET", "/hls/demo/audio.m3u8").status, 200);
    ASSERT_EQ(one.ask("GET", "/hls/demo/aaaaaaaa/video/p13.m4s").status, 200);
  }
  publisher.join();
}

}  // namespace
}  // namespace gateway
