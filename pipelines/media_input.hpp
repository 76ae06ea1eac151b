// SPDX-License-Identifier: Apache-2.0
// The seam between those who receive media and the broadcast that shows it: decoded frames, dated.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>

#include "pipelines/gst.hpp"

namespace pipelines {

/// A date on the machine's monotonic clock (that of GStreamer's system clock): when the sender's
/// picture or sound was due here, jitter buffer not counted. All inputs of a process share it, so
/// equal dates mean the same moment.
using MediaDate = std::chrono::nanoseconds;

struct VideoFrame {
  base::Ref<GstSample> sample;  ///< One I420 picture; its size may change from frame to frame.
  MediaDate date{};
};

/// Takes decoded pictures of one source; keeps the newest. @thread streaming, one caller
class VideoInput {
 public:
  virtual ~VideoInput() = default;
  virtual void push(VideoFrame frame) = 0;
};

/// Takes decoded sound of one source: interleaved stereo floats at 48 kHz. @thread streaming, one
/// caller
class SoundInput {
 public:
  virtual ~SoundInput() = default;
  virtual void push(std::span<const float> interleaved, MediaDate first) = 0;
};

/// Where inputs are had. @thread any
class MediaInputs {
 public:
  virtual ~MediaInputs() = default;
  /// A new picture source; the scene places it by this `id`. Dropped → the place shows nothing.
  virtual std::shared_ptr<VideoInput> addVideo(const std::string& id) = 0;
  /// A new source of sound, mixed with the others; silence where none speaks.
  virtual std::shared_ptr<SoundInput> addSound(const std::string& id) = 0;
};

}  // namespace pipelines
