// SPDX-License-Identifier: Apache-2.0
// One receiver's RTP: starts at a key frame, keeps what may be asked for again, reports.
#include "tests/sim/media/sender.hpp"

namespace sim {

void RtpSender::onPacket(ByteView packet, std::int64_t captured) {
  const std::lock_guard lock(mutex_);
  if (!open_ || packet.size() < kRtpHeader) return;
  if (waitsForKeyframe_ && !startsVp8Keyframe(packet)) return;
  waitsForKeyframe_ = false;
  Bytes own = rewriter_.rewrite(packet, captured);
  lastCaptured_ = captured;
  ++sent_;
  send_(own);
  kept_.at(rtpSequence(own) % kKept) = std::move(own);
}

void RtpSender::repeat(const std::vector<std::uint16_t>& sequences) {
  const std::lock_guard lock(mutex_);
  if (!open_) return;
  for (const std::uint16_t sequence : sequences) {
    const Bytes& packet = kept_.at(sequence % kKept);
    if (!packet.empty() && rtpSequence(packet) == sequence) send_(packet);
  }
}

Bytes RtpSender::report(std::int64_t steadyNow) {
  const std::lock_guard lock(mutex_);
  if (!open_ || rewriter_.packets() == 0) return {};
  const double clockRate = identity_.video ? 90000 : 48000;
  const double passed = static_cast<double>(steadyNow - lastCaptured_) / 1e9;
  SenderReport numbers;
  numbers.ssrc = identity_.ssrc;
  // The host's uptime, as the real SFU reports it (sfu-interop.md §8).
  numbers.ntpNanoseconds = static_cast<std::uint64_t>(steadyNow);
  numbers.rtpTimestamp = rewriter_.lastTimestamp() +
                         static_cast<std::uint32_t>(static_cast<std::int64_t>(passed * clockRate));
  numbers.packets = rewriter_.packets();
  numbers.octets = rewriter_.octets();
  numbers.cname = identity_.cname;
  return writeSenderReport(numbers);
}

void RtpSender::setOpen(bool open) {
  const std::lock_guard lock(mutex_);
  if (open && !open_) {
    waitsForKeyframe_ = identity_.video;
    rewriter_.joinOn();
  }
  open_ = open;
}

}  // namespace sim
