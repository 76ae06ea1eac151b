// SPDX-License-Identifier: Apache-2.0
// Text of an MP4 as samples without a gap: subtitles (3GPP timed text) and titles of chapters.
#pragma once

#include "pipelines/package/box_writer.hpp"
#include "pipelines/render/movie_plan.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace pipelines {

constexpr uint32_t kTextTimescale = 1000;

struct TextSample {
  std::string bytes;
  uint32_t ticks = 0;
};

/// From 0 to `length`, nothing in between where there is nothing to read. A cue that starts before
/// the last one ended, or after `length`, is cut or left out.
std::vector<TextSample> subtitleSamples(const std::vector<TextCue>& cues,
                                        std::chrono::milliseconds length);
std::vector<TextSample> chapterSamples(const std::vector<Chapter>& chapters,
                                       std::chrono::milliseconds length);

/// tx3g: white on a dim ground at the bottom of the picture. @source 3GPP TS 26.245 §5.16
void writeTextEntry(BoxWriter& out, int width, int height);

}  // namespace pipelines
