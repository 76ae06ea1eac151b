// SPDX-License-Identifier: Apache-2.0
// DrawingThread: draws the newest scene asked for, away from the clockwork that must not wait for it.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "pipelines/stage/backdrop.hpp"

namespace pipelines {

class DrawingThread {
 public:
  DrawingThread(int width, int height);
  DrawingThread(const DrawingThread&) = delete;
  DrawingThread& operator=(const DrawingThread&) = delete;
  ~DrawingThread();  ///< Waits for the drawing in hand.

  /// Draws `scene` next; a scene that still waits for its turn is replaced. @thread any
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
  std::optional<Scene> wanted_;
  std::shared_ptr<const Backdrop> finished_;
  bool isDrawing_ = false;
  bool stops_ = false;
  std::thread thread_;  // Last: starts when all else is there.
};

}  // namespace pipelines
