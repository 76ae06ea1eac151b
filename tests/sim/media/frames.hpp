// SPDX-License-Identifier: Apache-2.0
// Raw frames and sound blocks at their time: synthetic, or out of a looped file.
#pragma once

#include "base/result.hpp"
#include "tests/sim/media/engine.hpp"
#include "tests/sim/media/media_clock.hpp"
#include "tests/sim/media/stun.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace sim {

/// A raw picture (I420) or a sound block (S16LE mono, 48 kHz, 20 ms).
struct RawFrame {
  ByteView bytes;             ///< Good until the next call of next().
  std::int64_t captured = 0;  ///< By the source's own clock, ns.
};

/// Waits until a time of the source's clock (ns) or until it is stopped; true when the time came.
using WaitUntil = std::function<bool(std::int64_t mediaNanoseconds)>;

/// Makes raw frames, each when its time has come. @thread the source's own
class FrameMaker {
 public:
  FrameMaker() = default;
  FrameMaker(const FrameMaker&) = delete;
  FrameMaker& operator=(const FrameMaker&) = delete;
  virtual ~FrameMaker() = default;

  /// GStreamer caps of what next() gives.
  virtual std::string caps() const = 0;
  /// The next frame; false when `wait` was interrupted.
  virtual bool next(const WaitUntil& wait, RawFrame& frame) = 0;
  /// Nobody listens for a while.
  virtual void pause() {}
  std::atomic<bool> muted{false};
  /// What all times of this source are read on.
  MediaClock clock;
};

std::unique_ptr<FrameMaker> syntheticPictures(MediaKey what);
/// A beep of `frequency` Hz for 100 ms, `phase` after each whole second.
std::unique_ptr<FrameMaker> syntheticSound(double frequency, std::int64_t phaseMs);
base::Result<std::unique_ptr<FrameMaker>> pictureFile(const std::string& file);
base::Result<std::unique_ptr<FrameMaker>> soundFile(const std::string& file);

}  // namespace sim
