// SPDX-License-Identifier: Apache-2.0
// A short lecture, encoded once: real frames for what pushes, records and packages.
#pragma once

#include "pipelines/encode/frame_feed.hpp"

#include <chrono>
#include <string>
#include <variant>
#include <vector>

namespace lecture {

using Frame = std::variant<pipelines::EncodedPicture, pipelines::EncodedSound>;

struct Lecture {
  pipelines::FrameFormat format;
  std::vector<Frame> frames;  ///< As they left the encoders.

  size_t pictures() const;
  size_t sounds() const;
};

/// `seconds` of a picture that flashes and a tone that sounds for 120 ms at each full second;
/// every other second nothing else moves.
Lecture encode(int seconds);

/// Since grid position 0.
std::chrono::nanoseconds timeOf(const Frame& frame, const pipelines::FrameFormat& format);
void give(const Frame& frame, pipelines::FrameSink& sink);
/// Gives the format and all frames, at once.
/// @param later  Grid positions by which they come later than they were; a multiple of a part's.
void play(const Lecture& lecture, pipelines::FrameSink& sink, int64_t later = 0);

/// What a shell command prints.
std::string output(const std::string& command);

}  // namespace lecture
