// SPDX-License-Identifier: Apache-2.0
// Stage: a persistent canvas on which only what changed is drawn.
#pragma once

#include "pipelines/stage/cursor_glide.hpp"
#include "pipelines/stage/damage.hpp"
#include "pipelines/stage/drawing_thread.hpp"
#include "pipelines/stage/frame_queue.hpp"
#include "pipelines/stage/video_tile.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace pipelines {

class Stage {
 public:
  /// @param now  The clock of all MediaDates.
  Stage(int width, int height, std::function<MediaDate()> now);

  /// Takes effect when drawn, pointers at once; see Broadcast::show. @thread any
  void show(Scene scene);
  /// See Broadcast::prepare. @thread any
  void prepare(SlideView view) { drawing_.prepare(std::move(view)); }
  /// The newest of one id counts. @thread any
  std::shared_ptr<VideoInput> addVideo(const std::string& id);
  /// Returns when the last scene shown is drawn. @thread any
  void waitUntilDrawn() { drawing_.waitUntilDrawn(); }
  uint64_t slidesDrawn() const { return drawing_.slidesDrawn(); }

  /// Brings the canvas up to date: scene, pictures dated `due` or before, and pointers as they are
  /// kPresentationDelay later: they are not delayed. @return Whether the canvas changed.
  /// @thread one caller
  bool compose(MediaDate due);
  /// @thread that of compose()
  const Picture& canvas() const { return canvas_; }
  /// What the last compose() changed. @thread that of compose()
  const std::vector<Rectangle>& changedAreas() const { return damage_.areas(); }

 private:
  struct Tile {
    std::string id;
    Rectangle area;
    Fit fit = Fit::Cover;
    const FrameQueue* source = nullptr;  // Whose pictures it shows; only compared.
    base::Ref<GstSample> last;
    VideoTile video;
  };
  using Inputs = std::map<std::string, std::shared_ptr<FrameQueue>>;
  void adoptUpdate();
  void adoptTiles();
  void adoptOverlays(std::vector<Overlay> overlays);
  void updateTiles(MediaDate due);
  void updateTile(Tile& tile, const std::shared_ptr<FrameQueue>& input, MediaDate due);
  void rescale(Tile& tile);
  void moveCursors(MediaDate now);
  std::vector<Overlay> cursorsAt(MediaDate now);
  void repaint(const Rectangle& area);
  Inputs inputs();

  const std::function<MediaDate()> now_;
  Picture canvas_;
  Damage damage_;

  // The layers of the canvas, back to front.
  Picture backdrop_;
  std::vector<Tile> tiles_;
  std::vector<Overlay> overlays_;
  std::vector<Overlay> cursors_;

  Layout layout_;
  std::string screenId_;  // Of the content, when it is a screen.
  std::optional<SlideView> page_;
  CursorSprites cursorSprites_;

  std::mutex mutex_;  // guards inputs_, glide_
  std::map<std::string, std::weak_ptr<FrameQueue>> inputs_;
  CursorGlide glide_;
  DrawingThread drawing_;
};

}  // namespace pipelines
