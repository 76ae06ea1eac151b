// SPDX-License-Identifier: Apache-2.0
// Backoff: the pauses between tries, doubling with jitter.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/clock.hpp"

namespace gateway {

/// Pure: chance is an argument, so that a thousand workers do not knock at the same instant.
class Backoff {
 public:
  Backoff(base::Millis first, base::Millis most) : first_(first), most_(most), next_(first) {}

  /// The pause before the next try, 80 to 120 % of its step. @param random  0 <= x < 1
  base::Millis next(double random) {
    const base::Millis step = next_;
    next_ = std::min(next_ * 2, most_);
    constexpr double kLeast = 0.8, kSpread = 0.4;
    return base::Millis(
        static_cast<int64_t>(static_cast<double>(step.count()) * (kLeast + kSpread * random)));
  }
  /// All is well: the next pause is the first again.
  void reset() { next_ = first_; }

 private:
  base::Millis first_, most_, next_;
};

}  // namespace gateway
