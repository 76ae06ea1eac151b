// SPDX-License-Identifier: Apache-2.0
// SoundMix: sources of sound put on one sample-exact timeline, drained in blocks as the grid
// advances. Pure.
#pragma once

#include "pipelines/grid.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace pipelines {

/// Where one source's next sample goes: continuous, until its dates say that it drifted or paused.
class SoundCursor {
 public:
  /// A single block this far from its place starts anew there: a pause, or a new clock.
  static constexpr int64_t kJumpSamples = kSoundRate * 80 / 1000;
  /// A mean distance of this moves the source at once: no clock runs so wrong.
  static constexpr int64_t kLostSamples = kSoundRate * 20 / 1000;
  /// A mean distance of this is a clock that drifts, and is won back sample by sample.
  static constexpr int64_t kDriftSamples = kSoundRate * 2 / 1000;

  struct Placement {
    int64_t position = 0;  ///< Of the block's first sample.
    /// Samples the block must become, by stretching: one more or one less than it has.
    int64_t count = 0;
    /// Samples at its beginning whose places this source has filled already.
    int64_t skip = 0;
  };
  /// Where to put a block of `count` samples that is dated to `position`.
  Placement place(int64_t position, int64_t count);

  /// Jumps, which can be heard.
  uint64_t corrections() const { return corrections_; }

 private:
  std::optional<int64_t> next_;  // Where the source goes on by itself.
  int64_t filled_ = std::numeric_limits<int64_t>::min();
  double meanDistance_ = 0;
  uint64_t corrections_ = 0;
};

/// The same sound in `count` samples instead of its own number, `out` being interleaved stereo too.
void stretch(std::span<const float> interleaved, int64_t count, std::vector<float>& out);

/// The sum of all sources; silence where none speaks. One caller at a time.
class SoundMix {
 public:
  SoundMix();

  /// Adds interleaved stereo samples from `position` on (samples since grid position 0). What lies
  /// before the part already drained, or more than kCapacity ahead of it, is lost and counted.
  void add(std::span<const float> interleaved, int64_t position);

  /// Moves the next samples out, limited to -1..1; `interleaved` is filled whole.
  void drain(std::span<float> interleaved);

  int64_t drained() const { return drained_; }
  uint64_t lostSamples() const { return lost_; }

  static constexpr int64_t kCapacity = 4 * kSoundRate;  ///< Samples: 4 s, more than any date ahead.

 private:
  size_t slot(int64_t position) const;

  std::vector<float> ring_;
  int64_t drained_ = 0;
  uint64_t lost_ = 0;
};

}  // namespace pipelines
