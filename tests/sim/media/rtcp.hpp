// SPDX-License-Identifier: Apache-2.0
// What an SFU tells a publisher about what came, and reads of the publisher's clock. Pure.
#pragma once

#include "tests/sim/media/stun.hpp"

#include <cstdint>
#include <optional>

namespace sim {

/// Which instant a publisher's RTP time stands for (RFC 3550 §6.4.1).
struct PublisherTime {
  std::uint32_t ssrc = 0;
  std::int64_t ntpNanoseconds = 0;  ///< The publisher's clock; for differences only.
  std::uint32_t ntpMiddle = 0;      ///< The middle 32 bits, to be sent back.
  std::uint32_t rtpTimestamp = 0;
};
/// The first sender report of a compound packet.
std::optional<PublisherTime> readSenderReport(ByteView rtcp);

/// What has come of one stream.
struct Reception {
  std::uint32_t ssrc = 0;
  std::uint32_t highestSequence = 0;  ///< Extended by its cycles.
  std::uint32_t lost = 0;
  std::uint8_t lostFraction = 0;  ///< Of 256, since the last report.
  std::uint32_t jitter = 0;
  std::uint32_t lastReport = 0;   ///< `ntpMiddle` of the last sender report; 0 = none came.
  std::uint32_t sinceReport = 0;  ///< In 1/65536 s.
};
Bytes writeReceiverReport(std::uint32_t own, const Reception& reception);
/// Asks for a key frame (RFC 4585 §6.3.1).
Bytes writePictureLoss(std::uint32_t own, std::uint32_t ssrc);
/// Lets the publisher send up to so many bits a second (REMB).
Bytes writeBandwidth(std::uint32_t own, std::uint32_t ssrc, std::uint32_t bitsPerSecond);

}  // namespace sim
