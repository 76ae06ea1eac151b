// SPDX-License-Identifier: Apache-2.0
// Things that happen a little later, dropped together when their owner goes.
#pragma once

#include "base/loop.hpp"

#include <functional>
#include <list>

namespace sim {

/// Runs jobs once, after a delay. Destroying it cancels those still to come. @thread loop
class Delays {
 public:
  explicit Delays(base::Loop& loop) : loop_(loop) {}

  void after(base::Millis delay, std::function<void()> job) {
    timers_.remove_if([](const base::Timer& timer) { return !timer.isSet(); });
    timers_.push_back(loop_.after(delay, std::move(job)));
  }

 private:
  base::Loop& loop_;  // outlives every owner of delays
  std::list<base::Timer> timers_;
};

}  // namespace sim
