// SPDX-License-Identifier: Apache-2.0
// The pool: threads that run the control plane's requests, each at its own desk.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "control/desk.hpp"

namespace control {

/// Runs jobs on M threads, in the order they came. A full queue refuses at once: waiting would only
/// let those behind wait, too.
class Pool {
 public:
  using Job = std::function<void(Desk&)>;
  struct Options {
    base::postgres::ConnectionOptions database;
    int threads = 4;
    size_t maxQueued = 256;
  };
  struct Counters {
    uint64_t done = 0, refused = 0;
    size_t queued = 0;
  };

  explicit Pool(Options options);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool();  ///< Drops what is queued, waits for what runs.

  /// False when the queue is full; `job` is dropped then. @thread any
  [[nodiscard]] bool submit(Job job);
  Counters counters() const;  ///< @thread any

 private:
  void work();

  Options options_;
  mutable std::mutex
      mutex_;  // guards queue_, isEnding_ and counters_; nothing else is taken under it
  std::condition_variable wake_;
  std::deque<Job> queue_;
  bool isEnding_ = false;
  Counters counters_;
  std::vector<std::thread> threads_;  // last: they use all of the above
};

}  // namespace control
