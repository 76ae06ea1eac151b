// SPDX-License-Identifier: Apache-2.0
// What an SFU tells a publisher about what came, and reads of the publisher's clock. Pure.
#include "tests/sim/media/rtcp.hpp"

namespace sim {
namespace {

constexpr std::uint8_t kSenderReport = 200;
constexpr std::uint8_t kReceiverReport = 201;
constexpr std::uint8_t kPayloadFeedback = 206;

std::uint32_t get32(ByteView bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | bytes[at + i];
  return value;
}

void put32(Bytes& bytes, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

/// A header whose length fits what follows it.
Bytes packet(std::uint8_t count, std::uint8_t type, std::size_t words) {
  const auto length = static_cast<std::uint8_t>(words);
  return {static_cast<std::uint8_t>(0x80 | count), type, 0, length};
}

}  // namespace

std::optional<PublisherTime> readSenderReport(ByteView rtcp) {
  constexpr std::size_t kLeast = 28;
  while (rtcp.size() >= 8 && rtcp[0] >> 6 == 2) {
    const std::size_t size = (std::size_t{rtcp[2]} * 256 + rtcp[3] + 1) * 4;
    if (size > rtcp.size()) return {};
    if (rtcp[1] != kSenderReport || size < kLeast) {
      rtcp = rtcp.subspan(size);
      continue;
    }
    constexpr std::int64_t kSecond = 1'000'000'000;
    const std::int64_t seconds = get32(rtcp, 8);
    const std::uint64_t rest = get32(rtcp, 12);
    PublisherTime time;
    time.ssrc = get32(rtcp, 4);
    time.ntpNanoseconds =
        seconds * kSecond + static_cast<std::int64_t>((rest * std::uint64_t{kSecond}) >> 32);
    time.ntpMiddle = get32(rtcp, 10);
    time.rtpTimestamp = get32(rtcp, 16);
    return time;
  }
  return {};
}

Bytes writeReceiverReport(std::uint32_t own, const Reception& reception) {
  constexpr std::size_t kWords = 7;
  Bytes report = packet(1, kReceiverReport, kWords);
  put32(report, own);
  put32(report, reception.ssrc);
  put32(report, std::uint32_t{reception.lostFraction} << 24 | (reception.lost & 0xFFFFFF));
  put32(report, reception.highestSequence);
  put32(report, reception.jitter);
  put32(report, reception.lastReport);
  put32(report, reception.sinceReport);
  return report;
}

Bytes writePictureLoss(std::uint32_t own, std::uint32_t ssrc) {
  Bytes request = packet(1, kPayloadFeedback, 2);
  put32(request, own);
  put32(request, ssrc);
  return request;
}

Bytes writeBandwidth(std::uint32_t own, std::uint32_t ssrc, std::uint32_t bitsPerSecond) {
  constexpr std::uint8_t kApplication = 15;
  constexpr std::uint32_t kMantissa = 1U << 18;
  std::uint32_t exponent = 0;
  while (bitsPerSecond >> exponent >= kMantissa) ++exponent;
  Bytes limit = packet(kApplication, kPayloadFeedback, 5);
  put32(limit, own);
  put32(limit, 0);
  limit.insert(limit.end(), {'R', 'E', 'M', 'B'});
  put32(limit, 1U << 24 | exponent << 18 | bitsPerSecond >> exponent);
  put32(limit, ssrc);
  return limit;
}

}  // namespace sim
