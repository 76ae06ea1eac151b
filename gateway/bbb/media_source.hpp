// SPDX-License-Identifier: Apache-2.0
// The seam between a meeting's media server and those who receive: which streams, offers in,
// answers out.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "gateway/bbb/meeting.hpp"

namespace gateway {

enum class StreamKind { Sound, Camera, Screen };

/// Names one stream of a meeting; there is one sound, with an empty id, and at most one screen.
struct StreamKey {
  StreamKind kind = StreamKind::Sound;
  std::string id;
  auto operator<=>(const StreamKey&) const = default;
};

/// A fresh negotiation of one stream: throw the old receiver away, make a new one, answer with its
/// SDP.
struct StreamOffer {
  StreamKey stream;
  uint64_t attempt = 0;  ///< Give it back with the answer, so that late ones are recognised.
  std::string sdp;
  /// turn(s)://user:password@host…; empty: try directly. Secrets.
  std::vector<std::string> turnUrls;
};

/// All run on the loop.
struct MediaSourceEvents {
  std::function<void(const StreamOffer&)> onOffer;
  /// The server says that ICE is done. Pictures are proof, this is not (bbb-media.md §2.5).
  std::function<void(const StreamKey&)> onFlowing;
  /// The stream is down: throw its receiver away. `isFinal`: no new offer will come by itself.
  std::function<void(const StreamKey&, const base::Error& why, bool isFinal)> onDown;
};

/// A media server of a meeting. bbb-webrtc-sfu today; another kind stands beside it. @thread loop
class MediaSource {
 public:
  virtual ~MediaSource() = default;
  virtual void wantSound(bool wanted) = 0;
  /// The streams to have from now on, the most important first; those not named are stopped (no
  /// onDown for them).
  virtual void wantCameras(const std::vector<std::string>& streamIds) = 0;
  /// Picture and, where the presenter shares it, sound come as one stream. Another share is
  /// another stream.
  virtual void wantScreen(const std::optional<Screenshare>& screen) = 0;
  /// The answer to `offer`; of no effect when a newer attempt is under way.
  virtual void answer(const StreamKey& stream, uint64_t attempt, const std::string& sdp) = 0;
  /// Its media came, which ends the backoff of restart().
  virtual void confirm(const StreamKey& stream) = 0;
  /// Its receiver is stalled or failed: negotiate again, with backoff. `isUnreachable`: no path was
  /// found, so the next attempt goes through the meeting's TURN servers.
  virtual void restart(const StreamKey& stream, bool isUnreachable) = 0;
};

}  // namespace gateway
