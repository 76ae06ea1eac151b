// SPDX-License-Identifier: Apache-2.0
// Waiting for the keeper's next moment.
#include "control/keeper_thread.hpp"

#include <utility>

namespace control {

KeeperThread::KeeperThread(KeeperPorts ports) : keeper_(std::move(ports)) {}

void KeeperThread::start() {
  thread_ = std::thread([this] { run(); });
}

KeeperThread::~KeeperThread() {
  {
    const std::lock_guard lock(mutex_);
    isEnding_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void KeeperThread::changed() {
  keeper_.changed();
  wake();
}

void KeeperThread::workerSaid(const std::string& slug, const base::StreamStatus& status) {
  keeper_.workerSaid(slug, status);
  wake();
}

void KeeperThread::workerFound(const std::string& slug) {
  keeper_.workerFound(slug);
  wake();
}

void KeeperThread::startAsked(const std::string& slug) {
  keeper_.startAsked(slug);
  wake();
}

void KeeperThread::wake() {
  {
    const std::lock_guard lock(mutex_);
    isWoken_ = true;
  }
  wake_.notify_all();
}

void KeeperThread::run() {
  for (;;) {
    const auto wait = keeper_.step({base::steadyNow(), base::unixMillis()});
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, wait, [this] { return isEnding_ || isWoken_; });
    isWoken_ = false;
    if (isEnding_) return;
  }
}

}  // namespace control
