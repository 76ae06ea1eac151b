// SPDX-License-Identifier: Apache-2.0
// DrawingThread: draws the newest scene asked for, away from the clockwork that must not wait for
// it.
#pragma once

#include "pipelines/stage/backdrop.hpp"

#include <condition_variable>
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
  /// A backdrop finished since the last call. @thread any, one caller
  std::shared_ptr<const Backdrop> take();
  /// Returns when all that was requested is drawn. For those who run ahead of time. @thread any
  void waitUntilDrawn();
  uint64_t slidesDrawn() const { return painter_.slidesDrawn(); }

 private:
  void run();

  BackdropPainter painter_;
  std::mutex mutex_;  // guards the following; nothing else is taken under it
  std::condition_variable changed_;
  std::optional<Scene> last_;  // As requested last.
  bool isWanted_ = false;      // It waits for its turn.
  std::shared_ptr<const Backdrop> finished_;
  bool isDrawing_ = false;
  bool stops_ = false;
  std::thread thread_;  // Last: starts when all else is there.
};

}  // namespace pipelines
