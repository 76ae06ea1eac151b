// SPDX-License-Identifier: Apache-2.0
// The whole lecture from disk: rewound, over a restart of the server, and after its end.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <thread>

#include "gateway/origin/origin.hpp"
#include "pipelines/grid.hpp"
#include "tests/network/tools/raw_client.hpp"
#include "tests/unit/gateway/origin/feed.hpp"

namespace gateway {
namespace {

namespace fs = std::filesystem;
using pipelines::Rendition;
using ::tests::RawClient;
using ::tests::RawReply;

constexpr int64_t kSegments = 30;  // 115 s, of which memory holds 20 s
constexpr int64_t kParts = kSegments * pipelines::kPartsPerSegment;

class Rewind : public testing::Test {
 protected:
  Rewind() { serve(); }
  ~Rewind() override {
    server_.reset();
    origin_.reset();
    fs::remove_all(folder_);
  }

  /// A server; the one before is gone.
  void serve() {
    server_.reset();
    origin_.reset();
    origin_ = std::make_unique<Origin>(RingLimits{20, 12, 3600}, folder_.string());
    base::http::Routes routes;
    routes.onRequest = [this](base::http::Request request, base::http::Responder responder) {
      origin_->handle(std::move(request), std::move(responder));
    };
    auto server = base::http::Server::start({}, std::move(routes));
    ASSERT_TRUE(server);
    server_ = std::move(*server);
  }
  void open(const std::string& session) {
    start_ = origin_->openSession("demo", {session, {}, {}}, base::unixMillis());
    for (const auto& rendition : {Rendition::video(), Rendition::audio()})
      origin_->addInit("demo", tests::initOf(rendition));
  }
  void feed(int64_t from, int64_t to) {
    for (int64_t i = from; i < to; ++i) {
      for (const auto& rendition : {Rendition::video(), Rendition::audio()})
        origin_->addPart("demo", tests::partOf(rendition, i, now_));
      if (i % pipelines::kPartsPerSegment == 11) origin_->settle();
    }
  }
  RawReply ask(const std::string& target, const std::string& headers = "") const {
    return RawClient(server_->port()).ask("GET", "/hls/demo/" + target, headers);
  }
  std::string segment(int64_t msnAfterFirst) const {
    return "aaaaaaaa/video/s" + std::to_string(start_.firstMsn + msnAfterFirst) + ".m4s";
  }

