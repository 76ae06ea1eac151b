// SPDX-License-Identifier: Apache-2.0
// One receiver's RTP: starts at a key frame, keeps what may be asked for again, reports.
#pragma once

#include "tests/sim/media/dtls.hpp"
#include "tests/sim/media/rtp.hpp"
#include "tests/sim/media/source.hpp"

#include <array>
#include <atomic>
#include <functional>
#include <mutex>

namespace sim {

/// Stands between a shared source and one DTLS session. @thread any
class RtpSender final : public PacketSink {
 public:
  struct Identity {
    std::uint32_t ssrc = 0;
    std::uint8_t payloadType = 96;
    std::string cname;
    bool video = true;
  };

  RtpSender(Identity identity, std::function<void(ByteView)> send)
      : identity_(std::move(identity)),
        send_(std::move(send)),
        rewriter_(identity_.ssrc, identity_.payloadType, identity_.video ? 90'000 : 48'000),
        waitsForKeyframe_(identity_.video) {}

  void onPacket(ByteView packet, std::int64_t captured) override;
  /// Sends again what is still kept (bbb-media.md §3.7).
  void repeat(const std::vector<std::uint16_t>& sequences);
  /// A sender report for now; empty before the first packet.
  Bytes report(std::int64_t steadyNow);
  /// Nothing passes while false. The next picture after a break starts at a key frame.
  void setOpen(bool open);
  std::uint64_t packets() const { return sent_; }

 private:
  static constexpr std::size_t kKept = 1024;

  Identity identity_;
  std::function<void(ByteView)> send_;
  std::mutex mutex_;  // guards everything below; send_ is called under it
  RtpRewriter rewriter_;
  std::array<Bytes, kKept> kept_;
  bool waitsForKeyframe_;
  bool open_ = true;
  std::int64_t lastCaptured_ = 0;
  std::atomic<std::uint64_t> sent_{0};
};

}  // namespace sim
