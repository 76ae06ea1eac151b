// SPDX-License-Identifier: Apache-2.0
// PartsOutput: encoded frames become init sections and parts for a live audience.
#pragma once

#include "pipelines/broadcast.hpp"
#include "pipelines/encode/encoded_output.hpp"
#include "pipelines/package/packager.hpp"

#include <memory>
#include <mutex>

namespace pipelines {

class PartsOutput : public EncodedOutput {
 public:
  /// @param originUnixMillis  Wall-clock date of grid position 0.
  PartsOutput(const BroadcastOptions& options, int64_t originUnixMillis, BroadcastEvents events);

  void submitted(int64_t grid) override;
  void decided(int64_t grid) override;
  void pictureParameters(const ParameterSets& sets) override;
  base::Result<void> picture(int64_t grid, AccessUnit unit) override;
  void soundConfiguration(std::string audioSpecificConfig, int primingSamples) override;
  base::Result<void> soundFrame(std::string frame) override;

 private:
  const BroadcastOptions options_;
  const int64_t originUnixMillis_;
  const BroadcastEvents events_;
  std::mutex mutex_;  // guards pictures_; onInit and onPart of pictures run under it
  PicturePackager pictures_;
  std::unique_ptr<SoundPackager> sound_;  // Of the sound encoder's thread.
};

}  // namespace pipelines
