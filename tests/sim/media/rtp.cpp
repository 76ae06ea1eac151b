// SPDX-License-Identifier: Apache-2.0
// RTP and RTCP bytes as an SFU handles them: rewriting, key frames, feedback, reports. Pure.
#include "tests/sim/media/rtp.hpp"

#include <glib.h>

namespace sim {
namespace {

constexpr std::uint8_t kSenderReport = 200;
constexpr std::uint8_t kReceiverReport = 201;
constexpr std::uint8_t kSdes = 202;
constexpr std::uint8_t kTransportFeedback = 205;
constexpr std::uint8_t kPayloadFeedback = 206;

std::uint16_t get16(ByteView bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

std::uint32_t get32(ByteView bytes, std::size_t at) {
  return static_cast<std::uint32_t>(get16(bytes, at)) << 16 | get16(bytes, at + 2);
}

void put16(Bytes& bytes, std::uint32_t value) {
  bytes.push_back(static_cast<std::uint8_t>(value >> 8));
  bytes.push_back(static_cast<std::uint8_t>(value));
}

void put32(Bytes& bytes, std::uint32_t value) {
  put16(bytes, value >> 16);
  put16(bytes, value & 0xFFFF);
}

void set16(Bytes& bytes, std::size_t at, std::uint16_t value) {
  bytes[at] = static_cast<std::uint8_t>(value >> 8);
  bytes[at + 1] = static_cast<std::uint8_t>(value);
}

void set32(Bytes& bytes, std::size_t at, std::uint32_t value) {
  set16(bytes, at, static_cast<std::uint16_t>(value >> 16));
  set16(bytes, at + 2, static_cast<std::uint16_t>(value));
}

/// Offset of the payload, past CSRCs and extension; nothing when the packet is too short.
std::optional<std::size_t> payloadAt(ByteView packet) {
  if (packet.size() < kRtpHeader || packet[0] >> 6 != 2) return {};
  std::size_t at = kRtpHeader + std::size_t{4} * (packet[0] & 0x0F);
  if ((packet[0] & 0x10) != 0) {
    if (packet.size() < at + 4) return {};
    at += 4 + std::size_t{4} * get16(packet, at + 2);
  }
  return at < packet.size() ? std::optional(at) : std::nullopt;
}

/// A generic NACK item: one number and a mask of the sixteen after it (RFC 4585 §6.2.1).
void readNacks(ByteView part, std::vector<std::uint16_t>& missing) {
  constexpr std::size_t kItems = 12;
  for (std::size_t at = kItems; at + 4 <= part.size(); at += 4) {
    const std::uint16_t first = get16(part, at);
    missing.push_back(first);
    for (int bit = 0; bit < 16; ++bit) {
      if ((get16(part, at + 2) >> bit & 1) == 0) continue;
      missing.push_back(static_cast<std::uint16_t>(first + bit + 1));
    }
  }
}

}  // namespace

std::uint16_t rtpSequence(ByteView packet) {
  return get16(packet, 2);
}
std::uint32_t rtpTimestamp(ByteView packet) {
  return get32(packet, 4);
}

std::uint32_t rtpSsrc(ByteView packet) {
  return get32(packet, 8);
}

bool startsVp8Keyframe(ByteView packet) {
  const auto start = payloadAt(packet);
  if (!start) return false;
  std::size_t at = *start;
  const std::uint8_t descriptor = packet[at++];
  const bool firstOfFrame = (descriptor & 0x10) != 0 && (descriptor & 0x07) == 0;
  if (!firstOfFrame) return false;
  if ((descriptor & 0x80) != 0) {
    if (at >= packet.size()) return false;
    const std::uint8_t extension = packet[at++];
    if ((extension & 0x80) != 0) {
      if (at >= packet.size()) return false;
      at += (packet[at] & 0x80) != 0 ? 2 : 1;
    }
    if ((extension & 0x40) != 0) ++at;
    if ((extension & 0x30) != 0) ++at;
  }
  return at < packet.size() && (packet[at] & 0x01) == 0;
}

Feedback readFeedback(ByteView rtcp) {
  Feedback feedback;
  while (rtcp.size() >= 8 && rtcp[0] >> 6 == 2) {
    const std::size_t size = (std::size_t{get16(rtcp, 2)} + 1) * 4;
    if (size > rtcp.size()) break;
    const ByteView part = rtcp.first(size);
    const int format = part[0] & 0x1F;
    const std::uint8_t type = part[1];
    constexpr int kPli = 1;
    constexpr int kFir = 4;
    if (type == kPayloadFeedback && (format == kPli || format == kFir)) feedback.keyframe = true;
    if (type == kTransportFeedback && format == 1 && size >= kRtpHeader) {
      feedback.about = get32(part, 8);
      readNacks(part, feedback.missing);
    }
    if (type == kReceiverReport) feedback.receiverReport = true;
    rtcp = rtcp.subspan(size);
  }
  return feedback;
}

Bytes writeSenderReport(const SenderReport& report) {
  constexpr std::uint64_t kSecond = 1'000'000'000;
  Bytes packet = {0x80, kSenderReport};
  put16(packet, 6);
  put32(packet, report.ssrc);
  put32(packet, static_cast<std::uint32_t>(report.ntpNanoseconds / kSecond));
  const std::uint64_t rest = report.ntpNanoseconds % kSecond;
  put32(packet, static_cast<std::uint32_t>((rest << 32) / kSecond));
  put32(packet, report.rtpTimestamp);
  put32(packet, report.packets);
  put32(packet, report.octets);

  Bytes chunk;
  put32(chunk, report.ssrc);
  chunk.push_back(1);  // CNAME
  chunk.push_back(static_cast<std::uint8_t>(report.cname.size()));
  chunk.insert(chunk.end(), report.cname.begin(), report.cname.end());
  do {
    chunk.push_back(0);
  } while (chunk.size() % 4 != 0);
  packet.push_back(0x81);
  packet.push_back(kSdes);
  put16(packet, static_cast<std::uint32_t>(chunk.size() / 4));
  packet.insert(packet.end(), chunk.begin(), chunk.end());
  return packet;
}

void RtpRewriter::anchor(ByteView packet, std::int64_t captured) {
  anchored_ = true;
  source_ = rtpSsrc(packet);
  if (packets_ == 0) {
    lastSequence_ = static_cast<std::uint16_t>(g_random_int_range(0, 0x8000));
    lastTimestamp_ = g_random_int();
    lastCaptured_ = captured;
  }
  const double passed = static_cast<double>(captured - lastCaptured_) / 1e9 * clockRate_;
  const auto ticks = static_cast<std::uint32_t>(static_cast<std::int64_t>(passed));
  sequenceShift_ = static_cast<std::uint16_t>(lastSequence_ + 1 - rtpSequence(packet));
  timestampShift_ = lastTimestamp_ + ticks - rtpTimestamp(packet);
}

Bytes RtpRewriter::rewrite(ByteView packet, std::int64_t captured) {
  if (!anchored_ || rtpSsrc(packet) != source_) anchor(packet, captured);
  Bytes own(packet.begin(), packet.end());
  own[1] = static_cast<std::uint8_t>((own[1] & 0x80) | type_);
  lastSequence_ = static_cast<std::uint16_t>(rtpSequence(packet) + sequenceShift_);
  lastTimestamp_ = rtpTimestamp(packet) + timestampShift_;
  lastCaptured_ = captured;
  set16(own, 2, lastSequence_);
  set32(own, 4, lastTimestamp_);
  set32(own, 8, ssrc_);
  ++packets_;
  octets_ += static_cast<std::uint32_t>(own.size() - kRtpHeader);
  return own;
}

}  // namespace sim
