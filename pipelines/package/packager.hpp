// SPDX-License-Identifier: Apache-2.0
// The packagers: encoded frames at their place on the grid in, parts out. Pure: no clock, no
// thread.
#pragma once

#include "base/result.hpp"
#include "pipelines/ladder.hpp"
#include "pipelines/package/mp4.hpp"
#include "pipelines/package/part.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace pipelines {

/// Gathers pictures into parts of 8 grid positions; a picture lasts until the next one or the
/// part's end. One caller at a time.
class PicturePackager {
 public:
  /// @param originUnixMillis  Wall-clock date of grid position 0.
  explicit PicturePackager(int64_t originUnixMillis, const PictureRendition& rendition = {})
      : origin_(originUnixMillis),
        rendition_{Medium::Picture, rendition.name},
        rhythm_(rendition.rhythm) {}

  /// Position `grid` went to the encoder: its part waits for it. Each part's first position must.
  void submitted(int64_t grid);
  /// What becomes of every position up to and with `grid` is decided: a part that lies before is
  /// whole as soon as its pictures are here. Call after submitted(grid).
  std::optional<Part> decided(int64_t grid);
  /// A picture came out of the encoder, in the order of submission.
  /// @return The part it completes. Fault::Media when it is not the one awaited, or when a group of
  ///         pictures does not start with a keyframe.
  base::Result<std::optional<Part>> encoded(int64_t grid, std::string bytes, bool isKeyframe);

 private:
  struct Picture {
    int64_t grid;
    std::string bytes;
    bool isKeyframe;
  };
  std::optional<Part> closeIfWhole();
  Part close(int64_t end);

  const int64_t origin_;
  const Rendition rendition_;
  const Rhythm rhythm_;
  int64_t decided_ = -1;
  int64_t global_ = 0;             // The part being gathered.
  std::deque<int64_t> inEncoder_;  // Positions submitted and not yet back.
  std::vector<Picture> pictures_;
};

/// Gathers AAC frames, 15 a part. The encoder's delay is taken off the times, so that sound and
/// picture of one moment carry one time (hls.md §2.7). One caller at a time.
class SoundPackager {
 public:
  /// @param primingSamples  By how much the encoder's output is late: 1024 for avenc_aac, 1600 for
  /// voaacenc.
  SoundPackager(int64_t originUnixMillis, int primingSamples)
      : origin_(originUnixMillis), priming_(primingSamples) {}

  /// The next AAC frame, raw. @return The part it completes.
  std::optional<Part> encoded(std::string frame);

 private:
  const int64_t origin_;
  const int priming_;
  int64_t global_ = 0;
  std::vector<Mp4Sample> frames_;
};

}  // namespace pipelines
