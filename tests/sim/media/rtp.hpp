// SPDX-License-Identifier: Apache-2.0
// RTP and RTCP bytes as an SFU handles them: rewriting, key frames, feedback, reports. Pure.
#pragma once

#include "tests/sim/media/stun.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sim {

inline constexpr std::size_t kRtpHeader = 12;

std::uint16_t rtpSequence(ByteView packet);
std::uint32_t rtpTimestamp(ByteView packet);
std::uint32_t rtpSsrc(ByteView packet);
/// True when `packet` carries the first bytes of a VP8 key frame (RFC 7741 §4.2, §4.3).
bool startsVp8Keyframe(ByteView packet);

/// What a receiver asks for in one compound RTCP packet.
struct Feedback {
  bool keyframe = false;               ///< PLI or FIR.
  std::uint32_t about = 0;             ///< The SSRC that the NACKs are about.
  std::vector<std::uint16_t> missing;  ///< Sequence numbers of generic NACKs.
  bool receiverReport = false;
};
/// Reads decrypted RTCP; stops at the first part that is not well formed.
Feedback readFeedback(ByteView rtcp);

/// Numbers of a sender report (RFC 3550 §6.4.1).
struct SenderReport {
  std::uint32_t ssrc = 0;
  std::uint64_t ntpNanoseconds = 0;  ///< Any clock; the real SFU's is its host's uptime.
  std::uint32_t rtpTimestamp = 0;
  std::uint32_t packets = 0;
  std::uint32_t octets = 0;
  std::string cname;
};
/// SR and SDES CNAME as one compound packet.
Bytes writeSenderReport(const SenderReport& report);

/// Gives packets of a shared source one receiver's own identity, continuous from its first packet.
/// Gaps in what comes stay gaps; a break of our own making does not become one.
class RtpRewriter {
 public:
  RtpRewriter(std::uint32_t ssrc, std::uint8_t payloadType, std::uint32_t clockRate = 90'000)
      : ssrc_(ssrc), type_(payloadType), clockRate_(clockRate) {}

  /// The packet under this receiver's SSRC, payload type, sequence and time. Another SSRC in it
  /// than before is taken for another publisher and joined on.
  /// @param captured  Steady clock, ns.
  Bytes rewrite(ByteView packet, std::int64_t captured);
  /// What comes next follows what was last let through.
  void joinOn() { anchored_ = false; }
  std::uint32_t lastTimestamp() const { return lastTimestamp_; }
  std::uint32_t packets() const { return packets_; }
  std::uint32_t octets() const { return octets_; }

 private:
  void anchor(ByteView packet, std::int64_t captured);

  std::uint32_t ssrc_;
  std::uint8_t type_;
  std::uint32_t clockRate_;
  bool anchored_ = false;
  std::uint32_t source_ = 0;
  std::uint16_t sequenceShift_ = 0;
  std::uint32_t timestampShift_ = 0;
  std::uint16_t lastSequence_ = 0;
  std::uint32_t lastTimestamp_ = 0;
  std::int64_t lastCaptured_ = 0;
  std::uint32_t packets_ = 0;
  std::uint32_t octets_ = 0;
};

}  // namespace sim
