// SPDX-License-Identifier: Apache-2.0
// Stage: a persistent canvas on which only what changed is drawn.
#pragma once

#include "pipelines/stage/camera_tile.hpp"
#include "pipelines/stage/drawing_thread.hpp"
#include "pipelines/stage/frame_queue.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace pipelines {

class Stage {
 public:
  /// @param now  The clock of all MediaDates.
  Stage(int width, int height, std::function<MediaDate()> now);

  /// Takes effect when drawn; see Broadcast::show. @thread any
  void show(Scene scene) { drawing_.request(std::move(scene)); }
  /// The newest of one id counts. @thread any
  std::shared_ptr<VideoInput> addVideo(const std::string& id);
  /// Returns when the last scene shown is drawn. @thread any
  void waitUntilDrawn() { drawing_.waitUntilDrawn(); }
  uint64_t slidesDrawn() const { return drawing_.slidesDrawn(); }

  /// Brings the canvas up to date: scene, and pictures dated `due` or before. @return Whether it
  /// changed.
  /// @thread one caller
  bool compose(MediaDate due);
  /// @thread that of compose()
  const Picture& canvas() const { return canvas_; }

 private:
  struct Tile {
    const FrameQueue* source = nullptr;  // Whose pictures it shows; only compared.
    base::Ref<GstSample> last;
    Rectangle shown;  // What it covers of the canvas; empty: nothing.
    CameraTile scaler;
  };
  bool adoptBackdrop();
  bool updateTile(const CameraPlace& place, MediaDate due);
  bool clearTile(Tile& tile);
  bool drawTile(Tile& tile, const Rectangle& area);
  std::shared_ptr<FrameQueue> inputOf(const std::string& id);

  const std::function<MediaDate()> now_;
  Picture canvas_;
  CanvasFrame canvasFrame_;
  std::shared_ptr<const Backdrop> backdrop_;
  std::map<std::string, Tile> tiles_;
  std::mutex mutex_;  // guards inputs_
  std::map<std::string, std::weak_ptr<FrameQueue>> inputs_;
  DrawingThread drawing_;
};

}  // namespace pipelines
