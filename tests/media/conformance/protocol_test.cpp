// SPDX-License-Identifier: Apache-2.0
// Protocol: the assertions 41 to 51 of a conforming origin, by their numbers.
#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "base/clock.hpp"
#include "tests/media/conformance/lecture.hpp"

namespace conformance {
namespace {

/// A stream in the middle of its second segment.
class ConformingProtocol : public testing::Test {
 protected:
  ConformingProtocol() {
    studio_.open("cccccccc", take());
    studio_.feed(take(), 0, 8);
  }
  static const Take& take() {
    static const Take recorded = record(6 + 12 + 2, base::unixMillis());
    return recorded;
  }
  std::string ask(const std::string& name, int64_t segment, const std::string& part = "") const {
    return name + ".m3u8?_HLS_msn=" + std::to_string(studio_.firstMsn() + segment) +
           (part.empty() ? "" : "&_HLS_part=" + part);
  }
  void waitForWaiters(size_t count) {
    const auto deadline = base::steadyNow() + std::chrono::seconds(10);
    while (studio_.origin().counters().waiting != count && base::steadyNow() < deadline)
      std::this_thread::yield();
    ASSERT_EQ(studio_.origin().counters().waiting, count);
  }
  /// Asks and leaves the answer for later.
  tests::RawClient park(const std::string& target, size_t waiting) {
    tests::RawClient client(studio_.port());
    client.send("GET /hls/demo/" + target + " HTTP/1.1\r\nhost: a\r\n\r\n");
    waitForWaiters(waiting);
    return client;
  }

  Studio studio_;
};

TEST_F(ConformingProtocol, RefusesWhatCannotBe) {  // 41, 45
  for (const auto& name : kLists) {
    EXPECT_EQ(studio_.get(ask(name, 3)).status, 400) << "further than two segments ahead";
    EXPECT_EQ(studio_.get(ask(name, 1, "20")).status, 400) << "further than three seconds ahead";
    for (const char* query : {"_HLS_part=1", "_HLS_msn=x", "_HLS_msn=-1", "_HLS_msn=1&_HLS_part=-2",
                              "_HLS_msn=99999999999999999999"})
      EXPECT_EQ(studio_.get(name + ".m3u8?" + query).status, 400) << query;
  }
}

TEST_F(ConformingProtocol, APartPastASegmentIsTheFirstOfTheNext) {  // 43
  for (const auto& name : kLists)  // the first segment has six parts
    EXPECT_EQ(studio_.get(ask(name, 0, "6")).body, studio_.get(name + ".m3u8").body);
}

TEST_F(ConformingProtocol, HoldsEveryRenditionUntilItsPart) {  // 42
  std::vector<tests::RawClient> parked;
  for (const auto& name : kLists) parked.push_back(park(ask(name, 1, "2"), parked.size() + 1));
  const auto published = base::steadyNow();
  studio_.feed(take(), 8, 9);
  for (size_t i = 0; i < kLists.size(); ++i) {
    const auto reply = parked[i].reply();
    EXPECT_EQ(reply.status, 200);
    EXPECT_NE(reply.body.find("cccccccc/" + kLists[i] + "/p8.m4s"), std::string::npos);
  }
  EXPECT_LT(base::steadyNow() - published, base::Millis(500));
}

TEST_F(ConformingProtocol, PastPlacesGetTheNewestList) {  // 44
  for (const auto& name : kLists)
    EXPECT_EQ(studio_.get(ask(name, 0, "0")).body, studio_.get(name + ".m3u8").body);
}

TEST_F(ConformingProtocol, AFrozenSourceEndsTheWaitAndNotTheList) {  // 46
  auto waiting = park(ask("video", 1, "2"), 1);
  studio_.origin().expire(base::steadyNow() + std::chrono::seconds(9));
  EXPECT_EQ(waiting.reply().status, 503);
  EXPECT_EQ(studio_.get("video.m3u8").status, 200);
  studio_.origin().interrupt("demo");
  EXPECT_EQ(studio_.get(ask("video", 1, "2")).status, 503);
  studio_.feed(take(), 8, 9);
  EXPECT_EQ(studio_.get(ask("video", 1, "2")).status, 200);
}

TEST_F(ConformingProtocol, AHintedPartComesWhole) {  // 48
  for (const auto& name : kLists) {
    EXPECT_EQ(studio_.get("cccccccc/" + name + "/p10.m4s").status, 404) << "not hinted";
    auto hinted = park("cccccccc/" + name + "/p8.m4s", 1);
    for (const auto& part : take().parts)
      if (part.global == 8 && part.rendition.name == name) studio_.origin().addPart("demo", part);
    EXPECT_TRUE(hinted.reply().body == studio_.media("cccccccc/" + name + "/p8.m4s"));
  }
}

TEST_F(ConformingProtocol, HeadersLetCachesAndOtherSitesWork) {  // 51
  const auto list = studio_.get("video.m3u8", "accept-encoding: gzip\r\n");
  EXPECT_EQ(list.header("content-type"), "application/vnd.apple.mpegurl");
  EXPECT_EQ(list.header("content-encoding"), "gzip");
  EXPECT_EQ(list.header("vary"), "accept-encoding");
  EXPECT_FALSE(list.header("content-length").empty());
  EXPECT_EQ(studio_
                .get("video.m3u8",
                     "if-none-match: " + list.header("etag") + "\r\naccept-encoding: gzip\r\n")
                .status,
            304);
  EXPECT_EQ(studio_.get(ask("video", 0)).header("cache-control"), "public, max-age=24");
  const std::string part = "cccccccc/video/p0.m4s";
  EXPECT_EQ(studio_.get(part).header("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(studio_.get(part, "range: bytes=0-7\r\n").status, 206);
  EXPECT_EQ(studio_.get(part, "range: bytes=99999999-\r\n").status, 416);
  EXPECT_EQ(studio_.get("cccccccc/audio/p0.m4s").header("content-type"), "audio/mp4");
  for (const auto& target : {std::string("video.m3u8"), part, std::string("nothing")}) {
    const auto reply = studio_.get(target);
    EXPECT_EQ(reply.header("access-control-allow-origin"), "*");
    EXPECT_NE(reply.header("access-control-expose-headers").find("Age, Date"), std::string::npos);
  }
}

TEST(ConformingLog, NoNameEverChangesItsBytes) {  // 15, 50
  std::map<std::string, std::string> first;
  for (const auto& name : kLists) static_cast<void>(lecture().studio.get(name + ".m3u8"));
  for (const Snapshot& shot : lecture().vod)
    for (const ListedSegment& segment : shot.list.segments) {
      static_cast<void>(lecture().studio.get(segment.uri));
      static_cast<void>(lecture().studio.get(segment.map));
    }
  size_t again = 0;
  for (const Exchange& exchange : lecture().studio.log()) {
    if (!exchange.target.ends_with(".m4s") && !exchange.target.ends_with(".mp4")) continue;
    const auto [known, isNew] = first.emplace(exchange.target, exchange.reply.body);
    again += isNew ? 0 : 1;
    ASSERT_TRUE(known->second == exchange.reply.body) << exchange.target;
  }
  EXPECT_GT(again, 50u);
}

}  // namespace
}  // namespace conformance
