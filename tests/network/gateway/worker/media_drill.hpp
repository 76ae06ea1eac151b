// SPDX-License-Identifier: Apache-2.0
// A meeting's media beside the simulator, and how long its pictures were away.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "gateway/worker/media_receivers.hpp"
#include "tests/network/gateway/bbb/at_simulator.hpp"

namespace tests {

/// When something came, and the longest time that nothing did.
class Arrivals {
 public:
  void note() {
    const std::lock_guard lock(mutex_);
    const auto now = base::steadyNow();
    if (last_) longest_ = std::max(longest_, now - *last_);
    last_ = now;
    ++count_;
  }
  void startAnew() {
    const std::lock_guard lock(mutex_);
    last_ = base::steadyNow();
    longest_ = {};
    count_ = 0;
  }
  int count() {
    const std::lock_guard lock(mutex_);
    return count_;
  }
  /// Since startAnew(); a silence that lasts counts.
  base::Millis longestAway() {
    const std::lock_guard lock(mutex_);
    const auto now = base::steadyNow();
    return std::chrono::duration_cast<base::Millis>(last_ ? std::max(longest_, now - *last_)
                                                          : base::Steady::duration{});
  }

 private:
  std::mutex mutex_;  // guards everything below
  std::optional<base::Steady> last_;
  base::Steady::duration longest_{};
  int count_ = 0;
};

/// Takes media and only notes that it came.
class NotingInputs final : public pipelines::MediaInputs {
 public:
  std::shared_ptr<pipelines::VideoInput> addVideo(const std::string& id) override {
    return std::make_shared<Input>(of(id));
  }
  std::shared_ptr<pipelines::SoundInput> addSound(const std::string& id) override {
    return std::make_shared<Input>(of(id));
  }

  /// Of a stream id, or of the sound `meeting`. @thread loop
  Arrivals& of(const std::string& id) { return arrivals_[id]; }

 private:
  struct Input final : pipelines::VideoInput, pipelines::SoundInput {
    explicit Input(Arrivals& a) : arrivals(a) {}
    void push(pipelines::VideoFrame) override { arrivals.note(); }
    void push(std::span<const float>, pipelines::MediaDate) override { arrivals.note(); }
    Arrivals& arrivals;
  };
  std::map<std::string, Arrivals> arrivals_;
};

class MediaDrill : public AtSimulator {
 protected:
  static sim::Options withCameras(int count) {
    auto made = options();
    made.cameras = count;
    return made;
  }

  /// Joins, and receives the sound and all cameras of the meeting.
  void begin(const sim::Options& made = options()) {
    enter(made);
    receive();
    ASSERT_TRUE(holds([&] { return isShown(heard.cameras); }));
  }
  void enter(const sim::Options& made) {
    ASSERT_TRUE(pipelines::startGStreamer());
    startSimulator(made);
    enterMeeting();
    ASSERT_TRUE(waitUntil([&] {
      return heard.meeting && heard.cameras.size() == static_cast<size_t>(made.cameras);
    }));
  }
  void receive() {
    gateway::MediaReceiversEvents events;
    events.onFlowing = [] {};
    events.onTrouble = [this](const std::string& what, const std::optional<base::Error>& why) {
      if (why)
        troubles[what] = why->code;
      else
        troubles.erase(what);
    };
    media = std::make_unique<gateway::MediaReceivers>(loop, inputs, std::move(events));
    media->open(*heard.meeting, joined, gateway::livePorts(loop, client));
  }

  /// Waits for `isSo` while the receivers follow the meeting.
  bool holds(const std::function<bool()>& isSo, base::Millis deadline = base::Millis(30000)) {
    return waitUntil(
        [&] {
          follow();
          return isSo();
        },
        deadline);
  }
  void watchFor(base::Millis time) {
    const auto end = base::steadyNow() + time;
    holds([&] { return base::steadyNow() >= end; }, 2 * time);
  }
  void follow() {
    if (shownCameras != heard.cameras) media->showCameras(heard.cameras);
    if (shownScreen != heard.screen) media->showScreen(heard.screen);
    shownCameras = heard.cameras;
    shownScreen = heard.screen;
  }

  bool isShown(const std::vector<gateway::Camera>& cameras) {
    return media->hasSound() && std::all_of(cameras.begin(), cameras.end(), [&](const auto& c) {
             return media->flowing().contains(c.streamId);
           });
  }
  const std::string& camera(size_t index) const { return heard.cameras.at(index).streamId; }

  /// From here on absences are measured.
  void mark() {
    for (const auto& one : heard.cameras) inputs.of(one.streamId).startAnew();
    if (heard.screen) inputs.of(heard.screen->stream).startAnew();
    inputs.of("meeting").startAnew();
  }
  int64_t away(const std::string& id) { return inputs.of(id).longestAway().count(); }
  void report(const std::string& drill, const std::string& id) {
    std::cout << "figure: " << drill << ": picture away for " << away(id) << " ms, sound for "
              << away("meeting") << " ms" << std::endl;
    RecordProperty("picture_away_ms", static_cast<int>(away(id)));
    RecordProperty("sound_away_ms", static_cast<int>(away("meeting")));
  }

  NotingInputs inputs;
  std::map<std::string, std::string> troubles;
  std::vector<gateway::Camera> shownCameras;
  std::optional<gateway::Screenshare> shownScreen;
  std::unique_ptr<gateway::MediaReceivers> media;
};

}  // namespace tests
