// SPDX-License-Identifier: Apache-2.0
// How often one listener may speak. Pure: now is an argument.
#pragma once

#include <array>
#include <cstddef>

#include "base/clock.hpp"

namespace gateway {

/// Lets through at most `Count` events in any stretch of the given length. Not thread safe.
template <size_t Count>
class SlidingLimit {
 public:
  explicit SlidingLimit(base::Millis stretch) : stretch_(stretch) {}

  /// Whether this event is let through; a refused one does not count.
  bool admit(base::Steady now) {
    if (used_ == Count && now - times_[next_] < stretch_) return false;
    times_[next_] = now;
    next_ = (next_ + 1) % Count;
    if (used_ < Count) ++used_;
    return true;
  }

 private:
  const base::Millis stretch_;
  std::array<base::Steady, Count> times_{};  ///< A ring; next_ is the oldest once it is full.
  size_t next_ = 0;
  size_t used_ = 0;
};

/// A person types no faster; a script is slowed down.
constexpr size_t kLinesPerStretch = 5;
constexpr base::Millis kLineStretch{10000};
using LineLimit = SlidingLimit<kLinesPerStretch>;

/// Of frames of any kind, pings included; beyond it the socket is closed.
constexpr size_t kFramesPerStretch = 60;
using FrameLimit = SlidingLimit<kFramesPerStretch>;

}  // namespace gateway
