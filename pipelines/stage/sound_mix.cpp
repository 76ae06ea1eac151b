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
// One sample in ten milliseconds is a change of pitch that nobody hears.
constexpr int64_t kLeastStretched = kSoundRate / 100;

}  // namespace

SoundCursor::Placement SoundCursor::place(int64_t position, int64_t count) {
  int64_t start = next_.value_or(position);
  const int64_t distance = position - start;
  meanDistance_ += (static_cast<double>(distance) - meanDistance_) * kMeanWeight;
  const bool jumped = std::abs(distance) > kJumpSamples;
  const bool isLost = std::abs(meanDistance_) > static_cast<double>(kLostSamples);
  if (jumped || isLost) {
    start = position;
    meanDistance_ = 0;
    ++corrections_;
  }
  const bool drifts = std::abs(meanDistance_) > static_cast<double>(kDriftSamples);
  if (drifts && count >= kLeastStretched) {
    const int64_t slip = meanDistance_ > 0 ? 1 : -1;
    count += slip;
    meanDistance_ -= static_cast<double>(slip);
  }
  const int64_t skip = std::min(std::max(filled_, start) - start, count);
  next_ = start + count;
  filled_ = std::max(filled_, start + count);
  return {start, count, skip};
}

void stretch(std::span<const float> interleaved, int64_t count, std::vector<float>& out) {
  const auto have = static_cast<int64_t>(interleaved.size()) / kSoundChannels;
  out.assign(static_cast<size_t>(count * kSoundChannels), 0.0F);
  if (have < 2 || count < 2) return;
  const double step = static_cast<double>(have - 1) / static_cast<double>(count - 1);
  for (int64_t at = 0; at < count; ++at) {
    const double place = static_cast<double>(at) * step;
    const auto before = std::min(static_cast<int64_t>(place), have - 2);
    const auto weight = static_cast<float>(place - static_cast<double>(before));
    for (int channel = 0; channel < kSoundChannels; ++channel) {
      const auto from = static_cast<size_t>(before * kSoundChannels + channel);
      out[static_cast<size_t>(at * kSoundChannels + channel)] =
          interleaved[from] * (1 - weight) + interleaved[from + kSoundChannels] * weight;
    }
  }
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
