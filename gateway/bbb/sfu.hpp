// SPDX-License-Identifier: Apache-2.0
// bbb-webrtc-sfu's signalling: one web socket for sound, one for the screen, one for all cameras.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "gateway/bbb/join.hpp"
#include "gateway/bbb/media_source.hpp"
#include "gateway/bbb/meeting.hpp"
#include "gateway/bbb/text_socket.hpp"

namespace gateway {

/// Runs its own timers, because a `start` may stay unanswered for ever, and reconnects with
/// backoff.
class Sfu : public MediaSource {
 public:
  /// Opens nothing until something is wanted. What `ports` refers to must outlive it.
  static std::unique_ptr<Sfu> start(JoinedSession joined, Ports ports, MediaSourceEvents events);
  /// Deadlines and reconnections; runs by itself every 250 ms where Ports::every is there.
  virtual void tick() = 0;
};

/// Whether this medium of the meeting comes from bbb-webrtc-sfu: BBB may send each another way.
/// Fault::Peer, code `livekit`, in a plain sentence.
base::Result<void> canReceive(const Meeting& meeting, StreamKind kind);

}  // namespace gateway
