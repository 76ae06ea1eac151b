// SPDX-License-Identifier: Apache-2.0
// What a playlist says of each rendition, and the packagers behind it.
#include "pipelines/package/parts_output.hpp"

#include "pipelines/grid.hpp"

#include <utility>

namespace pipelines {
namespace {

// Bits a second that moof and the NAL lengths add to each rendition are far below 1 % and not
// declared.
constexpr int kBitsPerKilobit = 1000;

std::shared_ptr<const std::string> shared(std::string bytes) {
  return std::make_shared<const std::string>(std::move(bytes));
}

}  // namespace

PartsOutput::PartsOutput(const BroadcastOptions& options, int64_t originUnixMillis,
                         BroadcastEvents events)
    : options_(options),
      originUnixMillis_(originUnixMillis),
      events_(std::move(events)),
      pictures_(originUnixMillis) {}

void PartsOutput::submitted(int64_t grid) {
  const std::lock_guard lock(mutex_);
  pictures_.submitted(grid);
}

void PartsOutput::decided(int64_t grid) {
  const std::lock_guard lock(mutex_);
  if (auto part = pictures_.decided(grid)) events_.onPart(std::move(*part));
}

void PartsOutput::pictureParameters(const ParameterSets& sets) {
  Init init;
  init.rendition = Rendition::Video;
  const PictureTrack track{options_.width, options_.height, sets.sps, sets.pps};
  init.bytes = shared(initSection(track));
  init.codecs = avcCodecName(sets.sps);
  init.timescale = kVideoTimescale;
  init.width = options_.width;
  init.height = options_.height;
  init.bitsPerSecond = options_.maxKilobitsPerSecond * kBitsPerKilobit;
  const std::lock_guard lock(mutex_);
  events_.onInit(std::move(init));
}

base::Result<void> PartsOutput::picture(int64_t grid, AccessUnit unit) {
  const std::lock_guard lock(mutex_);
  auto part = pictures_.encoded(grid, std::move(unit.bytes), unit.isKeyframe);
  if (!part) return std::move(part).error();
  if (*part) events_.onPart(std::move(**part));
  return {};
}

void PartsOutput::soundConfiguration(std::string audioSpecificConfig, int primingSamples) {
  sound_ = std::make_unique<SoundPackager>(originUnixMillis_, primingSamples);
  Init init;
  init.rendition = Rendition::Audio;
  const int bits = options_.soundKilobitsPerSecond * kBitsPerKilobit;
  init.bytes = shared(initSection(AacTrack{std::move(audioSpecificConfig), bits}));
  init.codecs = "mp4a.40.2";
  init.timescale = kSoundRate;
  init.bitsPerSecond = bits;
  events_.onInit(std::move(init));
}

base::Result<void> PartsOutput::soundFrame(std::string frame) {
  if (auto part = sound_->encoded(std::move(frame))) events_.onPart(std::move(*part));
  return {};
}

}  // namespace pipelines
