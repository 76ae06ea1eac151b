// SPDX-License-Identifier: Apache-2.0
// The clockwork: one thread that beats 25 times a second and never loses count.
#include "pipelines/broadcast.hpp"

#include "base/clock.hpp"
#include "pipelines/encode/frame_feed.hpp"
#include "pipelines/grid.hpp"
#include "pipelines/package/parts_output.hpp"
#include "pipelines/production.hpp"
#include "pipelines/stage/delay.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace pipelines {
namespace {

// libstdc++'s steady clock is CLOCK_MONOTONIC, as is GStreamer's system clock: one time for all
// inputs.
MediaDate monotonicNow() {
  return base::steadyNow().time_since_epoch();
}

class Clockwork : public Broadcast {
 public:
  Clockwork(std::unique_ptr<Production> production, FrameFeed& feed, MediaDate start)
      : production_(std::move(production)),
        feed_(feed),
        start_(start),
        thread_([this] { run(); }) {}
  ~Clockwork() override {
    {
      const std::lock_guard lock(mutex_);
      stops_ = true;
    }
    woken_.notify_all();
    thread_.join();
  }

  void show(Scene scene) override { production_->stage().show(std::move(scene)); }
  void prepare(SlideView view) override { production_->stage().prepare(std::move(view)); }
  std::shared_ptr<VideoInput> addVideo(const std::string& id) override {
    return production_->stage().addVideo(id);
  }
  std::shared_ptr<SoundInput> addSound(const std::string&) override {
    return production_->addSound();
  }
  FrameFeed& frames() override { return feed_; }
  BroadcastCounters counters() const override {
    return {gridFrames_.load(), production_->encodedFrames(), lateTicks_.load(),
            production_->stage().slidesDrawn(), production_->lostSamples()};
  }

 private:
  // Each position's time is counted from the start, so lateness is made up for and never adds up.
  void run() {
    for (int64_t grid = 0; waitUntil(start_ + grid * kFrameTime); ++grid) {
      if (monotonicNow() - (start_ + grid * kFrameTime) > kFrameTime) ++lateTicks_;
      production_->tick(grid);
      ++gridFrames_;
    }
  }

  // False when it is time to stop.
  bool waitUntil(MediaDate date) {
    std::unique_lock lock(mutex_);
    return !woken_.wait_until(lock, base::Steady(date), [this] { return stops_; });
  }

  const std::unique_ptr<Production> production_;
  FrameFeed& feed_;  // The production's.
  const MediaDate start_;
  std::atomic<uint64_t> gridFrames_{0};
  std::atomic<uint64_t> lateTicks_{0};
  std::mutex mutex_;  // guards stops_
  std::condition_variable woken_;
  bool stops_ = false;
  std::thread thread_;  // Last: starts when all else is there.
};

}  // namespace

base::Result<std::unique_ptr<Broadcast>> Broadcast::start(BroadcastOptions options,
                                                          BroadcastEvents events) {
  ProductionTiming timing;
  timing.start = monotonicNow();
  timing.now = monotonicNow;
  const MediaDate start = timing.start;
  // What is seen at grid position 0 is dated that much earlier: the date in the playlist is that of
  // capture.
  const int64_t origin = base::unixMillis() - kPresentationDelay.count();
  FrameFormat format;
  format.width = options.width;
  format.height = options.height;
  format.soundBitsPerSecond = options.soundKilobitsPerSecond * 1000;
  auto feed = std::make_unique<FrameFeed>(std::move(format), origin,
                                          std::make_unique<PartsOutput>(options, origin, events));
  FrameFeed& frames = *feed;
  ProductionOutput output{std::move(feed), {}, events.onFailure};
  for (const auto& rung : options.ladder)
    output.ladder.push_back(std::make_unique<PictureParts>(rung, origin, events));
  auto production = Production::create(options, std::move(timing), std::move(output));
  if (!production) return std::move(production).error();
  return std::unique_ptr<Broadcast>(
      std::make_unique<Clockwork>(std::move(*production), frames, start));
}

}  // namespace pipelines
