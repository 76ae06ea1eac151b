// SPDX-License-Identifier: Apache-2.0
// A source's own clock, which may run a little fast or slow.
#include "tests/sim/media/media_clock.hpp"

#include <chrono>

namespace sim {

std::int64_t steadyNanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::int64_t unixOffset() {
  static const std::int64_t offset = std::chrono::duration_cast<std::chrono::nanoseconds>(
                                         std::chrono::system_clock::now().time_since_epoch())
                                         .count() -
                                     steadyNanoseconds();
  return offset;
}

void MediaClock::setDrift(double ppm, std::int64_t steadyNow) {
  const std::int64_t media = toMedia(steadyNow);
  const std::lock_guard lock(mutex_);
  anchorSteady_ = steadyNow;
  anchorMedia_ = media;
  gain_ = ppm * 1e-6;
}

std::int64_t MediaClock::toMedia(std::int64_t steady) const {
  const std::lock_guard lock(mutex_);
  const std::int64_t passed = steady - anchorSteady_;
  return anchorMedia_ + passed + static_cast<std::int64_t>(static_cast<double>(passed) * gain_);
}

std::int64_t MediaClock::toSteady(std::int64_t media) const {
  const std::lock_guard lock(mutex_);
  const std::int64_t passed = media - anchorMedia_;
  return anchorSteady_ + passed -
         static_cast<std::int64_t>(static_cast<double>(passed) * gain_ / (1 + gain_));
}

}  // namespace sim
