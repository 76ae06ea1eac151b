// SPDX-License-Identifier: Apache-2.0
// One scene waits, one is being drawn, one is finished: nothing queues up behind a slow slide.
#include "pipelines/stage/drawing_thread.hpp"

#include <utility>

namespace pipelines {

DrawingThread::DrawingThread(int width, int height)
    : painter_(width, height), thread_([this] { run(); }) {}

DrawingThread::~DrawingThread() {
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void DrawingThread::request(Scene scene) {
  {
    const std::lock_guard lock(mutex_);
    if (last_ == scene) return;
    last_ = std::move(scene);
    isWanted_ = true;
  }
  changed_.notify_all();
}

std::shared_ptr<const Backdrop> DrawingThread::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(finished_, nullptr);
}

void DrawingThread::waitUntilDrawn() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stops_ || (!isWanted_ && !isDrawing_); });
}

void DrawingThread::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stops_ || isWanted_; });
    if (stops_) return;
    const Scene scene = *last_;
    isWanted_ = false;
    isDrawing_ = true;
    lock.unlock();
    auto backdrop = painter_.paint(scene);
    lock.lock();
    isDrawing_ = false;
    finished_ = std::move(backdrop);
    changed_.notify_all();
  }
}

}  // namespace pipelines
