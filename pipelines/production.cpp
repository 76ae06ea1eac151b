// SPDX-License-Identifier: Apache-2.0
// The order of work at one grid position, and the way of encoded frames into parts.
#include "pipelines/production.hpp"

#include "base/log.hpp"
#include "pipelines/grid.hpp"
#include "pipelines/stage/delay.hpp"

#include <utility>

namespace pipelines {
namespace {

// Pictures on their way through the encoder before a live production leaves some out: a quarter of
// a second.
constexpr int kMostInEncoder = 6;
// An encoder that has not given a picture back for this long has stopped (10 s).
constexpr int64_t kEncoderPatience = 10 * kFramesPerSecond;
// Bits a second that moof and the NAL lengths add to each rendition are far below 1 % and not
// declared.
constexpr int kBitsPerKilobit = 1000;

std::shared_ptr<const std::string> shared(std::string bytes) {
  return std::make_shared<const std::string>(std::move(bytes));
}

}  // namespace

Production::Production(const BroadcastOptions& options, ProductionTiming timing,
                       BroadcastEvents events)
    : options_(options),
      timing_(std::move(timing)),
      events_(std::move(events)),
      stage_(options.width, options.height, timing_.now),
      desk_(std::make_shared<SoundDesk>(timing_.start, timing_.now)),
      block_(static_cast<size_t>(kSamplesPerAacFrame * kSoundChannels)),
      picturePackager_(timing_.originUnixMillis) {}

base::Result<std::unique_ptr<Production>> Production::create(const BroadcastOptions& options,
                                                             ProductionTiming timing,
                                                             BroadcastEvents events) {
  const bool isSize = options.width >= 64 && options.height >= 64 && options.width <= 4096 &&
                      options.height <= 4096 && options.width % 2 == 0 && options.height % 2 == 0;
  if (!isSize) {
    return base::Error{base::Fault::Config, "the picture's size must be even and 64..4096", "size"};
  }
  std::unique_ptr<Production> made(new Production(options, std::move(timing), std::move(events)));
  if (auto started = made->startEncoders(); !started) return std::move(started).error();
  return made;
}

base::Result<void> Production::startEncoders() {
  auto sound = SoundEncoder::start(
      options_.soundKilobitsPerSecond,
      {[this](std::string configuration) { onSoundConfiguration(std::move(configuration)); },
       [this](std::string frame) { onSoundFrame(std::move(frame)); },
       [this](base::Error error) { fail(std::move(error)); }});
  if (!sound) return std::move(sound).error();
  soundEncoder_ = std::move(*sound);
  soundPackager_ =
      std::make_unique<SoundPackager>(timing_.originUnixMillis, soundEncoder_->primingSamples());
  auto picture = PictureEncoder::start(
      {options_.width, options_.height, options_.maxKilobitsPerSecond},
      {[this](const ParameterSets& sets) { onPictureParameters(sets); },
       [this](int64_t grid, AccessUnit unit) { onPicture(grid, std::move(unit)); },
       [this](base::Error error) { fail(std::move(error)); }});
  if (!picture) return std::move(picture).error();
  pictureEncoder_ = std::move(*picture);
  return {};
}

void Production::tick(int64_t grid) {
  if (failed_) return;
  mixSound(grid);
  encodePicture(grid);
  watchEncoder(grid);
}

void Production::mixSound(int64_t grid) {
  constexpr int64_t kSamplesPerFrame = kSoundRate / kFramesPerSecond;
  constexpr int64_t kLeadSamples = kSoundLead.count() * kSoundRate / 1000;
  const int64_t until = (grid + 1) * kSamplesPerFrame + kLeadSamples;
  while (desk_->drained() + kSamplesPerAacFrame <= until) {
    desk_->drain(block_);
    soundEncoder_->encode(block_);
  }
}

void Production::encodePicture(int64_t grid) {
  isOwed_ = stage_.compose(timing_.start + grid * kFrameTime - kPresentationDelay) || isOwed_;
  const bool startsPart = grid % kFramesPerPart == 0;
  const bool isRoom = mayEncode();
  const bool isEncoded = startsPart || (isOwed_ && isRoom);
  if (isEncoded) {
    {
      const std::lock_guard lock(pictureMutex_);
      picturePackager_.submitted(grid);
      ++inEncoder_;
    }
    pictureEncoder_->encode(grid, stage_.canvas());
    isOwed_ = false;
    ++encodedFrames_;
  }
  const std::lock_guard lock(pictureMutex_);
  if (auto part = picturePackager_.decided(grid)) events_.onPart(std::move(*part));
}

bool Production::mayEncode() {
  std::unique_lock lock(pictureMutex_);
  if (timing_.pace == Pace::Offline) {
    pictureLeft_.wait(lock, [this] { return inEncoder_ < kMostInEncoder || failed_; });
  }
  return inEncoder_ < kMostInEncoder;
}

void Production::watchEncoder(int64_t grid) {
  if (timing_.pace == Pace::Offline) return;
  std::optional<int64_t> awaited;
  {
    const std::lock_guard lock(pictureMutex_);
    awaited = picturePackager_.awaited();
  }
  if (awaited && grid - *awaited > kEncoderPatience) {
    fail({base::Fault::Media, "the H.264 encoder has stopped", "encoder"});
  }
}

void Production::onPictureParameters(const ParameterSets& sets) {
  Init init;
  init.rendition = Rendition::Video;
  const PictureTrack track{options_.width, options_.height, sets.sps, sets.pps};
  init.bytes = shared(initSection(track));
  init.codecs = avcCodecName(sets.sps);
  init.timescale = kVideoTimescale;
  init.width = options_.width;
  init.height = options_.height;
  init.bitsPerSecond = options_.maxKilobitsPerSecond * kBitsPerKilobit;
  const std::lock_guard lock(pictureMutex_);
  events_.onInit(std::move(init));
}

void Production::onPicture(int64_t grid, AccessUnit unit) {
  std::optional<base::Error> error;
  {
    const std::lock_guard lock(pictureMutex_);
    --inEncoder_;
    auto part = picturePackager_.encoded(grid, std::move(unit.bytes), unit.isKeyframe);
    if (!part) {
      error = std::move(part).error();
    } else if (*part) {
      events_.onPart(std::move(**part));
    }
  }
  pictureLeft_.notify_one();
  if (error) fail(std::move(*error));
}

void Production::onSoundConfiguration(std::string configuration) {
  Init init;
  init.rendition = Rendition::Audio;
  const int bits = options_.soundKilobitsPerSecond * kBitsPerKilobit;
  init.bytes = shared(initSection(AacTrack{std::move(configuration), bits}));
  init.codecs = "mp4a.40.2";
  init.timescale = kSoundRate;
  init.bitsPerSecond = bits;
  events_.onInit(std::move(init));
}

void Production::onSoundFrame(std::string frame) {
  if (auto part = soundPackager_->encoded(std::move(frame))) events_.onPart(std::move(*part));
}

void Production::fail(base::Error error) {
  if (failed_.exchange(true)) return;
  {
    const std::lock_guard lock(pictureMutex_);  // Or mayEncode() could miss the bell.
  }
  pictureLeft_.notify_all();
  base::log::failure("production", "the broadcast is over", error);
  events_.onFailure(std::move(error));
}

}  // namespace pipelines
