// SPDX-License-Identifier: Apache-2.0
// A worker's parts on the grid, with bytes that say which part they are.
#pragma once

#include <memory>
#include <string>

#include "gateway/origin/ring.hpp"
#include "pipelines/grid.hpp"

namespace gateway::tests {

inline constexpr int64_t kStartMillis = 1'795'500'000'000;  // 2026-11-24T06:00:00Z

inline pipelines::Init initOf(pipelines::Rendition rendition, std::string bytes = "init") {
  pipelines::Init init;
  init.rendition = rendition;
  init.bytes = std::make_shared<const std::string>(std::move(bytes));
  const bool isVideo = rendition.medium == pipelines::Medium::Picture;
  init.codecs = isVideo ? "avc1.64001f" : "mp4a.40.2";
  init.timescale = isVideo ? pipelines::kVideoTimescale : pipelines::kSoundRate;
  init.width = isVideo ? 1280 : 0;
  init.height = isVideo ? 720 : 0;
  init.frameRate = isVideo ? pipelines::kFramesPerSecond : 0;
  init.bitsPerSecond = isVideo ? 1'500'000 : 128'000;
  return init;
}

/// The part number `global` of a session whose segments all have twelve.
inline pipelines::Part partOf(pipelines::Rendition rendition, int64_t global,
                              int64_t startMillis = kStartMillis) {
  pipelines::Part part;
  part.rendition = rendition;
  part.segment = global / pipelines::kPartsPerSegment;
  part.part = static_cast<int>(global % pipelines::kPartsPerSegment);
  part.global = global;
  const bool isVideo = rendition.medium == pipelines::Medium::Picture;
  part.durationTicks = isVideo ? pipelines::kTicksPerFrame * pipelines::kFramesPerPart
                               : pipelines::kSamplesPerAacFrame * pipelines::kAacFramesPerPart;
  part.independent = !isVideo || part.part % 6 == 0;
  part.last = part.part == pipelines::kPartsPerSegment - 1;
  part.unixMillis = startMillis + global * pipelines::kPartTime.count();
  part.bytes = std::make_shared<const std::string>(std::string(isVideo ? "v" : "a") +
                                                   std::to_string(global) + ";");
  return part;
}

/// A ring with a session, its init and parts [0, count).
inline Ring ringWith(pipelines::Rendition rendition, int64_t count, RingLimits limits = {}) {
  Ring ring(rendition, limits);
  ring.open({"aaaaaaaa", 100, 0});
  static_cast<void>(ring.setInit(initOf(rendition)));
  for (int64_t i = 0; i < count; ++i) static_cast<void>(ring.add(partOf(rendition, i)));
  return ring;
}

}  // namespace gateway::tests
