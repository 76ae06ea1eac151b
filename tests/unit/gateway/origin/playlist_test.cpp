// SPDX-License-Identifier: Apache-2.0
// Playlists compared whole.
#include "gateway/origin/playlist.hpp"

#include <gtest/gtest.h>

#include "tests/unit/gateway/origin/feed.hpp"

namespace gateway {
namespace {

using pipelines::Rendition;
using tests::initOf;
using tests::partOf;
using tests::ringWith;

constexpr const char* kHead =
    "#EXTM3U\n"
    "#EXT-X-VERSION:9\n"
    "#EXT-X-TARGETDURATION:4\n"
    "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.96,HOLD-BACK=12,"
    "CAN-SKIP-UNTIL=24\n"
    "#EXT-X-PART-INF:PART-TARGET=0.32\n";

std::string partLines(int from, int to) {
  std::string lines;
  for (int i = from; i < to; ++i) {
    lines += "#EXT-X-PART:DURATION=0.32000,URI=\"aaaaaaaa/video/p" + std::to_string(i) + ".m4s\"";
    lines += i % 6 == 0 ? ",INDEPENDENT=YES\n" : "\n";
  }
  return lines;
}

TEST(Playlist, HoldsSegmentsPartsHintAndReport) {
  const Ring video = ringWith(Rendition::video(), 14);
  const Ring audio = ringWith(Rendition::audio(), 13);
  EXPECT_EQ(renderMedia(video, {video, audio}, false),
            std::string(kHead) +
                "#EXT-X-MEDIA-SEQUENCE:100\n"
                "#EXT-X-DISCONTINUITY-SEQUENCE:0\n"
                "#EXT-X-MAP:URI=\"aaaaaaaa/video/i16b1d373.mp4\"\n"
                "#EXT-X-PROGRAM-DATE-TIME:2026-11-24T06:00:00.000Z\n" +
                partLines(0, 12) +
                "#EXTINF:3.84000,\n"
                "aaaaaaaa/video/s100.m4s\n"
                "#EXT-X-PROGRAM-DATE-TIME:2026-11-24T06:00:03.840Z\n" +
                partLines(12, 14) +
                "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"aaaaaaaa/video/p14.m4s\"\n"
                "#EXT-X-RENDITION-REPORT:URI=\"audio.m3u8\",LAST-MSN=101,LAST-PART=0\n");
}

TEST(Playlist, ListsPartsOfTheLastThreeSegmentsOnly) {
  const std::string text = renderMedia(ringWith(Rendition::video(), 12 * 6 + 2), {}, false);
  EXPECT_EQ(text.find("/p35.m4s"), std::string::npos);
  EXPECT_NE(text.find("/p36.m4s"), std::string::npos);
}

TEST(Playlist, EndsWithoutPartsAndHint) {
  Ring video = ringWith(Rendition::video(), 14);
  video.end();
  EXPECT_EQ(renderMedia(video, {}, false), std::string(kHead) +
                                               "#EXT-X-MEDIA-SEQUENCE:100\n"
                                               "#EXT-X-DISCONTINUITY-SEQUENCE:0\n"
                                               "#EXT-X-MAP:URI=\"aaaaaaaa/video/i16b1d373.mp4\"\n"
                                               "#EXT-X-PROGRAM-DATE-TIME:2026-11-24T06:00:00.000Z\n"
                                               "#EXTINF:3.84000,\n"
                                               "aaaaaaaa/video/s100.m4s\n"
                                               "#EXT-X-PROGRAM-DATE-TIME:2026-11-24T06:00:03.840Z\n"
                                               "#EXTINF:0.64000,\n"
                                               "aaaaaaaa/video/s101.m4s\n"
                                               "#EXT-X-ENDLIST\n");
}

TEST(Playlist, ReplacedWorkerIsADiscontinuityWithItsOwnMap) {
  Ring video = ringWith(Rendition::video(), 12);
  video.open({"bbbbbbbb", 101, 1});
  static_cast<void>(video.setInit(initOf(Rendition::video())));
  static_cast<void>(video.add(partOf(Rendition::video(), 0, tests::kStartMillis + 9000)));
  const std::string text = renderMedia(video, {}, false);
  EXPECT_NE(text.find("aaaaaaaa/video/s100.m4s\n"
                      "#EXT-X-DISCONTINUITY\n"
                      "#EXT-X-MAP:URI=\"bbbbbbbb/video/i16b1d373.mp4\"\n"
                      "#EXT-X-PROGRAM-DATE-TIME:2026-11-24T06:00:09.000Z\n"
                      "#EXT-X-PART:DURATION=0.32000,URI=\"bbbbbbbb/video/p0.m4s\",INDEPENDENT=YES\n"
                      "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"bbbbbbbb/video/p1.m4s\"\n"),
            std::string::npos)
      << text;
}

TEST(Playlist, GapsAreListedAsLost) {
  Ring video = ringWith(Rendition::video(), 12);
  video.open({"bbbbbbbb", 102, 1});
  static_cast<void>(video.setInit(initOf(Rendition::video())));
  static_cast<void>(video.add(partOf(Rendition::video(), 0)));
  EXPECT_NE(renderMedia(video, {}, false)
                .find("#EXT-X-PROGRAM-DATE-TIME:2026-11-24T06:00:03.840Z\n"
                      "#EXT-X-GAP\n"
                      "#EXTINF:3.84000,\n"
                      "bbbbbbbb/video/s101.m4s\n"),
            std::string::npos);
}

TEST(Playlist, DeltaSkipsWhatIsOlderThanTheBoundary) {
  const Ring video = ringWith(Rendition::video(), 12 * 20);
  const std::string full = renderMedia(video, {}, false);
  const std::string delta = renderMedia(video, {}, true);
  // 24 s from the end of segment 119: seven of 3.84 s stay.
  EXPECT_NE(delta.find("#EXT-X-DISCONTINUITY-SEQUENCE:0\n#EXT-X-SKIP:SKIPPED-SEGMENTS=13\n"
                       "#EXT-X-MAP:URI=\"aaaaaaaa/video/i16b1d373.mp4\"\n"),
            std::string::npos)
      << delta;
  EXPECT_NE(delta.find("#EXT-X-MEDIA-SEQUENCE:100\n"), std::string::npos);
  EXPECT_EQ(delta.find("s112.m4s"), std::string::npos);
  const size_t from = delta.find("#EXT-X-PROGRAM-DATE-TIME");
  EXPECT_TRUE(full.ends_with(delta.substr(from)));
}

TEST(Playlist, DeltaOfAShortListIsTheFullList) {
  const Ring video = ringWith(Rendition::video(), 12 * 7);
  EXPECT_EQ(renderMedia(video, {}, true), renderMedia(video, {}, false));
}

/// The rings of a ladder, whose smaller picture came first.
Rings ladder(int64_t parts) {
  Rings rings{ringWith(Rendition::video(), parts), ringWith(Rendition::audio(), parts)};
  rings.emplace_front(Rendition{pipelines::Medium::Picture, "240p"}, RingLimits{});
  Ring& small = rings.front();
  small.open({"aaaaaaaa", 100, 0});
  auto init = initOf(small.rendition());
  init.width = 426;
  init.height = 240;
  init.bitsPerSecond = 250'000;
  init.codecs = "avc1.640015";
  static_cast<void>(small.setInit(std::move(init)));
  return rings;
}

TEST(Playlist, MultivariantNamesEveryRenditionBestFirst) {
  EXPECT_EQ(renderMultivariant(ladder(0), "fr"),
            "#EXTM3U\n"
            "#EXT-X-VERSION:6\n"
            "#EXT-X-INDEPENDENT-SEGMENTS\n"
            "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"sound\",NAME=\"fr\",LANGUAGE=\"fr\",DEFAULT=YES,"
            "AUTOSELECT=YES,CHANNELS=\"2\",URI=\"audio.m3u8\"\n"
            "#EXT-X-STREAM-INF:BANDWIDTH=2113516,AVERAGE-BANDWIDTH=1676840,SCORE=2.0,"
            "CODECS=\"avc1.64001f,mp4a.40.2\",RESOLUTION=1280x720,FRAME-RATE=25.000,"
            "AUDIO=\"sound\",CLOSED-CAPTIONS=NONE\n"
            "video.m3u8\n"
            "#EXT-X-STREAM-INF:BANDWIDTH=490730,AVERAGE-BANDWIDTH=389340,SCORE=1.0,"
            "CODECS=\"avc1.640015,mp4a.40.2\",RESOLUTION=426x240,FRAME-RATE=25.000,"
            "AUDIO=\"sound\",CLOSED-CAPTIONS=NONE\n"
            "240p.m3u8\n");
}

TEST(Playlist, MultivariantTellsWhatWasMeasured) {
  Ring video = ringWith(Rendition::video(), 0);
  for (int64_t i = 0; i < 24; ++i) {
    auto part = partOf(Rendition::video(), i);
    // 1.28 Mb/s in the first segment, 2.56 in the second: the peak is over what was promised.
    part.bytes = std::make_shared<const std::string>(i < 12 ? 51'200 : 102'400, 'x');
    static_cast<void>(video.add(part));
  }
  EXPECT_EQ(video.meanRate(), 1'920'000);
  EXPECT_EQ(video.peakRate(), 2'560'000);
  const std::string text = renderMultivariant({video}, "fr");
  EXPECT_NE(text.find("BANDWIDTH=2560000,AVERAGE-BANDWIDTH=1920000,"), std::string::npos) << text;
}

}  // namespace
}  // namespace gateway
