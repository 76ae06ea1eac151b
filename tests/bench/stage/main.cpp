// SPDX-License-Identifier: Apache-2.0
// amphi-bench-stage stage|compositor PLAY SECONDS: prints the CPU that it took as JSON, in cores.
#include "pipelines/grid.hpp"
#include "pipelines/gst.hpp"
#include "tests/bench/stage/with.hpp"

#include <sys/timerfd.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>

namespace {

constexpr int kWarmUpSeconds = 3;  // The slide is drawn, the first keyframe is out.

double cpuSeconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// 25 times a second, whatever is done in between.
class Metronome {
 public:
  Metronome() : timer_(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC)) {
    const itimerspec beat{{0, pipelines::kFrameTime.count()}, {0, pipelines::kFrameTime.count()}};
    timerfd_settime(timer_, 0, &beat, nullptr);
  }
  Metronome(const Metronome&) = delete;
  Metronome& operator=(const Metronome&) = delete;
  ~Metronome() { close(timer_); }

  /// @return Beats passed since the last call, at least one.
  int next() {
    uint64_t passed = 1;
    return read(timer_, &passed, sizeof passed) == sizeof passed ? static_cast<int>(passed) : 1;
  }

 private:
  const int timer_;
};

// Beats until the time is over. @return CPU seconds a second, warm-up left out.
double beatFor(int seconds, const std::function<void(int)>& onBeat) {
  constexpr int kWarmUp = kWarmUpSeconds * pipelines::kFramesPerSecond;
  const int end = kWarmUp + seconds * pipelines::kFramesPerSecond;
  Metronome metronome;
  std::optional<double> before;
  for (int beat = 0; beat < end; beat += metronome.next()) {
    if (!before && beat >= kWarmUp) before = cpuSeconds();
    onBeat(beat);
  }
  return (cpuSeconds() - before.value_or(0)) / seconds;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string how = argc == 4 ? argv[1] : "";
  const auto play = argc == 4 ? bench::playOf(argv[2]) : std::nullopt;
  const int seconds = argc == 4 ? std::atoi(argv[3]) : 0;
  if (!play || seconds <= 0 || (how != "stage" && how != "compositor")) {
    std::fprintf(stderr, "amphi-bench-stage stage|compositor PLAY SECONDS\n");
    return 2;
  }
  if (auto started = pipelines::startGStreamer(); !started) {
    std::fprintf(stderr, "%s\n", started.error().what.c_str());
    return 1;
  }
  double cores = 0;
  const bench::Beat beat = [&](const std::function<void(int)>& onBeat) {
    cores = beatFor(seconds, onBeat);
  };
  const auto done =
      how == "stage" ? bench::playWithStage(*play, beat) : bench::playWithCompositor(*play, beat);
  if (!done) {
    std::fprintf(stderr, "%s\n", done.error().what.c_str());
    return 1;
  }
  std::printf("{\"cores\": %.4f}\n", cores);
  return 0;
}
