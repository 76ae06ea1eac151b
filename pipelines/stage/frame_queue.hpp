// SPDX-License-Identifier: Apache-2.0
// FrameQueue: pictures of one source that wait for their place on the grid.
#pragma once

#include "pipelines/media_input.hpp"
#include "pipelines/stage/delay.hpp"

#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

namespace pipelines {

class FrameQueue : public VideoInput {
 public:
  /// @param now  The clock of all MediaDates.
  explicit FrameQueue(std::function<MediaDate()> now) : now_(std::move(now)) {}

  void push(VideoFrame frame) override {
    frame.date = plausibleDate(frame.date, now_());
    const std::lock_guard lock(mutex_);
    if (frames_.size() == kMostWaiting) frames_.pop_front();
    frames_.push_back(std::move(frame));
  }

  /// The newest picture dated `until` or before; older ones are gone then. @thread any
  std::optional<VideoFrame> take(MediaDate until) {
    const std::lock_guard lock(mutex_);
    std::optional<VideoFrame> newest;
    while (!frames_.empty() && frames_.front().date <= until) {
      newest = std::move(frames_.front());
      frames_.pop_front();
    }
    if (newest) taken_ = newest;
    return newest;
  }
  /// What take() gave last: a source that rests shows it still. @thread any
  std::optional<VideoFrame> lastTaken() {
    const std::lock_guard lock(mutex_);
    return taken_;
  }

 private:
  // 250 ms of 60 pictures a second are 15; twice that bounds the memory of a source with a broken
  // clock.
  static constexpr size_t kMostWaiting = 30;

  const std::function<MediaDate()> now_;
  std::mutex mutex_;  // guards the following
  std::deque<VideoFrame> frames_;
  std::optional<VideoFrame> taken_;
};

}  // namespace pipelines
