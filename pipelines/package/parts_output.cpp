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

PictureParts::PictureParts(PictureRendition rendition, int64_t originUnixMillis,
                           BroadcastEvents events)
    : rendition_(std::move(rendition)),
      events_(std::move(events)),
      packager_(originUnixMillis, rendition_) {}

void PictureParts::submitted(int64_t grid) {
  const std::lock_guard lock(mutex_);
  packager_.submitted(grid);
}

void PictureParts::decided(int64_t grid) {
  const std::lock_guard lock(mutex_);
  if (auto part = packager_.decided(grid)) events_.onPart(std::move(*part));
}

void PictureParts::pictureParameters(const ParameterSets& sets) {
  Init init;
  init.rendition = {Medium::Picture, rendition_.name};
  const PictureTrack track{rendition_.width, rendition_.height, sets.sps, sets.pps};
  init.bytes = shared(initSection(track));
  init.codecs = avcCodecName(sets.sps);
  init.timescale = kVideoTimescale;
  init.width = rendition_.width;
  init.height = rendition_.height;
  init.frameRate = frameRateOf(rendition_.rhythm);
  init.bitsPerSecond = rendition_.maxKilobitsPerSecond * kBitsPerKilobit;
  const std::lock_guard lock(mutex_);
  events_.onInit(std::move(init));
}

base::Result<void> PictureParts::picture(int64_t grid, AccessUnit unit) {
  const std::lock_guard lock(mutex_);
  auto part = packager_.encoded(grid, std::move(unit.bytes), unit.isKeyframe);
  if (!part) return std::move(part).error();
  if (*part) events_.onPart(std::move(**part));
  return {};
}

PartsOutput::PartsOutput(const BroadcastOptions& options, int64_t originUnixMillis,
                         BroadcastEvents events)
    : soundBitsPerSecond_(options.soundKilobitsPerSecond * kBitsPerKilobit),
      originUnixMillis_(originUnixMillis),
      events_(events),
      pictures_(sourceRendition(options), originUnixMillis, std::move(events)) {}

void PartsOutput::soundConfiguration(std::string audioSpecificConfig, int primingSamples) {
  sound_ = std::make_unique<SoundPackager>(originUnixMillis_, primingSamples);
  Init init;
  init.rendition = Rendition::audio();
  init.bytes = shared(initSection(AacTrack{std::move(audioSpecificConfig), soundBitsPerSecond_}));
  init.codecs = "mp4a.40.2";
  init.timescale = kSoundRate;
  init.bitsPerSecond = soundBitsPerSecond_;
  events_.onInit(std::move(init));
}

base::Result<void> PartsOutput::soundFrame(std::string frame) {
  if (auto part = sound_->encoded(std::move(frame))) events_.onPart(std::move(*part));
  return {};
}

}  // namespace pipelines
