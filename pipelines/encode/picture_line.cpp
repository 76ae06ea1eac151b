// SPDX-License-Identifier: Apache-2.0
// The order of events at one place on the grid, for one rendition.
#include "pipelines/encode/picture_line.hpp"

#include <utility>

namespace pipelines {
namespace {

// Pictures on their way through the encoder before a live production leaves some out: a quarter of
// a second.
constexpr size_t kMostInEncoder = 6;
// An encoder that has not given a picture back for this long has stopped (10 s).
constexpr int64_t kEncoderPatience = 10 * kFramesPerSecond;

}  // namespace

PictureLine::PictureLine(PictureEncoderOptions options, Pace pace, PictureOutput& output,
                         std::function<void(base::Error)> onFailure)
    : options_(std::move(options)),
      pace_(pace),
      output_(output),
      onFailure_(std::move(onFailure)) {}

base::Result<void> PictureLine::start() {
  auto encoder = PictureEncoder::start(
      options_, {[this](const ParameterSets& sets) { output_.pictureParameters(sets); },
                 [this](int64_t grid, AccessUnit unit) { onPicture(grid, std::move(unit)); },
                 [this](base::Error error) { onFailure_(std::move(error)); }});
  if (!encoder) return std::move(encoder).error();
  encoder_ = std::move(*encoder);
  return {};
}

bool PictureLine::isRoom() const {
  return inEncoder_.size() < kMostInEncoder || isAborted_;
}

bool PictureLine::wants(int64_t grid, bool hasChanged) {
  isOwed_ = hasChanged || isOwed_;
  if (!isEncodingPlace(grid, options_.rendition.rhythm)) return false;
  std::unique_lock lock(mutex_);
  if (pace_ == Pace::Offline) left_.wait(lock, [this] { return isRoom(); });
  return grid % kFramesPerPart == 0 || (isOwed_ && isRoom());
}

void PictureLine::encode(int64_t grid, base::Ref<GstBuffer> picture) {
  {
    const std::lock_guard lock(mutex_);
    inEncoder_.push_back(grid);
  }
  output_.submitted(grid);
  encoder_->encode(std::move(picture));
  isOwed_ = false;
}

void PictureLine::decided(int64_t grid) {
  output_.decided(grid);
  if (pace_ == Pace::Offline) return;
  std::unique_lock lock(mutex_);
  const bool isStuck = !inEncoder_.empty() && grid - inEncoder_.front() > kEncoderPatience;
  lock.unlock();
  if (isStuck) onFailure_({base::Fault::Media, "the H.264 encoder has stopped", "encoder"});
}

void PictureLine::abort() {
  {
    const std::lock_guard lock(mutex_);  // Or a waiting tick could miss the bell.
    isAborted_ = true;
  }
  left_.notify_all();
}

void PictureLine::onPicture(int64_t grid, AccessUnit unit) {
  {
    const std::lock_guard lock(mutex_);
    if (!inEncoder_.empty()) inEncoder_.pop_front();
  }
  left_.notify_one();
  auto taken = output_.picture(grid, std::move(unit));
  if (!taken) onFailure_(std::move(taken).error());
}

}  // namespace pipelines
