// SPDX-License-Identifier: Apache-2.0
// One scene waits, one is being drawn, one is finished: nothing queues up behind a slow slide.
#include "pipelines/stage/drawing_thread.hpp"

#include <utility>

namespace pipelines {
namespace {

// One less than is kept: the page in view must not make room for those to come.
constexpr size_t kMostAhead = SlideStore::kKept - 1;

}  // namespace

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

void DrawingThread::prepare(SlideView view) {
  {
    const std::lock_guard lock(mutex_);
    ahead_.push_back(std::move(view));
    if (ahead_.size() > kMostAhead) ahead_.pop_front();
  }
  changed_.notify_all();
}

std::unique_ptr<BackdropUpdate> DrawingThread::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(finished_, nullptr);
}

void DrawingThread::waitUntilDrawn() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stops_ || (!isWanted_ && !isDrawing_ && ahead_.empty()); });
}

void DrawingThread::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stops_ || isWanted_ || !ahead_.empty(); });
    if (stops_) return;
    isDrawing_ = true;
    isWanted_ ? drawScene(lock) : drawAhead(lock);
    isDrawing_ = false;
    changed_.notify_all();
  }
}

// An update that nobody took yet is drawn into the next one: what it changed is owed again.
void DrawingThread::drawScene(std::unique_lock<std::mutex>& lock) {
  const Scene scene = *last_;
  isWanted_ = false;
  const auto untaken = std::exchange(finished_, nullptr);
  lock.unlock();
  std::vector<Rectangle> owed;
  if (untaken) {
    for (const auto& patch : untaken->patches) owed.push_back(patch.place);
  }
  auto update = painter_.paint(scene, owed);
  lock.lock();
  finished_ = std::move(update);
}

void DrawingThread::drawAhead(std::unique_lock<std::mutex>& lock) {
  const SlideView view = std::move(ahead_.front());
  ahead_.pop_front();
  lock.unlock();
  painter_.prepare(view);
  lock.lock();
}

}  // namespace pipelines
