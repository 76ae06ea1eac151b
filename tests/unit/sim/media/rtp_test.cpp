// SPDX-License-Identifier: Apache-2.0
// RTP is rewritten without gaps, key frames are recognised, feedback is read.
#include "tests/sim/media/rtp.hpp"

#include <gtest/gtest.h>

namespace {

using sim::Bytes;

/// Version 2, PT 96, sequence 7, time 1000, then a VP8 descriptor with a 15 bit picture id.
Bytes packet(std::uint8_t descriptor, std::uint8_t firstByte) {
  return {0x80, 96, 0, 7, 0, 0, 3, 232, 1, 2, 3, 4, descriptor, 0x80, 0x80, 1, firstByte, 0, 0};
}

TEST(Rtp, KnowsTheStartOfAKeyframe) {
  EXPECT_TRUE(sim::startsVp8Keyframe(packet(0x90, 0x10)));
  EXPECT_FALSE(sim::startsVp8Keyframe(packet(0x90, 0x11)));
  EXPECT_FALSE(sim::startsVp8Keyframe(packet(0x80, 0x10)));
  const Bytes whole = packet(0x90, 0x10);
  for (std::size_t size = 0; size < 17; ++size) {
    EXPECT_FALSE(sim::startsVp8Keyframe(sim::ByteView(whole).first(size))) << size;
  }
}

TEST(Rtp, RewritesIdentityAndCountsOn) {
  sim::RtpRewriter rewriter(0xAABBCCDD, 100);
  const Bytes first = rewriter.rewrite(packet(0x90, 0x10), 0);
  Bytes later = packet(0x90, 0x11);
  later[3] = 8;
  later[7] = 242;  // ten ticks later
  const Bytes second = rewriter.rewrite(later, 111111);
  EXPECT_EQ(first[1], 100);
  EXPECT_EQ(first[8], 0xAA);
  EXPECT_EQ(static_cast<std::uint16_t>(sim::rtpSequence(first) + 1), sim::rtpSequence(second));
  EXPECT_EQ(sim::rtpTimestamp(second) - sim::rtpTimestamp(first), 10U);
  EXPECT_EQ(rewriter.packets(), 2U);
}

TEST(Rtp, KeepsGapsOfTheNetworkButJoinsOnAnotherPublisher) {
  sim::RtpRewriter rewriter(1, 96);
  const Bytes first = rewriter.rewrite(packet(0x90, 0x10), 0);
  Bytes later = packet(0x90, 0x11);
  later[3] = 10;
  const Bytes gap = rewriter.rewrite(later, 0);
  EXPECT_EQ(static_cast<std::uint16_t>(sim::rtpSequence(first) + 3), sim::rtpSequence(gap));
  Bytes other = packet(0x90, 0x10);
  other[11] = 99;  // another SSRC, one second later
  const Bytes joined = rewriter.rewrite(other, 1'000'000'000);
  EXPECT_EQ(static_cast<std::uint16_t>(sim::rtpSequence(gap) + 1), sim::rtpSequence(joined));
  EXPECT_EQ(sim::rtpTimestamp(joined) - sim::rtpTimestamp(gap), 90'000U);
}

TEST(Rtcp, ReadsPliAndNack) {
  const Bytes compound = {0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2,                // PLI
                          0x81, 205, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 10, 0, 5};  // NACK 10, 11, 13
  const sim::Feedback feedback = sim::readFeedback(compound);
  EXPECT_TRUE(feedback.keyframe);
  EXPECT_EQ(feedback.missing, (std::vector<std::uint16_t>{10, 11, 13}));
}

TEST(Rtcp, StopsAtATornPart) {
  const Bytes torn = {0x81, 206, 0, 9, 0, 0, 0, 1};
  EXPECT_FALSE(sim::readFeedback(torn).keyframe);
  EXPECT_FALSE(sim::readFeedback(Bytes(3, 0xFF)).keyframe);
}

TEST(Rtcp, WritesAReportOfWholeWords) {
  const Bytes report = sim::writeSenderReport({1, 2'500'000'000, 3, 4, 5, "name"});
  EXPECT_EQ(report.size() % 4, 0U);
  EXPECT_EQ(report[1], 200);
  EXPECT_EQ(report[11], 2);     // seconds
  EXPECT_EQ(report[12], 0x80);  // half a second
  EXPECT_EQ(report[29], 202);
}

}  // namespace
