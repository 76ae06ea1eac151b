// SPDX-License-Identifier: Apache-2.0
// A frame is copied once, for all sinks.
#include "pipelines/encode/frame_feed.hpp"

#include "pipelines/grid.hpp"

#include <algorithm>
#include <utility>

namespace pipelines {
namespace {

std::shared_ptr<const std::string> shared(const std::string& bytes) {
  return std::make_shared<const std::string>(bytes);
}

void give(FrameSink& sink, const std::variant<EncodedPicture, EncodedSound>& frame) {
  if (const auto* picture = std::get_if<EncodedPicture>(&frame)) return sink.picture(*picture);
  sink.sound(std::get<EncodedSound>(frame));
}

bool lastsBeyond(std::chrono::nanoseconds time, const EncodedSound& sound, int primingSamples) {
  return timeOf(EncodedSound{sound.number + 1, nullptr}, primingSamples) > time;
}

}  // namespace

FrameFeed::FrameFeed(FrameFormat format, int64_t originUnixMillis,
                     std::unique_ptr<EncodedOutput> next)
    : originUnixMillis_(originUnixMillis), next_(std::move(next)), format_(std::move(format)) {}

void FrameFeed::attach(std::shared_ptr<FrameSink> sink) {
  const std::lock_guard lock(mutex_);
  if (format_.isComplete()) greet(*sink);
  sinks_.push_back(std::move(sink));
}

void FrameFeed::detach(const FrameSink* sink) {
  const std::lock_guard lock(mutex_);
  std::erase_if(sinks_, [&](const auto& one) { return one.get() == sink; });
}

void FrameFeed::announce() {
  if (!format_.isComplete()) return;
  for (const auto& sink : sinks_) greet(*sink);
}

void FrameFeed::greet(FrameSink& sink) const {
  sink.format(format_);
  for (const auto& frame : group_) give(sink, frame);
}

// Sound of the new group may have left its encoder earlier.
void FrameFeed::startGroup(const EncodedPicture& keyframe) {
  std::erase_if(group_, [&, start = timeOf(keyframe)](const Frame& frame) {
    const auto* sound = std::get_if<EncodedSound>(&frame);
    return sound == nullptr || !lastsBeyond(start, *sound, format_.primingSamples);
  });
}

void FrameFeed::hand(const Frame& frame) {
  group_.push_back(frame);
  if (!format_.isComplete()) return;
  for (const auto& sink : sinks_) give(*sink, frame);
}

void FrameFeed::pictureParameters(const ParameterSets& sets) {
  next_->pictureParameters(sets);
  const std::lock_guard lock(mutex_);
  if (format_.picture == sets) return;
  format_.picture = sets;
  group_.clear();  // Of the old parameters.
  announce();
}

base::Result<void> FrameFeed::picture(int64_t grid, AccessUnit unit) {
  {
    const std::lock_guard lock(mutex_);
    EncodedPicture picture{grid, unit.isKeyframe, shared(unit.bytes)};
    if (picture.isKeyframe) startGroup(picture);
    hand(std::move(picture));
  }
  return next_->picture(grid, std::move(unit));
}

void FrameFeed::soundConfiguration(std::string audioSpecificConfig, int primingSamples) {
  {
    const std::lock_guard lock(mutex_);
    format_.audioSpecificConfig = audioSpecificConfig;
    format_.primingSamples = primingSamples;
    announce();
  }
  next_->soundConfiguration(std::move(audioSpecificConfig), primingSamples);
}

base::Result<void> FrameFeed::soundFrame(std::string frame) {
  {
    const std::lock_guard lock(mutex_);
    EncodedSound sound{soundFrames_++, shared(frame)};
    // What holds nothing but the encoder's delay is no sound.
    const bool isSound = lastsBeyond(std::chrono::nanoseconds(0), sound, format_.primingSamples);
    if (isSound) hand(std::move(sound));
  }
  return next_->soundFrame(std::move(frame));
}

std::chrono::nanoseconds timeOf(const EncodedPicture& picture) {
  return picture.grid * kFrameTime;
}

std::chrono::nanoseconds timeOf(const EncodedSound& sound, int primingSamples) {
  const int64_t samples = sound.number * kSamplesPerAacFrame - primingSamples;
  return std::chrono::nanoseconds(samples * 1'000'000'000 / kSoundRate);
}

}  // namespace pipelines
