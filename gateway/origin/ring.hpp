// SPDX-License-Identifier: Apache-2.0
// The segments of one rendition that listeners may ask for: a pure data structure, no clock, no
// lock.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipelines/package/part.hpp"

namespace gateway {

/// Seconds; 3.84 rounded, constant for the life of a stream.
constexpr int kTargetDuration = 4;

/// How long what is kept; all in seconds of media.
struct RingLimits {
  double windowSeconds = 300;  ///< Held in memory; listed, unless what is older is on disk.
  /// Still served after leaving the list (at least three target durations).
  double graceSeconds = 30;
  double rewindSeconds = 0;                ///< Listed of what is on disk.
  int64_t rewindBytes = int64_t{4} << 30;  ///< The most one rendition has on disk.
};

/// An init section under a name that changes with its bytes.
struct OriginInit {
  pipelines::Init init;
  std::string uri;  ///< Relative to the playlist: "<session>/video/i0123abcd.mp4".
};

struct OriginPart {
  std::shared_ptr<const std::string> bytes;
  std::string uri;
  int64_t ticks = 0;
  bool independent = false;
};

struct OriginSegment {
  int64_t msn = 0;
  std::string uri;
  std::shared_ptr<const OriginInit> init;
  int64_t unixMillis = 0;      ///< Date of its first sample.
  bool discontinuity = false;  ///< EXT-X-DISCONTINUITY stands before it.
  /// Lost: listed so that time goes on, but not there (RFC 8216bis §4.4.4.7).
  bool gap = false;
  bool closed = false;
  int64_t ticks = 0;
  int64_t bytes = 0;
  int64_t lastGlobal = -1;        ///< Of its newest part.
  bool shelved = false;           ///< Its bytes are on disk.
  std::vector<OriginPart> parts;  ///< None when they are on disk only.
};

/// One run of a worker, as the ring sees it.
struct OriginSession {
  std::string name;           ///< Eight characters, part of every URI.
  int64_t firstMsn = 0;       ///< Of its segment 0.
  int64_t discontinuity = 0;  ///< Its number on the discontinuity axis.
};

/// What changed: the front door's table of names follows it.
struct RingChange {
  bool changed = false;                ///< False: the part was known, late, or had no beginning.
  std::vector<std::string> forgotten;  ///< URIs that are served no longer.
  std::vector<std::string> spilled;    ///< URIs of segments that are on disk only from now on.
};

/// Segments in order of their media sequence number, without holes: lost ones are gap segments.
class Ring {
 public:
  Ring(pipelines::Rendition rendition, RingLimits limits);

  /// A worker (re)starts or takes up its session again. A segment left open by another is closed
  /// short.
  void open(const OriginSession& session);
  /// From the next segment on. @return The init section under its name.
  std::shared_ptr<const OriginInit> setInit(pipelines::Init init);
  /// Parts of one session come in order; those already held are ignored. A part that does not
  /// follow
  /// its predecessor closes the segment short and waits for the next segment's beginning.
  RingChange add(const pipelines::Part& part);
  /// No part follows: closes the open segment.
  void end();
  /// The segment's bytes are on disk. Its memory goes when it leaves the window.
  void markShelved(int64_t msn);
  /// What was on disk when the server started, oldest first, before anything is added.
  void restore(const OriginSession& session, std::shared_ptr<const OriginInit> init,
               OriginSegment segment);

  const pipelines::Rendition& rendition() const { return rendition_; }
  const std::string& name() const { return rendition_.name; }
  bool isSound() const { return rendition_.medium == pipelines::Medium::Sound; }
  const std::deque<OriginSegment>& segments() const { return segments_; }
  const std::shared_ptr<const OriginInit>& init() const { return init_; }
  int64_t discontinuitySequence() const { return discontinuitySequence_; }
  /// The number of the newest segment on the discontinuity axis.
  int64_t newestDiscontinuity() const;
  bool isEnded() const { return ended_; }
  int timescale() const;

  /// The newest segment whose parts are all there, or the one before the first.
  int64_t lastComplete() const;
  /// Parts of the segment after it.
  int openParts() const;
  /// The URI of the part that comes next.
  std::string nextPartUri() const;
  /// The last `global` held of this session, -1 for none.
  int64_t lastGlobal() const { return lastGlobal_; }
  /// The first number no segment has yet.
  int64_t nextMsn() const;
  /// Bits a second of what was closed so far; 0: nothing was.
  int64_t meanRate() const;
  /// The most in any run of segments of 0.5 to 1.5 target durations (RFC 8216bis §4.1).
  int64_t peakRate() const { return peakRate_; }

 private:
  bool begin(const pipelines::Part& part, int64_t msn);
  void fillGap(int64_t upTo);
  void close();
  void measure();
  void trim(RingChange& change);
  void retire();
  void spill(RingChange& change);
  bool isFrontOverdue() const;
  std::string folder() const;

  const pipelines::Rendition rendition_;
  const RingLimits limits_;
  OriginSession session_;
  std::shared_ptr<const OriginInit> init_;
  std::deque<OriginSegment> segments_;
  std::deque<OriginSegment> retired_;  ///< Unlisted, still served.
  int64_t retiredTicks_ = 0;
  int64_t listedTicks_ = 0;
  int64_t listedBytes_ = 0;
  size_t onDisk_ = 0;        ///< So many from the front are on disk only.
  int64_t onDiskTicks_ = 0;  ///< Of these.
  int64_t discontinuitySequence_ = 0;
  int64_t lastGlobal_ = -1;
  int64_t nextMsn_ = 0;
  int64_t measuredBytes_ = 0, measuredTicks_ = 0, peakRate_ = 0;  ///< Of all closed segments.
  std::string lastSession_;                                       ///< Of the newest segment.
  bool ended_ = false;
};

/// All renditions of a stream, best picture first. A deque: they stay where they are.
using Rings = std::deque<Ring>;

}  // namespace gateway
