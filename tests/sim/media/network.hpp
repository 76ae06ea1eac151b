// SPDX-License-Identifier: Apache-2.0
// A bad network between the media server and its clients: loss, jitter, a relay as only way.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <random>
#include <string>

namespace sim {

/// What all links of a media server share. @thread any
class Network {
 public:
  /// @param lossPercent  Of the media packets sent, 0..100. @param jitterMs  Each is held back up
  /// to this long, in order.
  void set(double lossPercent, int jitterMs) {
    loss_ = lossPercent;
    jitterMs_ = jitterMs;
  }
  /// Datagrams of others than this address are not let in; "" = all are.
  void setOnlyFrom(std::string address) {
    const std::lock_guard lock(mutex_);
    onlyFrom_ = std::move(address);
  }
  bool letsIn(const std::string& address) const {
    const std::lock_guard lock(mutex_);
    return onlyFrom_.empty() || onlyFrom_ == address;
  }
  /// How long a media packet is held back, in ns; nothing when it is lost.
  std::optional<std::int64_t> fate() {
    if (loss_ == 0 && jitterMs_ == 0) return 0;
    const std::lock_guard lock(mutex_);
    constexpr double kPercent = 100, kNsInMs = 1e6;
    if (chance_(random_) * kPercent < loss_) return {};
    return static_cast<std::int64_t>(chance_(random_) * jitterMs_ * kNsInMs);
  }

 private:
  std::atomic<double> loss_{0};
  std::atomic<int> jitterMs_{0};
  mutable std::mutex mutex_;  // guards everything below
  std::string onlyFrom_;
  std::minstd_rand random_{1};
  std::uniform_real_distribution<double> chance_{0, 1};
};

}  // namespace sim
