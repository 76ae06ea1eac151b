// SPDX-License-Identifier: Apache-2.0
// The two clocks: one that only moves forward, one that tells the date. Pure code takes them as
// arguments.
#pragma once

#include <chrono>
#include <cstdint>

namespace base {

using Millis = std::chrono::milliseconds;
using Steady = std::chrono::steady_clock::time_point;

/// Monotonic now; for time-outs and intervals.
inline Steady steadyNow() {
  return std::chrono::steady_clock::now();
}

/// Milliseconds since the Unix epoch; for dates that people or players read.
inline int64_t unixMillis() {
  return std::chrono::duration_cast<Millis>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace base
