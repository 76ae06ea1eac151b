// SPDX-License-Identifier: Apache-2.0
// The event loop on GLib.
#include "base/loop.hpp"

#include <glib-unix.h>

#include <utility>

#include "base/check.hpp"

namespace base {
namespace {

GSourceFuncs kWakeFunctions = {
    nullptr,
    nullptr,
    [](GSource* source, GSourceFunc callback, gpointer data) -> gboolean {
      g_source_set_ready_time(source, -1);
      return callback(data);
    },
    nullptr,
    nullptr,
    nullptr};

}  // namespace

void Timer::cancel() {
  if (source_ == nullptr) return;
  g_source_destroy(source_);
  g_source_unref(std::exchange(source_, nullptr));
}

Loop::Loop()
    : context_(g_main_context_new()),
      main_(g_main_loop_new(context_, FALSE)),
      wake_(g_source_new(&kWakeFunctions, sizeof(GSource))) {
  g_source_set_callback(wake_, drain, this, nullptr);
  g_source_attach(wake_, context_);
}

Loop::~Loop() {
  g_source_destroy(wake_);
  g_source_unref(wake_);
  g_main_loop_unref(main_);
  g_main_context_unref(context_);
}

void Loop::run() {
  g_main_context_push_thread_default(context_);
  thread_ = std::this_thread::get_id();
  g_main_loop_run(main_);
  thread_ = std::thread::id{};
  g_main_context_pop_thread_default(context_);
}

// Posted rather than called at once: a quit before run() would be lost.
void Loop::quit() {
  post([this] { g_main_loop_quit(main_); });
}

void Loop::post(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(job));
  }
  g_source_set_ready_time(wake_, 0);
}

void Loop::post(const Alive& alive, std::function<void()> job) {
  post(alive.watch(), std::move(job));
}

void Loop::post(std::weak_ptr<char> alive, std::function<void()> job) {
  post([watch = std::move(alive), run = std::move(job)] {
    if (!watch.expired()) run();
  });
}

gboolean Loop::drain(gpointer data) {
  auto& self = *static_cast<Loop*>(data);
  std::deque<std::function<void()>> jobs;
  {
    const std::lock_guard lock(self.mutex_);
    jobs.swap(self.queue_);
  }
  for (auto& job : jobs) job();
  return G_SOURCE_CONTINUE;
}

Timer Loop::attach(GSource* source, std::function<bool()> job) {
  auto* held = new std::function<bool()>(std::move(job));
  g_source_set_callback(
      source,
      [](gpointer data) -> gboolean {
        return (*static_cast<std::function<bool()>*>(data))() ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
      },
      held, [](gpointer data) { delete static_cast<std::function<bool()>*>(data); });
  g_source_attach(source, context_);
  return Timer(source);
}

Timer Loop::after(Millis delay, std::function<void()> job) {
  return attach(g_timeout_source_new(static_cast<guint>(delay.count())), [run = std::move(job)] {
    run();
    return false;
  });
}

Timer Loop::every(Millis period, std::function<void()> job) {
  return attach(g_timeout_source_new(static_cast<guint>(period.count())), [run = std::move(job)] {
    run();
    return true;
  });
}

namespace {

// Unix fd sources call back with (fd, condition, data), unlike the other sources.
Timer watchFd(GMainContext* context, int fd, GIOCondition condition, std::function<void()> ready) {
  GSource* source = g_unix_fd_source_new(fd, condition);
  auto* held = new std::function<void()>(std::move(ready));
  const GUnixFDSourceFunc call = [](gint, GIOCondition, gpointer data) -> gboolean {
    (*static_cast<std::function<void()>*>(data))();
    return G_SOURCE_CONTINUE;
  };
  g_source_set_callback(source, G_SOURCE_FUNC(call), held,
                        [](gpointer data) { delete static_cast<std::function<void()>*>(data); });
  g_source_attach(source, context);
  return Timer(source);
}

}  // namespace

Timer Loop::onReadable(int fd, std::function<void()> ready) {
  return watchFd(context_, fd, static_cast<GIOCondition>(G_IO_IN | G_IO_HUP | G_IO_ERR),
                 std::move(ready));
}

Timer Loop::onWritable(int fd, std::function<void()> ready) {
  return watchFd(context_, fd, static_cast<GIOCondition>(G_IO_OUT | G_IO_HUP | G_IO_ERR),
                 std::move(ready));
}

}  // namespace base
