// SPDX-License-Identifier: Apache-2.0
// Raw frames and sound blocks at their time: synthetic, or out of a looped file.
#pragma once

#include "base/result.hpp"
#include "tests/sim/media/engine.hpp"
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
  std::int64_t captured = 0;  ///< Steady clock, ns.
};

/// Waits until a steady time (ns) or until the source is stopped; true when the time came.
using WaitUntil = std::function<bool(std::int64_t steadyNanoseconds)>;

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
};

std::unique_ptr<FrameMaker> syntheticPictures(MediaKey what);
std::unique_ptr<FrameMaker> syntheticSound();
base::Result<std::unique_ptr<FrameMaker>> pictureFile(const std::string& file);
base::Result<std::unique_ptr<FrameMaker>> soundFile(const std::string& file);

/// Steady now, ns.
std::int64_t steadyNanoseconds();
/// What to add to the steady clock for Unix time, in ns; fixed at the first call.
std::int64_t unixOffset();

}  // namespace sim
