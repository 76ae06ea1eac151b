// SPDX-License-Identifier: Apache-2.0
// The order of work at one grid position, and the way of frames through the encoders.
#include "pipelines/production.hpp"

#include "base/check.hpp"
#include "base/log.hpp"
#include "pipelines/grid.hpp"
#include "pipelines/stage/delay.hpp"

#include <utility>

namespace pipelines {
namespace {

// Blocks of sound on their way before an offline production waits: 2 s, far more than the encoder
// keeps to itself.
constexpr int kMostBlocksInEncoder = 94;

bool isSize(int width, int height) {
  return width >= 64 && height >= 64 && width <= 4096 && height <= 4096 && width % 2 == 0 &&
         height % 2 == 0;
}

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
  bool areSizes = isSize(options.width, options.height);
  for (const auto& rung : options.ladder) areSizes = areSizes && isSize(rung.width, rung.height);
  if (!areSizes) {
    return base::Error{base::Fault::Config, "the picture's size must be even and 64..4096", "size"};
  }
  base::check(options.ladder.size() == output.ladder.size(), "each rendition has its output");
  std::unique_ptr<Production> made(new Production(options, std::move(timing), std::move(output)));
  if (auto started = made->startEncoders(); !started) return std::move(started).error();
  return made;
}

base::Result<void> Production::startEncoders() {
  if (auto started = startPictures(); !started) return started;
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
  return {};
}

// All lines stand before the first encoder starts: one that fails at once finds them to stop.
base::Result<void> Production::startPictures() {
  auto pool = PicturePool::make(options_.width, options_.height);
  if (!pool) return std::move(pool).error();
  pool_.emplace(std::move(*pool));
  const auto add = [this](PictureRendition rendition, PictureOutput& output) {
    pictures_.push_back(std::make_unique<PictureLine>(
        PictureEncoderOptions{options_.width, options_.height, std::move(rendition)}, timing_.pace,
        output, [this](base::Error error) { fail(std::move(error)); }));
  };
  add(sourceRendition(options_), *output_.frames);
  for (size_t i = 0; i < options_.ladder.size(); ++i) add(options_.ladder[i], *output_.ladder[i]);
  for (auto& line : pictures_)
    if (auto started = line->start(); !started) return started;
  return {};
}

void Production::tick(int64_t grid) {
  if (failed_) return;
  mixSound(grid);
  encodePicture(grid);
}

base::Result<void> Production::finish() {
  if (auto done = soundEncoder_->finish(); !done) return done;
  for (auto& line : pictures_)
    if (auto done = line->finish(); !done) return done;
  return {};
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
  const auto until = timing_.start + grid * kFrameTime + kFrameTime / 2 - kPresentationDelay;
  const bool hasChanged = stage_.compose(until);
  base::Ref<GstBuffer> picture;
  for (auto& line : pictures_) {
    if (line->wants(grid, hasChanged)) {
      if (!picture) picture = pool_->copyOf(stage_.canvas(), grid);
      if (!picture) return fail({base::Fault::Media, "no memory for a picture", "encoder"});
      line->encode(grid, picture);
      if (line == pictures_.front()) ++encodedFrames_;
    }
    line->decided(grid);
  }
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
  for (auto& line : pictures_) line->abort();
  base::log::failure("production", "the broadcast is over", error);
  output_.onFailure(std::move(error));
}

}  // namespace pipelines
