// SPDX-License-Identifier: Apache-2.0
// The middleware's token bucket: so many operations a minute, waiting up to half a minute.
#pragma once

#include "base/clock.hpp"

#include <algorithm>
#include <optional>

namespace sim {

/// Gives each operation its time to run, or refuses it. Time is an argument.
class RateLimit {
 public:
  explicit RateLimit(int perMinute) : perMinute_(perMinute), tokens_(perMinute) {}

  /// How long the operation must wait (0 when it may run at once); nothing when it would have to
  /// wait for more than 30 s and is refused.
  std::optional<base::Millis> reserve(base::Steady now) {
    constexpr double kMinuteMs = 60'000;
    constexpr double kLongestWaitMs = 30'000;
    const double perMs = perMinute_ / kMinuteMs;
    if (last_ != base::Steady{}) {
      const std::chrono::duration<double, std::milli> passed = now - last_;
      tokens_ = std::min(static_cast<double>(perMinute_), tokens_ + passed.count() * perMs);
    }
    last_ = now;
    const double wait = tokens_ >= 1 ? 0 : (1 - tokens_) / perMs;
    if (wait > kLongestWaitMs) return {};
    tokens_ -= 1;
    return base::Millis(static_cast<std::int64_t>(wait));
  }

  int perMinute() const { return perMinute_; }

 private:
  int perMinute_;
  double tokens_;
  base::Steady last_{};
};

}  // namespace sim
