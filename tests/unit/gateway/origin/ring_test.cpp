// SPDX-License-Identifier: Apache-2.0
// Numbers without holes, whatever a worker does.
#include "gateway/origin/ring.hpp"

#include <gtest/gtest.h>

#include "tests/unit/gateway/origin/feed.hpp"

namespace gateway {
namespace {

using pipelines::Rendition;
using tests::initOf;
using tests::partOf;
using tests::ringWith;

TEST(Ring, CountsSegmentsAndParts) {
  const Ring ring = ringWith(Rendition::video(), 27);
  ASSERT_EQ(ring.segments().size(), 3u);
  EXPECT_EQ(ring.segments().front().msn, 100);
  EXPECT_EQ(ring.lastComplete(), 101);
  EXPECT_EQ(ring.openParts(), 3);
  EXPECT_EQ(ring.nextPartUri(), "aaaaaaaa/video/p27.m4s");
}

TEST(Ring, IgnoresPartsItHas) {
  Ring ring = ringWith(Rendition::audio(), 20);
  EXPECT_FALSE(ring.add(partOf(Rendition::audio(), 19)).changed);
  EXPECT_FALSE(ring.add(partOf(Rendition::audio(), 3)).changed);
  EXPECT_EQ(ring.openParts(), 8);
}

TEST(Ring, StartsAtTheBeginningOfASegment) {
  Ring ring(Rendition::video(), {});
  ring.open({"aaaaaaaa", 100, 0});
  static_cast<void>(ring.setInit(initOf(Rendition::video())));
  for (int64_t i = 5; i < 12; ++i) EXPECT_FALSE(ring.add(partOf(Rendition::video(), i)).changed);
  EXPECT_TRUE(ring.add(partOf(Rendition::video(), 12)).changed);
  EXPECT_EQ(ring.segments().front().msn, 101);
}

TEST(Ring, NewSessionClosesTheOpenSegmentAndGoesOnWithADiscontinuity) {
  Ring ring = ringWith(Rendition::video(), 15);
  ring.open({"bbbbbbbb", 102, 1});
  static_cast<void>(ring.setInit(initOf(Rendition::video())));
  EXPECT_EQ(ring.lastComplete(), 101);
  EXPECT_EQ(ring.nextPartUri(), "bbbbbbbb/video/p0.m4s");
  static_cast<void>(ring.add(partOf(Rendition::video(), 0)));
  const OriginSegment& fresh = ring.segments().back();
  EXPECT_EQ(fresh.msn, 102);
  EXPECT_TRUE(fresh.discontinuity);
  EXPECT_EQ(fresh.init->uri.substr(0, 9), "bbbbbbbb/");
  EXPECT_EQ(ring.newestDiscontinuity(), 1);
}

TEST(Ring, LostNumbersBecomeGaps) {
  Ring ring = ringWith(Rendition::video(), 24);
  ring.open({"bbbbbbbb", 105, 1});
  static_cast<void>(ring.setInit(initOf(Rendition::video())));
  static_cast<void>(ring.add(partOf(Rendition::video(), 0)));
  int64_t expected = 100;
  for (const OriginSegment& segment : ring.segments()) {
    EXPECT_EQ(segment.msn, expected);
    EXPECT_EQ(segment.gap, expected >= 102 && expected < 105);
    ++expected;
  }
  EXPECT_EQ(expected, 106);
}

TEST(Ring, LostPartClosesTheSegmentShort) {
  Ring ring = ringWith(Rendition::video(), 15);
  EXPECT_TRUE(ring.add(partOf(Rendition::video(), 17)).changed);
  EXPECT_EQ(ring.lastComplete(), 101);
  EXPECT_FALSE(ring.add(partOf(Rendition::video(), 18)).changed);
  EXPECT_TRUE(ring.add(partOf(Rendition::video(), 24)).changed);
  EXPECT_EQ(ring.segments().back().msn, 102);
  EXPECT_EQ(ring.segments()[1].parts.size(), 3u);
}

TEST(Ring, ForgetsWhatLeftTheWindowAfterAGrace) {
  Ring ring(Rendition::video(), {20, 8});
  ring.open({"aaaaaaaa", 0, 0});
  static_cast<void>(ring.setInit(initOf(Rendition::video())));
  std::vector<std::string> forgotten;
  for (int64_t i = 0; i < 12 * 12; ++i) {
    const RingChange change = ring.add(partOf(Rendition::video(), i));
    forgotten.insert(forgotten.end(), change.forgotten.begin(), change.forgotten.end());
  }
  EXPECT_EQ(ring.segments().front().msn, 6);  // 6 x 3.84 s reach 20 s
  EXPECT_EQ(forgotten.size(), 13u * 3);       // two more segments are the grace of 8 s
  EXPECT_EQ(forgotten.front(), "aaaaaaaa/video/s0.m4s");
}

TEST(Ring, DiscontinuitySequenceCountsTagsThatLeft) {
  Ring ring(Rendition::video(), {8, 8});
  ring.open({"aaaaaaaa", 0, 5});
  static_cast<void>(ring.setInit(initOf(Rendition::video())));
  for (int64_t i = 0; i < 24; ++i) static_cast<void>(ring.add(partOf(Rendition::video(), i)));
  ring.open({"bbbbbbbb", 2, 6});
  static_cast<void>(ring.setInit(initOf(Rendition::video())));
  for (int64_t i = 0; i < 12; ++i) static_cast<void>(ring.add(partOf(Rendition::video(), i)));
  EXPECT_EQ(ring.discontinuitySequence(), 5);
  EXPECT_EQ(ring.newestDiscontinuity(), 6);
  for (int64_t i = 12; i < 48; ++i) static_cast<void>(ring.add(partOf(Rendition::video(), i)));
  EXPECT_EQ(ring.discontinuitySequence(), 6);
  EXPECT_EQ(ring.newestDiscontinuity(), 6);
}

TEST(Ring, ChangedInitOfASessionIsADiscontinuity) {
  Ring ring = ringWith(Rendition::video(), 12);
  static_cast<void>(ring.setInit(initOf(Rendition::video(), "other")));
  static_cast<void>(ring.add(partOf(Rendition::video(), 12)));
  EXPECT_TRUE(ring.segments().back().discontinuity);
  EXPECT_NE(ring.segments()[0].init->uri, ring.segments()[1].init->uri);
}

}  // namespace
}  // namespace gateway
