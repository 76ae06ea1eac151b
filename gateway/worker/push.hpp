// SPDX-License-Identifier: Apache-2.0
// Push: one destination of a stream, connected again for as long as it is wanted.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <random>

#include "base/loop.hpp"
#include "gateway/link/backoff.hpp"
#include "gateway/link/outputs.hpp"
#include "pipelines/push/push_pipeline.hpp"

namespace gateway {

/// When to try again, and when to give a connection up.
struct PushPatience {
  base::Millis firstPause{1000}, longestPause{30'000};
  base::Millis soundLife{60'000};   ///< After so long the next pause is the first again.
  base::Millis silence{15'000};     ///< Nothing sent for so long: the connection is dead.
  std::chrono::seconds answer{10};  ///< Of the peer, to each of its questions.
};

/// Counts connections that are being let go; the process waits for them at its end.
using ClosingCount = std::shared_ptr<std::atomic<int>>;

/// @thread loop. Connecting → Live → Waiting → Connecting …
class Push {
 public:
  /// `loop` and `feed` outlive it. @param onChanged  Its report is another one.
  Push(base::Loop& loop, pipelines::FrameFeed& feed, PushTarget target, PushPatience patience,
       ClosingCount closing, std::function<void()> onChanged);
  Push(const Push&) = delete;
  Push& operator=(const Push&) = delete;
  ~Push();  ///< Says goodbye in the background.

  const PushTarget& target() const { return target_; }
  PushReport report() const;
  /// Gives up a connection on which nothing moves; call every second.
  void tick(base::Steady now);

 private:
  void connect();
  pipelines::PushEvents events();
  void onLive();
  void onEnded(const base::Error& why);
  void letGo();
  void set(PushState state, const std::string& code, const std::string& detail);

  base::Loop& loop_;
  pipelines::FrameFeed& feed_;
  const PushTarget target_;
  const PushPatience patience_;
  const ClosingCount closing_;
  const std::function<void()> onChanged_;

  PushReport report_;
  std::shared_ptr<pipelines::PushPipeline> pipeline_;
  int connection_ = 0;  // Events of earlier ones come too late.
  base::Steady liveSince_{}, movedAt_{};
  uint64_t movedBytes_ = 0;
  Backoff pause_;
  std::mt19937 random_{std::random_device{}()};
  base::Timer retry_;
  base::Alive alive_;
};

}  // namespace gateway
