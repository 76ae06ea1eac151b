// SPDX-License-Identifier: Apache-2.0
// PictureEncoder: pictures at grid positions in, H.264 access units with their positions out.
#pragma once

#include "pipelines/encode/encoder_pipeline.hpp"
#include "pipelines/ladder.hpp"
#include "pipelines/package/h264.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace pipelines {

struct PictureEncoderOptions {
  int stageWidth = 1280;  ///< Of the pictures given; they are scaled on the encoder's thread.
  int stageHeight = 720;
  PictureRendition rendition;
};

/// @thread streaming of the encoder, one at a time
struct PictureEncoderEvents {
  /// Before the first picture, and when they change.
  std::function<void(const ParameterSets&)> onParameters;
  std::function<void(int64_t grid, AccessUnit unit)> onPicture;
  std::function<void(base::Error)> onFailure;  ///< Fault::Media; nothing comes after it.
};

class PictureEncoder {
 public:
  static base::Result<std::unique_ptr<PictureEncoder>> start(const PictureEncoderOptions& options,
                                                             PictureEncoderEvents events);
  PictureEncoder(const PictureEncoder&) = delete;
  PictureEncoder& operator=(const PictureEncoder&) = delete;
  ~PictureEncoder() = default;  ///< Stops; no event afterwards.

  /// Encodes a picture of PicturePool, as a keyframe where isKeyframePlace() says so. Never waits.
  /// Places on the grid rise; gaps are allowed.
  void encode(base::Ref<GstBuffer> picture) { pipeline_->push(std::move(picture)); }
  /// Waits for the last picture; nothing is encoded afterwards.
  base::Result<void> finish() { return pipeline_->finish(); }

 private:
  explicit PictureEncoder(PictureEncoderEvents events) : events_(std::move(events)) {}
  base::Result<void> build(const PictureEncoderOptions& options);
  void receive(GstSample& sample);
  base::Result<void> announceParameters(GstSample& sample);

  PictureEncoderEvents events_;
  base::Ref<GstCaps> announced_;  // Of the streaming thread: caps whose parameters were told.
  ParameterSets parameters_;
  bool failed_ = false;                        // Of the streaming thread.
  std::unique_ptr<EncoderPipeline> pipeline_;  // Last: stops first.
};

}  // namespace pipelines
