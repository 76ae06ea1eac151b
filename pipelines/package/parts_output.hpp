// SPDX-License-Identifier: Apache-2.0
// PictureParts, PartsOutput: encoded frames become init sections and parts for a live audience.
#pragma once

#include "pipelines/broadcast.hpp"
#include "pipelines/encode/encoded_output.hpp"
#include "pipelines/package/packager.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace pipelines {

/// Packages the pictures of one rendition.
class PictureParts : public PictureOutput {
 public:
  /// @param originUnixMillis  Wall-clock date of grid position 0.
  PictureParts(PictureRendition rendition, int64_t originUnixMillis, BroadcastEvents events);

  void submitted(int64_t grid) override;
  void decided(int64_t grid) override;
  void pictureParameters(const ParameterSets& sets) override;
  base::Result<void> picture(int64_t grid, AccessUnit unit) override;

 private:
  const PictureRendition rendition_;
  const BroadcastEvents events_;
  std::mutex mutex_;  // guards packager_; onInit and onPart run under it
  PicturePackager packager_;
};

/// The pictures in the stage's own size, and the sound.
class PartsOutput : public EncodedOutput {
 public:
  PartsOutput(const BroadcastOptions& options, int64_t originUnixMillis, BroadcastEvents events);

  void submitted(int64_t grid) override { pictures_.submitted(grid); }
  void decided(int64_t grid) override { pictures_.decided(grid); }
  void pictureParameters(const ParameterSets& sets) override { pictures_.pictureParameters(sets); }
  base::Result<void> picture(int64_t grid, AccessUnit unit) override {
    return pictures_.picture(grid, std::move(unit));
  }
  void soundConfiguration(std::string audioSpecificConfig, int primingSamples) override;
  base::Result<void> soundFrame(std::string frame) override;

 private:
  const int soundBitsPerSecond_;
  const int64_t originUnixMillis_;
  const BroadcastEvents events_;
  PictureParts pictures_;
  std::unique_ptr<SoundPackager> sound_;  // Of the sound encoder's thread.
};

}  // namespace pipelines
