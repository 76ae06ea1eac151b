// SPDX-License-Identifier: Apache-2.0
// SoundDesk: where sources of sound plug in, each from its own thread.
#pragma once

#include "pipelines/media_input.hpp"
#include "pipelines/stage/sound_mix.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <span>

namespace pipelines {

class SoundDesk : public std::enable_shared_from_this<SoundDesk> {
 public:
  /// @param start  Date of grid position 0. @param now  The clock of all MediaDates.
  SoundDesk(MediaDate start, std::function<MediaDate()> now)
      : start_(start), now_(std::move(now)) {}

  /// Outlives the desk's owner if need be. @thread any
  std::shared_ptr<SoundInput> addSource();

  /// Puts a block on the timeline. @thread any
  void place(std::span<const float> interleaved, MediaDate first, SoundCursor& cursor);

  /// The next block of the mix. @thread one caller
  void drain(std::span<float> interleaved);

  int64_t drained() const;       ///< Samples. @thread any
  uint64_t lostSamples() const;  ///< That came too late. @thread any

 private:
  const MediaDate start_;
  const std::function<MediaDate()> now_;
  mutable std::mutex mutex_;  // guards mix_
  SoundMix mix_;
};

}  // namespace pipelines
