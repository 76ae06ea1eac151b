// SPDX-License-Identifier: Apache-2.0
// PictureOutput, EncodedOutput: where a production's encoded frames go, whatever becomes of them.
#pragma once

#include "base/result.hpp"
#include "pipelines/package/h264.hpp"

#include <cstdint>
#include <string>

namespace pipelines {

/// Takes the pictures of one rendition.
class PictureOutput {
 public:
  virtual ~PictureOutput() = default;

  /// Position `grid` went to the encoder. @thread that of Production::tick()
  virtual void submitted(int64_t grid) { static_cast<void>(grid); }
  /// What becomes of every position up to and with `grid` is decided; comes after submitted(grid).
  /// @thread that of Production::tick()
  virtual void decided(int64_t grid) { static_cast<void>(grid); }

  /// Before the first picture, and when they change. @thread the picture encoder's
  virtual void pictureParameters(const ParameterSets& sets) = 0;
  /// In the order of submission; an error ends the production. @thread the picture encoder's
  virtual base::Result<void> picture(int64_t grid, AccessUnit unit) = 0;
};

/// Takes the pictures in the stage's own size, and the sound.
class EncodedOutput : public PictureOutput {
 public:
  /// Once, before the first frame of sound. @thread the sound encoder's
  /// @param primingSamples  By how much the frames are late.
  virtual void soundConfiguration(std::string audioSpecificConfig, int primingSamples) = 0;
  /// One AAC frame, raw. An error ends the production. @thread the sound encoder's
  virtual base::Result<void> soundFrame(std::string frame) = 0;
};

}  // namespace pipelines
