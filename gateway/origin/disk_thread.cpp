// SPDX-License-Identifier: Apache-2.0
// A queue and a thread.
#include "gateway/origin/disk_thread.hpp"

#include <future>
#include <memory>
#include <utility>

namespace gateway {
namespace {

// Reads of listeners and writes of streams together; more than this is a disk that hangs.
constexpr size_t kMostJobs = 2000;

}  // namespace

DiskThread::DiskThread() : thread_([this] { run(); }) {}

DiskThread::~DiskThread() {
  {
    const std::lock_guard lock(mutex_);
    isEnding_ = true;
  }
  bell_.notify_one();
  thread_.join();
}

bool DiskThread::post(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    if (jobs_.size() >= kMostJobs) return false;
    jobs_.push_back(std::move(job));
  }
  bell_.notify_one();
  return true;
}

void DiskThread::drain() {
  const auto done = std::make_shared<std::promise<void>>();
  auto reached = done->get_future();
  if (post([done] { done->set_value(); })) reached.wait();
}

void DiskThread::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    bell_.wait(lock, [this] { return isEnding_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    const auto job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    lock.lock();
  }
}

}  // namespace gateway
