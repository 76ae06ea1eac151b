// SPDX-License-Identifier: Apache-2.0
// What a browser publishes goes on as it came, at the time that the browser says it was seen.
#include "tests/sim/media/forwarded.hpp"

#include <gtest/gtest.h>

namespace {

using sim::Bytes;

constexpr std::int64_t kSecond = 1'000'000'000;

class Kept final : public sim::PacketSink {
 public:
  void onPacket(sim::ByteView packet, std::int64_t captured) override {
    packets.emplace_back(packet.begin(), packet.end());
    times.push_back(captured);
  }
  std::vector<Bytes> packets;
  std::vector<std::int64_t> times;
};

/// PT 96, SSRC 5, a VP8 descriptor and the first byte of a frame (0 = key frame).
Bytes packet(std::uint8_t sequence, std::uint16_t time, std::uint8_t frame) {
  const auto high = static_cast<std::uint8_t>(time >> 8), low = static_cast<std::uint8_t>(time);
  return {0x80, 96, 0, sequence, 0, 0, high, low, 0, 0, 0, 5, 0x10, frame};
}

TEST(ForwardedSource, HandsPacketsOnWithTheTimeOfThePublishersClock) {
  sim::ForwardedSource source(true);
  const auto sink = std::make_shared<Kept>();
  source.add(sink);
  source.take(packet(1, 0, 0), 10 * kSecond);
  EXPECT_EQ(sink->times.back(), 10 * kSecond) << "before a report the arrival has to do";
  sim::PublisherTime time;
  time.ssrc = 5;
  time.ntpNanoseconds = 100 * kSecond;
  time.rtpTimestamp = 9000;
  source.takeTime(time, 11 * kSecond);
  source.take(packet(2, 18000, 1), 12 * kSecond);
  EXPECT_EQ(sink->times.back(), 11 * kSecond + kSecond / 10) << "9000 ticks after the report";
  EXPECT_EQ(sink->packets.back(), packet(2, 18000, 1));
}

TEST(ForwardedSource, AsksOnceForAKeyframeUntilItComes) {
  sim::ForwardedSource source(true);
  int asked = 0;
  source.setAsk([&] { ++asked; });
  source.requestKeyframe();
  source.requestKeyframe();
  EXPECT_EQ(asked, 1);
  EXPECT_TRUE(source.wantsKeyframe());
  source.take(packet(1, 0, 1), 0);
  EXPECT_TRUE(source.wantsKeyframe()) << "a delta frame is no answer";
  source.take(packet(2, 0, 0), 0);
  EXPECT_FALSE(source.wantsKeyframe());
  source.requestKeyframe();
  EXPECT_EQ(asked, 2);
}

TEST(ForwardedSource, CountsWhatIsLost) {
  sim::ForwardedSource source(true);
  EXPECT_FALSE(source.reception(0));
  source.take(packet(1, 0, 0), 0);
  source.take(packet(4, 0, 1), 0);
  const auto reception = source.reception(0);
  ASSERT_TRUE(reception);
  EXPECT_EQ(reception->ssrc, 5U);
  EXPECT_EQ(reception->highestSequence, 4U);
  EXPECT_EQ(reception->lost, 2U);
  EXPECT_GT(reception->lostFraction, 0);
}

TEST(SwitchedSource, KeepsItsReceiversThroughAChange) {
  const auto usual = std::make_shared<sim::ForwardedSource>(false);
  const auto own = std::make_shared<sim::ForwardedSource>(false);
  sim::SwitchedSource sound(usual);
  const auto sink = std::make_shared<Kept>();
  sound.add(sink);
  usual->take(packet(1, 0, 0), 1);
  sound.setInput(own);
  usual->take(packet(2, 0, 0), 2);
  own->take(packet(3, 0, 0), 3);
  sound.setInput(nullptr);
  own->take(packet(4, 0, 0), 4);
  usual->take(packet(5, 0, 0), 5);
  EXPECT_EQ(sink->times, (std::vector<std::int64_t>{1, 3, 5}));
  sound.remove(sink.get());
  usual->take(packet(6, 0, 0), 6);
  EXPECT_EQ(sink->times.size(), 3U);
}

}  // namespace
