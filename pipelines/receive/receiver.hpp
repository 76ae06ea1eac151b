// SPDX-License-Identifier: Apache-2.0
// One WebRTC stream in: the server's offer goes in, our answer comes out, then decoded pictures or
// sound.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/loop.hpp"
#include "base/result.hpp"
#include "pipelines/media_input.hpp"

namespace pipelines {

struct ReceiverOptions {
  std::string name = "stream";  ///< Prefix of element names, and in the log.
  /// turn(s)://user:password@host…, percent-encoded; may be empty.
  std::vector<std::string> turnUrls;
  base::Millis latency{100};          ///< Jitter buffer; never 0 (sfu-interop.md §6).
  base::Millis connectWithin{10000};  ///< From the offer to a path found by ICE.
  /// Silence of RTP after which onStalled comes; after half of it a keyframe is asked for.
  base::Millis stallAfter{8000};
};

/// All run on the loop; none after the receiver is gone. The receiver may be destroyed inside one.
struct ReceiverEvents {
  std::function<void(std::string answer)> onAnswer;  ///< SDP, every line ended by CRLF. Once.
  /// The first decoded picture, or sound where there is no `video`. Once.
  std::function<void()> onFirstMedia;
  /// No RTP for `stallAfter`, or none that could be decoded for long; comes again only after media
  /// came again. The worker restarts the stream.
  std::function<void()> onStalled;
  /// Over. Fault::Media; code `no_path` (ICE found none: try TURN), `path_lost`, `bad_offer`,
  /// `codec`, `pipeline`.
  std::function<void(base::Error)> onFailed;
};

/// Numbers since the start. @thread any
struct ReceiverCounters {
  uint64_t packets = 0;  ///< RTP after the jitter buffer.
  uint64_t bytes = 0;
  uint64_t frames = 0;            ///< Decoded pictures, or blocks of sound.
  uint64_t keyframeRequests = 0;  ///< PLI asked for by our own watchdog.
  int width = 0, height = 0;
};

/// Receives one peer connection: VP8 or H.264 to `video`, Opus to `sound`; either may be null.
/// With both it is the pictures that count: their sound may be silent for as long as it likes.
/// @thread loop
class Receiver {
 public:
  /// Builds the elements ahead of the offer (it takes the longest). Fault::Config when a plugin is
  /// missing. `loop` must outlive the receiver.
  static base::Result<std::unique_ptr<Receiver>> create(base::Loop& loop, ReceiverOptions options,
                                                        std::shared_ptr<VideoInput> video,
                                                        std::shared_ptr<SoundInput> sound,
                                                        ReceiverEvents events);
  /// Returns at once; nothing is pushed afterwards; GStreamer is torn down on a thread of its own.
  virtual ~Receiver() = default;

  /// Takes the server's offer, once; onAnswer or onFailed follows.
  virtual void accept(const std::string& offer) = 0;
  virtual ReceiverCounters counters() const = 0;
};

}  // namespace pipelines
