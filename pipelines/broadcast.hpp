// SPDX-License-Identifier: Apache-2.0
// One stream from stage to parts: a scene and dated media in, fragmented MP4 parts out.
#pragma once

#include "base/result.hpp"
#include "pipelines/ladder.hpp"
#include "pipelines/media_input.hpp"
#include "pipelines/package/part.hpp"
#include "pipelines/stage/scene.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace pipelines {

class FrameFeed;

struct BroadcastOptions {
  int width = 1280;
  int height = 720;
  int maxKilobitsPerSecond = 2500;  ///< Ceiling of the capped-quality encode (hls.md §5.3).
  int soundKilobitsPerSecond = 96;
  std::vector<PictureRendition> ladder;  ///< Encoded besides, each from the same pictures.
};

/// The rendition in the stage's own size.
inline PictureRendition sourceRendition(const BroadcastOptions& options) {
  return {"video", options.width, options.height, options.maxKilobitsPerSecond, Rhythm::Motion};
}

/// Called on threads of the broadcast, one at a time per rendition; must not block.
struct BroadcastEvents {
  std::function<void(Init)> onInit;  ///< Once per rendition, before its first part.
  std::function<void(Part)> onPart;
  std::function<void(base::Error)> onFailure;  ///< The broadcast is over; Fault::Media.
};

/// Numbers since the start. @thread any
struct BroadcastCounters {
  uint64_t gridFrames = 0;     ///< Grid positions passed.
  uint64_t encodedFrames = 0;  ///< Of those, encoded because something changed or a part began.
  uint64_t lateTicks = 0;      ///< Grid positions served more than one frame late.
  uint64_t slidesDrawn = 0;
  uint64_t lostSamples = 0;  ///< Of sound that came later than its place on the grid.
};

class Broadcast : public MediaInputs {
 public:
  /// Starts the grid now: from here on parts come every 0.32 s whatever the inputs do.
  static base::Result<std::unique_ptr<Broadcast>> start(BroadcastOptions options,
                                                        BroadcastEvents events);
  ~Broadcast() override = default;  ///< Stops; no event afterwards.

  /// Replaces the scene: whole, pure data. Takes effect at the next grid frame, slides when drawn.
  /// @thread any
  virtual void show(Scene scene) = 0;
  /// A slide that may come next, read and drawn while nothing else is to be done, so that showing
  /// it costs a copy. Of many the last few count. @thread any
  virtual void prepare(SlideView view) = 0;
  /// Its encoded frames, for pushes and the recording; lives as long as the broadcast.
  virtual FrameFeed& frames() = 0;
  virtual BroadcastCounters counters() const = 0;
};

}  // namespace pipelines