  const int64_t now_ = base::unixMillis();
  const fs::path folder_ =
      fs::temp_directory_path() / ("amphi-rewind-" + std::to_string(::getpid()));
  std::unique_ptr<Origin> origin_;
  std::unique_ptr<base::http::Server> server_;
  SessionStart start_;
};

TEST_F(Rewind, ListsAndServesTheWholeLecture) {
  open("aaaaaaaa");
  feed(0, kParts + 3);
  const RawReply list = ask("video.m3u8");
  for (const int64_t i : {int64_t{0}, int64_t{7}, kSegments - 1})
    EXPECT_NE(list.body.find(segment(i) + "\n"), std::string::npos) << i;
  const RawReply first = ask(segment(0));
  EXPECT_EQ(first.body, "v0;v1;v2;v3;v4;v5;v6;v7;v8;v9;v10;v11;");
  EXPECT_EQ(first.header("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(first.header("content-type"), "video/mp4");
  const RawReply range = ask(segment(0), "range: bytes=3-5\r\n");
  EXPECT_EQ(range.status, 206);
  EXPECT_EQ(range.body, "v1;");
  EXPECT_EQ(ask("aaaaaaaa/video/p0.m4s").status, 404) << "its parts are long gone";
  EXPECT_LT(origin_->counters().bytesHeld, 1500u) << "memory holds the window only";
}

TEST_F(Rewind, DeltaUpdatesStaySmall) {
  open("aaaaaaaa");
  feed(0, kParts + 3);
  const RawReply full = ask("video.m3u8");
  const RawReply delta = ask("video.m3u8?_HLS_skip=YES");
  EXPECT_NE(delta.body.find("#EXT-X-SKIP:SKIPPED-SEGMENTS=23\n"), std::string::npos);
  EXPECT_LT(delta.body.size(), full.body.size());
  EXPECT_EQ(delta.body.find(segment(0)), std::string::npos);
}

TEST_F(Rewind, ALongListIsThereForWhoAsksForIt) {
  constexpr int64_t kLong = 170 * pipelines::kPartsPerSegment;
  open("aaaaaaaa");
  feed(0, kLong + 1);
  for (int64_t i = kLong; i < kLong + 3; ++i) {
    const RawReply list = ask("video.m3u8");
    EXPECT_NE(list.body.find(segment(0) + "\n"), std::string::npos);
    EXPECT_NE(list.body.find("p" + std::to_string(i) + ".m4s"), std::string::npos);
    EXPECT_EQ(list.header("etag"), ask("video.m3u8").header("etag"));
    feed(i + 1, i + 2);
  }
  RawClient parked(server_->port());
  parked.send("GET /hls/demo/video.m3u8?_HLS_msn=" + std::to_string(start_.firstMsn + 170) +
              "&_HLS_part=4 HTTP/1.1\r\nhost: a\r\n\r\n");
  const auto deadline = base::steadyNow() + std::chrono::seconds(10);
  while (origin_->counters().waiting == 0 && base::steadyNow() < deadline)
    std::this_thread::yield();
  feed(kLong + 4, kLong + 5);
  const RawReply list = parked.reply();
  EXPECT_NE(list.body.find(segment(0) + "\n"), std::string::npos);
  EXPECT_NE(list.body.find("p" + std::to_string(kLong + 4) + ".m4s"), std::string::npos);
}

TEST_F(Rewind, OutlivesTheServerWhileItsWorkerGoesOn) {
  open("aaaaaaaa");
  feed(0, kParts + 3);
  const auto before = start_;
  serve();
  open("aaaaaaaa");
  EXPECT_EQ(start_.firstMsn, before.firstMsn);
  EXPECT_EQ(start_.have.at("video"), kParts - 1) << "the open segment is sent again";
  feed(kParts - 5, kParts + 14);
  const RawReply list = ask("video.m3u8");
  EXPECT_NE(list.body.find(segment(0) + "\n"), std::string::npos);
  EXPECT_NE(list.body.find(segment(kSegments) + "\n"), std::string::npos);
  EXPECT_EQ(list.body.find("#EXT-X-DISCONTINUITY\n"), std::string::npos);
  EXPECT_EQ(list.body.find("#EXT-X-GAP"), std::string::npos);
  EXPECT_EQ(ask(segment(0)).body, "v0;v1;v2;v3;v4;v5;v6;v7;v8;v9;v10;v11;");
}

TEST_F(Rewind, AnotherWorkerAfterARestartIsADiscontinuity) {
  open("aaaaaaaa");
  feed(0, 36);
  const auto before = start_;
  serve();
  open("bbbbbbbb");
  EXPECT_EQ(start_.firstMsn, before.firstMsn + 3);
  feed(0, 14);
  const RawReply list = ask("audio.m3u8");
  EXPECT_NE(list.body.find("#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"bbbbbbbb/audio/"),
            std::string::npos);
}

TEST_F(Rewind, IsAVodFromTheMomentTheLectureEnds) {
  open("aaaaaaaa");
  feed(0, kParts + 3);
  EXPECT_EQ(ask("vod.m3u8").status, 404);
  origin_->endStream("demo", base::unixMillis());
  origin_->settle();
  for (int server = 0; server < 2; ++server) {
    const RawReply master = ask("vod.m3u8");
    ASSERT_EQ(master.status, 200);
    EXPECT_NE(master.body.find("\nvod-video.m3u8\n"), std::string::npos);
    EXPECT_NE(master.body.find("URI=\"vod-audio.m3u8\""), std::string::npos);
    const RawReply list = ask("vod-video.m3u8");
    EXPECT_NE(list.body.find("#EXT-X-PLAYLIST-TYPE:VOD\n"), std::string::npos);
    EXPECT_TRUE(
        list.body.ends_with("#EXTINF:0.96000,\n" + segment(kSegments) + "\n#EXT-X-ENDLIST\n"));
    EXPECT_EQ(list.header("cache-control"), "public, max-age=3600");
    EXPECT_TRUE(ask("video.m3u8").body.ends_with("#EXT-X-ENDLIST\n"));
    EXPECT_EQ(ask(segment(kSegments)).body, "v360;v361;v362;");
    serve();
    origin_->addStream("demo");
  }
}

TEST_F(Rewind, IsGoneWhenItsWindowIs) {
  open("aaaaaaaa");
  feed(0, 36);
  origin_->endStream("demo", now_);
  origin_->forgetEndedBefore(now_);
  EXPECT_EQ(ask("index.m3u8").status, 200) << "not yet";
  origin_->forgetEndedBefore(now_ + 1);
  origin_->settle();
  for (const std::string& target :
       {std::string("index.m3u8"), std::string("video.m3u8"), std::string("vod.m3u8"),
        std::string("vod-video.m3u8"), segment(0)})
    EXPECT_EQ(ask(target).status, 404) << target;
  EXPECT_FALSE(fs::exists(folder_ / "demo"));
  open("bbbbbbbb");
  feed(0, 14);
  EXPECT_EQ(ask("index.m3u8").status, 200) << "begun anew";
}

TEST_F(Rewind, RemovedLeavesNothingOnDisk) {
  open("aaaaaaaa");
  feed(0, 36);
  ASSERT_TRUE(fs::exists(folder_ / "demo" / "journal.jsonl"));
  origin_->removeStream("demo");
  origin_->settle();
  EXPECT_FALSE(fs::exists(folder_ / "demo"));
}

}  // namespace
}  // namespace gateway
