// SPDX-License-Identifier: Apache-2.0
// amphi-bench-stage stage|compositor PLAY SECONDS: prints the CPU that it took as JSON, in cores.
// amphi-bench-stage pages [FILE...]: prints how long a change of page takes, in ms.
#include "pipelines/grid.hpp"
#include "pipelines/gst.hpp"
#include "tests/bench/stage/with.hpp"

#include <sys/timerfd.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

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

int usage() {
  std::fprintf(stderr,
               "amphi-bench-stage stage|compositor PLAY SECONDS\n"
               "amphi-bench-stage pages [SVG or PNG...]\n");
  return 2;
}

int pages(const std::vector<std::string>& files) {
  std::vector<std::shared_ptr<const std::string>> slides;
  for (const auto& path : files) {
    std::ifstream file(path, std::ios::binary);
    slides.push_back(std::make_shared<const std::string>(std::istreambuf_iterator<char>(file),
                                                         std::istreambuf_iterator<char>()));
  }
  const auto times = bench::turnPages(slides.empty() ? bench::outlinedSlides() : slides);
  std::printf("{\"first\": %.1f, \"worst\": %.1f, \"prepared\": %.1f}\n", times.firstMs,
              times.worstMs, times.preparedMs);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (auto started = pipelines::startGStreamer(); !started) {
    std::fprintf(stderr, "%s\n", started.error().what.c_str());
    return 1;
  }
  if (!words.empty() && words[0] == "pages") return pages({words.begin() + 1, words.end()});
  const bool isPlay = words.size() == 3 && (words[0] == "stage" || words[0] == "compositor");
  const auto play = isPlay ? bench::playOf(words[1]) : std::nullopt;
  const int seconds = isPlay ? std::atoi(words[2].c_str()) : 0;
  if (!play || seconds <= 0) return usage();
  double cores = 0;
  const bench::Beat beat = [&](const std::function<void(int)>& onBeat) {
    cores = beatFor(seconds, onBeat);
  };
  const auto done = words[0] == "stage" ? bench::playWithStage(*play, beat)
                                        : bench::playWithCompositor(*play, beat);
  if (!done) {
    std::fprintf(stderr, "%s\n", done.error().what.c_str());
    return 1;
  }
  std::printf("{\"cores\": %.4f}\n", cores);
  return 0;
}
