// SPDX-License-Identifier: Apache-2.0
// DrawingThread: draws the newest scene asked for, away from the clockwork that must not wait for
// it; slides to come are drawn ahead when nothing else is wanted.
#pragma once

#include "pipelines/stage/backdrop.hpp"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace pipelines {

class DrawingThread {
 public:
  DrawingThread(int width, int height);
  DrawingThread(const DrawingThread&) = delete;
  DrawingThread& operator=(const DrawingThread&) = delete;
  ~DrawingThread();  ///< Waits for the drawing in hand.

  /// Draws `scene` next, unless it is the one asked for last; one that still waits is replaced.
  /// @thread any
  void request(Scene scene);
  /// Draws a slide ahead; of many the last few are. @thread any
  void prepare(SlideView view);
  /// What changed since the last call, if anything is finished. @thread any, one caller
  std::unique_ptr<BackdropUpdate> take();
  /// Returns when all that was requested is drawn. For those who run ahead of time. @thread any
  void waitUntilDrawn();
  uint64_t slidesDrawn() const { return painter_.slidesDrawn(); }

 private:
  void run();
  void drawScene(std::unique_lock<std::mutex>& lock);
  void drawAhead(std::unique_lock<std::mutex>& lock);

  BackdropPainter painter_;
  std::mutex mutex_;  // guards the following; nothing else is taken under it
  std::condition_variable changed_;
  std::optional<Scene> last_;  // As requested last.
  bool isWanted_ = false;      // It waits for its turn.
  std::deque<SlideView> ahead_;
  std::unique_ptr<BackdropUpdate> finished_;
  bool isDrawing_ = false;
  bool stops_ = false;
  std::thread thread_;  // Last: starts when all else is there.
};

}  // namespace pipelines
