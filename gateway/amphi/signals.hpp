// SPDX-License-Identifier: Apache-2.0
// The two signals that end the server, as something to wait for.
#pragma once

#include <pthread.h>

#include <chrono>
#include <csignal>
#include <ctime>
#include <optional>

namespace gateway {

/// Blocks SIGTERM and SIGINT in this thread and those it starts later; wait() takes the first one.
/// SIGPIPE is ignored: a client that left is an error of write(), not the end of us.
class EndSignals {
 public:
  EndSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
  }

  /// Blocks until somebody asks us to end, at most `limit`; gives the signal's number.
  std::optional<int> wait(std::chrono::seconds limit) const {
    const timespec time{limit.count(), 0};
    const int number = sigtimedwait(&set_, nullptr, &time);
    return number > 0 ? std::optional(number) : std::nullopt;
  }

 private:
  sigset_t set_{};
};

}  // namespace gateway
