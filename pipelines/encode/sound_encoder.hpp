// SPDX-License-Identifier: Apache-2.0
// SoundEncoder: blocks of 1024 stereo samples in, AAC frames out, one for one.
#pragma once

#include "pipelines/encode/encoder_pipeline.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace pipelines {

/// @thread streaming of the encoder, one at a time
struct SoundEncoderEvents {
  /// Once, before the first frame.
  std::function<void(std::string audioSpecificConfig)> onConfiguration;
  std::function<void(std::string frame)> onFrame;  ///< Raw, without ADTS.
  std::function<void(base::Error)> onFailure;      ///< Fault::Media
};

class SoundEncoder {
 public:
  /// avenc_aac, or voaacenc where that is missing.
  static base::Result<std::unique_ptr<SoundEncoder>> start(int kilobitsPerSecond,
                                                           SoundEncoderEvents events);

  /// @param interleaved  kSamplesPerAacFrame stereo samples, the ones that follow the last block.
  void encode(std::span<const float> interleaved);
  /// Waits for the last frame; nothing is encoded afterwards.
  base::Result<void> finish() { return pipeline_->finish(); }

  /// By how many samples its output is late.
  int primingSamples() const { return priming_; }

 private:
  SoundEncoder(int priming, SoundEncoderEvents events)
      : priming_(priming), events_(std::move(events)) {}
  base::Result<void> build(std::vector<base::Ref<GstElement>> elements);
  void receive(GstSample& sample);

  const int priming_;
  SoundEncoderEvents events_;
  bool isConfigured_ = false;  // Of the streaming thread.
  int64_t blocks_ = 0;
  std::unique_ptr<EncoderPipeline> pipeline_;  // Last: stops first.
};

}  // namespace pipelines
