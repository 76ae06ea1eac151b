// SPDX-License-Identifier: Apache-2.0
// Something on the air: encoded once, its RTP packets handed to every receiver.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "tests/sim/media/engine.hpp"
#include "tests/sim/media/rtp.hpp"

#include <cstdint>
#include <memory>

namespace sim {

/// Gets packets of a source. @thread streaming
class PacketSink {
 public:
  PacketSink() = default;
  PacketSink(const PacketSink&) = delete;
  PacketSink& operator=(const PacketSink&) = delete;
  virtual ~PacketSink() = default;
  /// @param captured  When what is in it was seen or heard, on the steady clock, in ns.
  virtual void onPacket(ByteView packet, std::int64_t captured) = 0;
};

/// Works only while somebody listens.
class Source {
 public:
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  virtual ~Source() = default;

  /// The next packets go to `sink` too; video starts with a key frame. @thread any
  virtual void add(std::shared_ptr<PacketSink> sink) = 0;
  /// No packet reaches `sink` once this has returned. @thread any but the source's own
  virtual void remove(const PacketSink* sink) = 0;
  /// The next frame will be a key frame. @thread any
  virtual void requestKeyframe() = 0;
  /// Sound only. @thread any
  virtual void setMuted(bool muted) = 0;
  virtual std::uint64_t keyframeRequests() const = 0;
  /// Stops in the middle, without a word, until told otherwise. @thread any
  virtual void setFrozen(bool) {}
  /// Its clock gains `ppm` from now on. @thread any
  virtual void setDrift(double) {}
};

/// @param file  Looped in place of the synthetic picture or sound; "" = synthetic.
/// Fault::Media when GStreamer lacks an element, Fault::Config when the file cannot be played.
base::Result<std::shared_ptr<Source>> makeSource(MediaKey what, const std::string& file);

}  // namespace sim
