// SPDX-License-Identifier: Apache-2.0
// PushGate: which frames a destination still gets when it is slower than the lecture. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace pipelines {

/// What waits for a destination.
struct Backlog {
  std::chrono::nanoseconds time{};
  size_t bytes = 0;
};

/// Most that may wait; what comes then is left out up to a keyframe.
struct BacklogLimit {
  std::chrono::nanoseconds time = std::chrono::seconds(4);
  size_t bytes = 8u << 20;
};

/// Begins at a keyframe; begins again at one after the backlog was full and is half empty again.
class PushGate {
 public:
  explicit PushGate(BacklogLimit limit = {}) : limit_(limit) {}

  /// Whether the frame may pass. @param time  Since any origin; frames of sound older than the
  /// keyframe it began with do not pass.
  bool admitPicture(bool isKeyframe, std::chrono::nanoseconds time, const Backlog& backlog);
  bool admitSound(std::chrono::nanoseconds time, const Backlog& backlog);

  uint64_t droppedPictures() const { return droppedPictures_; }

 private:
  bool isFull(const Backlog& backlog) const {
    return backlog.time > limit_.time || backlog.bytes > limit_.bytes;
  }
  bool hasRoom(const Backlog& backlog) const {
    return backlog.time <= limit_.time / 2 && backlog.bytes <= limit_.bytes / 2;
  }

  const BacklogLimit limit_;
  bool isOpen_ = false;
  bool hasBegun_ = false;
  std::chrono::nanoseconds openedAt_{};
  uint64_t droppedPictures_ = 0;
};

}  // namespace pipelines
