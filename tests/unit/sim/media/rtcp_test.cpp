// SPDX-License-Identifier: Apache-2.0
// Reports to a publisher are well formed, and its own are read.
#include "tests/sim/media/rtcp.hpp"
#include "tests/sim/media/rtp.hpp"

#include <gtest/gtest.h>

namespace {

using sim::Bytes;

TEST(PublisherRtcp, ReadsTheClockOfAReportBehindOtherParts) {
  Bytes compound = sim::writePictureLoss(1, 2);
  const Bytes report = sim::writeSenderReport({7, 2'500'000'000, 1234, 4, 5, "name"});
  compound.insert(compound.end(), report.begin(), report.end());
  const auto time = sim::readSenderReport(compound);
  ASSERT_TRUE(time);
  EXPECT_EQ(time->ssrc, 7U);
  EXPECT_EQ(time->rtpTimestamp, 1234U);
  EXPECT_NEAR(static_cast<double>(time->ntpNanoseconds), 2.5e9, 2);
  EXPECT_EQ(time->ntpMiddle, 0x00028000U);
  for (std::size_t size = 0; size + 1 < compound.size(); ++size) {
    sim::readSenderReport(sim::ByteView(compound).first(size));
  }
  EXPECT_FALSE(sim::readSenderReport(sim::writePictureLoss(1, 2)));
}

TEST(PublisherRtcp, WritesWholeWordsOfTheLengthItSays) {
  for (const Bytes& packet : {sim::writeReceiverReport(1, {}), sim::writePictureLoss(1, 2),
                              sim::writeBandwidth(1, 2, 2'500'000)}) {
    EXPECT_EQ(packet.size(), (packet[3] + std::size_t{1}) * 4);
  }
  EXPECT_TRUE(sim::readFeedback(sim::writePictureLoss(1, 2)).keyframe);
  const Bytes limit = sim::writeBandwidth(1, 2, 2'500'000);
  const std::uint32_t coded = (limit[17] & 0x03U) << 16 | limit[18] * 256U | limit[19];
  EXPECT_NEAR(coded << (limit[17] >> 2), 2'500'000, 20);
}

}  // namespace
