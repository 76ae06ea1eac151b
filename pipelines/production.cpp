// SPDX-License-Identifier: Apache-2.0
// The order of work at one grid position, and the way of frames through the encoders.
#include "pipelines/production.hpp"

#include "base/log.hpp"
#include "pipelines/grid.hpp"
#include "pipelines/stage/delay.hpp"

#include <utility>

namespace pipelines {
namespace {

// Pictures on their way through the encoder before a live production leaves some out: a quarter of
// a second.
constexpr size_t kMostInEncoder = 6;
// Blocks of sound on their way before an offline production waits: 2 s, far more than the encoder
// keeps to itself.
constexpr int kMostBlocksInEncoder = 94;
// An encoder that has not given a picture back for this long has stopped (10 s).
constexpr int64_t kEncoderPatience = 10 * kFramesPerSecond;

}  // namespace

Production::Production(const BroadcastOptions& options, ProductionTiming timing,
                       ProductionOutput output)
    : options_(options),
      timing_(std::move(timing)),
      output_(std::move(output)),
      stage_(options.width, options.height, timing_.now),
      desk_(std::make_shared<SoundDesk>(timing_.start, timing_.now)),
      block_(static_cast<size_t>(kSamplesPerAacFrame * kSoundChannels)) {}

base::Result<std::unique_ptr<Production>> Production::create(const BroadcastOptions& options,
                                                             ProductionTiming timing,
                                                             ProductionOutput output) {
  const bool isSize = options.width >= 64 && options.height >= 64 && options.width <= 4096 &&
                      options.height <= 4096 && options.width % 2 == 0 && options.height % 2 == 0;
  if (!isSize) {
    return base::Error{base::Fault::Config, "the picture's size must be even and 64..4096", "size"};
  }
  std::unique_ptr<Production> made(new Production(options, std::move(timing), std::move(output)));
  if (auto started = made->startEncoders(); !started) return std::move(started).error();
  return made;
}

base::Result<void> Production::startEncoders() {
  auto sound =
      SoundEncoder::start(options_.soundKilobitsPerSecond,
                          {[this](std::string configuration) {
                             output_.frames->soundConfiguration(std::move(configuration),
                                                                soundEncoder_->primingSamples());
                           },
                           [this](std::string frame) { onSoundFrame(std::move(frame)); },
                           [this](base::Error error) { fail(std::move(error)); }});
  if (!sound) return std::move(sound).error();
  soundEncoder_ = std::move(*sound);
  auto picture = PictureEncoder::start(
      {options_.width, options_.height, options_.maxKilobitsPerSecond},
      {[this](const ParameterSets& sets) { output_.frames->pictureParameters(sets); },
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

base::Result<void> Production::finish() {
  if (auto done = soundEncoder_->finish(); !done) return done;
  return pictureEncoder_->finish();
}

void Production::mixSound(int64_t grid) {
  constexpr int64_t kSamplesPerFrame = kSoundRate / kFramesPerSecond;
  constexpr int64_t kLeadSamples = kSoundLead.count() * kSoundRate / 1000;
  const int64_t until = (grid + 1) * kSamplesPerFrame + kLeadSamples;
  while (desk_->drained() + kSamplesPerAacFrame <= until) {
    desk_->drain(block_);
    awaitSoundEncoder();
    soundEncoder_->encode(block_);
  }
}

void Production::awaitSoundEncoder() {
  std::unique_lock lock(mutex_);
  if (timing_.pace == Pace::Offline) {
    left_.wait(lock, [this] { return blocksInEncoder_ < kMostBlocksInEncoder || failed_; });
  }
  ++blocksInEncoder_;
}

void Production::encodePicture(int64_t grid) {
  isOwed_ = stage_.compose(timing_.start + grid * kFrameTime - kPresentationDelay) || isOwed_;
  const bool startsPart = grid % kFramesPerPart == 0;
  const bool isRoom = mayEncode();
  if (startsPart || (isOwed_ && isRoom)) {
    {
      const std::lock_guard lock(mutex_);
      picturesInEncoder_.push_back(grid);
    }
    output_.frames->submitted(grid);
    pictureEncoder_->encode(grid, stage_.canvas());
    isOwed_ = false;
    ++encodedFrames_;
  }
  output_.frames->decided(grid);
}

bool Production::mayEncode() {
  std::unique_lock lock(mutex_);
  const auto isRoom = [this] { return picturesInEncoder_.size() < kMostInEncoder; };
  if (timing_.pace == Pace::Offline) left_.wait(lock, [&] { return isRoom() || failed_; });
  return isRoom();
}

void Production::watchEncoder(int64_t grid) {
  if (timing_.pace == Pace::Offline) return;
  std::unique_lock lock(mutex_);
  const bool isStuck =
      !picturesInEncoder_.empty() && grid - picturesInEncoder_.front() > kEncoderPatience;
  lock.unlock();
  if (isStuck) fail({base::Fault::Media, "the H.264 encoder has stopped", "encoder"});
}

void Production::onPicture(int64_t grid, AccessUnit unit) {
  {
    const std::lock_guard lock(mutex_);
    if (!picturesInEncoder_.empty()) picturesInEncoder_.pop_front();
  }
  left_.notify_one();
  auto taken = output_.frames->picture(grid, std::move(unit));
  if (!taken) fail(std::move(taken).error());
}

void Production::onSoundFrame(std::string frame) {
  {
    const std::lock_guard lock(mutex_);
    --blocksInEncoder_;
  }
  left_.notify_one();
  auto taken = output_.frames->soundFrame(std::move(frame));
  if (!taken) fail(std::move(taken).error());
}

void Production::fail(base::Error error) {
  if (failed_.exchange(true)) return;
  {
    const std::lock_guard lock(mutex_);  // Or a waiting tick could miss the bell.
  }
  left_.notify_all();
  base::log::failure("production", "the broadcast is over", error);
  output_.onFailure(std::move(error));
}

}  // namespace pipelines
