// SPDX-License-Identifier: Apache-2.0
// A source's own clock, which may run a little fast or slow.
#pragma once

#include <cstdint>
#include <mutex>

namespace sim {

/// Steady now, ns.
std::int64_t steadyNanoseconds();
/// What to add to the steady clock for Unix time, in ns; fixed at the first call.
std::int64_t unixOffset();

/// Turns steady time into what a drifting crystal makes of it, and back. @thread any
class MediaClock {
 public:
  /// From `steadyNow` on the clock gains `ppm` microseconds a second; it never jumps.
  void setDrift(double ppm, std::int64_t steadyNow);
  std::int64_t now() const { return toMedia(steadyNanoseconds()); }
  std::int64_t toMedia(std::int64_t steady) const;
  std::int64_t toSteady(std::int64_t media) const;

 private:
  mutable std::mutex mutex_;  // guards everything below
  double gain_ = 0;           // ns per ns
  std::int64_t anchorSteady_ = 0;
  std::int64_t anchorMedia_ = 0;
};

}  // namespace sim
