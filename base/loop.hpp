// SPDX-License-Identifier: Apache-2.0
// Loop: one GMainContext run by one thread; everyone else posts to it.
#pragma once

#include <glib.h>

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "base/clock.hpp"

namespace base {

/// A token of life: jobs posted with it are dropped once its owner is gone.
/// Owners die on the loop thread and jobs run there, so the test cannot race.
class Alive {
 public:
  Alive() : token_(std::make_shared<char>()) {}
  Alive(const Alive&) = delete;
  Alive& operator=(const Alive&) = delete;
  std::weak_ptr<char> watch() const { return token_; }

 private:
  std::shared_ptr<char> token_;
};

/// A pending or repeating call; destroying it cancels it. @thread loop
class Timer {
 public:
  Timer() = default;
  explicit Timer(GSource* source) : source_(source) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  Timer(Timer&& other) noexcept : source_(std::exchange(other.source_, nullptr)) {}
  Timer& operator=(Timer&& other) noexcept {
    cancel();
    source_ = std::exchange(other.source_, nullptr);
    return *this;
  }
  ~Timer() { cancel(); }
  void cancel();
  bool isSet() const { return source_ != nullptr && g_source_is_destroyed(source_) == FALSE; }

 private:
  GSource* source_ = nullptr;
};

/// One event loop. The thread that calls run() is "the loop" in every @thread note of its guests.
class Loop {
 public:
  Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop();

  /// Runs until quit(); makes the context the thread's default meanwhile. Jobs left are dropped.
  void run();
  /// @thread any
  void quit();
  /// Runs `job` on the loop, after those posted before it. @thread any
  void post(std::function<void()> job);
  /// The same, dropped when the owner of `alive` is gone by then. @thread any
  void post(const Alive& alive, std::function<void()> job);
  void post(std::weak_ptr<char> alive, std::function<void()> job);

  /// @thread loop, or any before run()
  Timer after(Millis delay, std::function<void()> job);
  Timer every(Millis period, std::function<void()> job);
  /// Calls `ready` on the loop whenever `fd` is readable (or hung up). Does not own `fd`.
  Timer onReadable(int fd, std::function<void()> ready);
  Timer onWritable(int fd, std::function<void()> ready);

  /// For the doors of foreign libraries in base/ and pipelines/.
  GMainContext* context() const { return context_; }
  bool isCurrent() const { return thread_.load() == std::this_thread::get_id(); }

 private:
  static gboolean drain(gpointer self);
  Timer attach(GSource* source, std::function<bool()> job);

  GMainContext* context_;
  GMainLoop* main_;
  GSource* wake_;
  std::atomic<std::thread::id> thread_{};
  std::mutex mutex_;  // guards queue_; nothing else is taken under it
  std::deque<std::function<void()>> queue_;
};

}  // namespace base
