// SPDX-License-Identifier: Apache-2.0
// A ring of samples that sources add to and that is zeroed behind the reader.
#include "pipelines/stage/sound_mix.hpp"

#include <algorithm>
#include <cstdlib>

namespace pipelines {
namespace {

// Dates jitter by some milliseconds from block to block; the mean of about 50 blocks (1 s) does
// not.
constexpr double kMeanWeight = 1.0 / 50;

}  // namespace

SoundCursor::Placement SoundCursor::place(int64_t position, int64_t count) {
  int64_t start = next_.value_or(position);
  const int64_t distance = position - start;
  meanDistance_ += (static_cast<double>(distance) - meanDistance_) * kMeanWeight;
  const bool jumped = std::abs(distance) > kJumpSamples;
  const bool drifted = std::abs(meanDistance_) > static_cast<double>(kDriftSamples);
  if (jumped || drifted) {
    start = position;
    meanDistance_ = 0;
    ++corrections_;
  }
  const int64_t skip = std::min(std::max(filled_, start) - start, count);
  next_ = start + count;
  filled_ = std::max(filled_, start + count);
  return {start, skip};
}

SoundMix::SoundMix() : ring_(static_cast<size_t>(kCapacity * kSoundChannels), 0.0F) {}

size_t SoundMix::slot(int64_t position) const {
  return static_cast<size_t>(position % kCapacity) * kSoundChannels;
}

void SoundMix::add(std::span<const float> interleaved, int64_t position) {
  const auto count = static_cast<int64_t>(interleaved.size()) / kSoundChannels;
  const int64_t first = std::max(position, drained_);
  const int64_t end = std::min(position + count, drained_ + kCapacity);
  lost_ += static_cast<uint64_t>(count - std::max<int64_t>(end - first, 0));
  for (int64_t at = first; at < end; ++at) {
    const auto from = static_cast<size_t>(at - position) * kSoundChannels;
    const size_t to = slot(at);
    for (size_t channel = 0; channel < kSoundChannels; ++channel) {
      ring_[to + channel] += interleaved[from + channel];
    }
  }
}

void SoundMix::drain(std::span<float> interleaved) {
  for (size_t i = 0; i + kSoundChannels <= interleaved.size(); i += kSoundChannels) {
    const size_t from = slot(drained_);
    for (size_t channel = 0; channel < kSoundChannels; ++channel) {
      interleaved[i + channel] = std::clamp(ring_[from + channel], -1.0F, 1.0F);
      ring_[from + channel] = 0;
    }
    ++drained_;
  }
}

}  // namespace pipelines
