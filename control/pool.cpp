// SPDX-License-Identifier: Apache-2.0
// A bounded queue and the threads that empty it.
#include "control/pool.hpp"

#include <utility>

namespace control {

Pool::Pool(Options options) : options_(std::move(options)) {
  for (int i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { work(); });
}

Pool::~Pool() {
  {
    const std::lock_guard lock(mutex_);
    isEnding_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
}

bool Pool::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (isEnding_ || queue_.size() >= options_.maxQueued) {
      ++counters_.refused;
      return false;
    }
    queue_.push_back(std::move(job));
  }
  wake_.notify_one();
  return true;
}

Pool::Counters Pool::counters() const {
  const std::lock_guard lock(mutex_);
  Counters out = counters_;
  out.queued = queue_.size();
  return out;
}

void Pool::work() {
  Desk desk(options_.database);
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return isEnding_ || !queue_.empty(); });
      if (isEnding_) return;
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    job(desk);
    const std::lock_guard lock(mutex_);
    ++counters_.done;
  }
}

}  // namespace control
