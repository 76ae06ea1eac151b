// SPDX-License-Identifier: Apache-2.0
// The ladder: in which sizes and rhythms one stage's picture is encoded.
#pragma once

#include "pipelines/grid.hpp"

#include <cstdint>
#include <string>

namespace pipelines {

/// How often a rendition is encoded.
enum class Rhythm {
  Motion,  ///< At every grid position where something changed; a keyframe each kFramesPerGop.
  /// Once a part; a keyframe each segment. For links that carry sharp text or motion, not both.
  Slides,
};

/// One encoding of the stage's picture.
struct PictureRendition {
  std::string name = "video";  ///< As in Rendition.
  int width = 1280;
  int height = 720;
  int maxKilobitsPerSecond = 2500;  ///< Ceiling of the capped-quality encode (hls.md §5.3).
  Rhythm rhythm = Rhythm::Motion;
  bool operator==(const PictureRendition&) const = default;
};

/// Whether the picture at `grid` must be a keyframe. All renditions agree where segments start.
constexpr bool isKeyframePlace(int64_t grid, Rhythm rhythm) {
  if (rhythm == Rhythm::Motion || grid < kFramesPerGop) return grid % kFramesPerGop == 0;
  return (grid - kPartsInFirstSegment * kFramesPerPart) % kFramesPerSegment == 0;
}

/// Pictures a second, at most.
constexpr double frameRateOf(Rhythm rhythm) {
  constexpr double kMost = kFramesPerSecond;
  return rhythm == Rhythm::Motion ? kMost : kMost / kFramesPerPart;
}

/// Whether a rendition of this rhythm may be encoded at `grid`, were something changed.
constexpr bool isEncodingPlace(int64_t grid, Rhythm rhythm) {
  return rhythm == Rhythm::Motion || grid % kFramesPerPart == 0;
}

}  // namespace pipelines
