// SPDX-License-Identifier: Apache-2.0
// From dates to samples since grid position 0.
#include "pipelines/stage/sound_desk.hpp"

#include <vector>

#include "pipelines/stage/delay.hpp"

namespace pipelines {
namespace {

class SoundSource : public SoundInput {
 public:
  explicit SoundSource(std::shared_ptr<SoundDesk> desk) : desk_(std::move(desk)) {}
  void push(std::span<const float> interleaved, MediaDate first) override {
    desk_->place(interleaved, first, cursor_);
  }

 private:
  const std::shared_ptr<SoundDesk> desk_;
  SoundCursor cursor_;
};

// Rounded to the nearest sample, by way of milliseconds so that no product overflows.
int64_t samplesIn(std::chrono::nanoseconds time) {
  constexpr int64_t kNanosPerMilli = 1'000'000, kSamplesPerMilli = kSoundRate / 1000;
  const int64_t millis = time.count() / kNanosPerMilli;
  const int64_t rest = time.count() % kNanosPerMilli;
  const int64_t half = rest < 0 ? -kNanosPerMilli / 2 : kNanosPerMilli / 2;
  return millis * kSamplesPerMilli + (rest * kSamplesPerMilli + half) / kNanosPerMilli;
}

}  // namespace

std::shared_ptr<SoundInput> SoundDesk::addSource() {
  return std::make_shared<SoundSource>(shared_from_this());
}

void SoundDesk::place(std::span<const float> interleaved, MediaDate first, SoundCursor& cursor) {
  const auto date = plausibleDate(first, now_());
  const int64_t position = samplesIn(date + kPresentationDelay - start_);
  const auto count = static_cast<int64_t>(interleaved.size()) / kSoundChannels;
  const auto placed = cursor.place(position, count);
  std::vector<float> stretched;
  if (placed.count != count) {
    stretch(interleaved, placed.count, stretched);
    interleaved = stretched;
  }
  const auto rest = interleaved.subspan(static_cast<size_t>(placed.skip) * kSoundChannels);
  const std::lock_guard lock(mutex_);
  mix_.add(rest, placed.position + placed.skip);
}

void SoundDesk::drain(std::span<float> interleaved) {
  const std::lock_guard lock(mutex_);
  mix_.drain(interleaved);
}

int64_t SoundDesk::drained() const {
  const std::lock_guard lock(mutex_);
  return mix_.drained();
}

uint64_t SoundDesk::lostSamples() const {
  const std::lock_guard lock(mutex_);
  return mix_.lostSamples();
}

}  // namespace pipelines
