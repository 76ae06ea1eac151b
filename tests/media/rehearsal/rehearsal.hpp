// SPDX-License-Identifier: Apache-2.0
// Rehearsal: a production whose time the test beats, and what it made as files for ffprobe and
// ffmpeg.
#pragma once

#include "pipelines/grid.hpp"
#include "pipelines/production.hpp"

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace rehearsal {

/// Collects what a broadcast sends; waits for it with a deadline.
class Audience {
 public:
  ~Audience();
  pipelines::BroadcastEvents events();

  /// False when they have not come within 10 s, the deadline that only a failure meets.
  bool awaitParts(pipelines::Rendition rendition, size_t count);

  std::vector<pipelines::Part> parts(pipelines::Rendition rendition);
  pipelines::Init init(pipelines::Rendition rendition);
  size_t inits(pipelines::Rendition rendition);
  std::vector<base::Error> failures();
  /// Init section and all parts in one file that lives as long as this. @return Its path.
  std::string file(pipelines::Rendition rendition);

 private:
  std::mutex mutex_;  // guards all that follows
  std::condition_variable came_;
  std::map<pipelines::Rendition, std::vector<pipelines::Init>> inits_;
  std::map<pipelines::Rendition, std::vector<pipelines::Part>> parts_;
  std::vector<base::Error> failures_;
  std::vector<std::string> files_;
};

/// The date of grid position 0 in every rehearsal.
constexpr pipelines::MediaDate kStart = std::chrono::seconds(5000);
inline pipelines::MediaDate dateOf(int64_t grid) {
  return kStart + grid * pipelines::kFrameTime;
}

class Rehearsal {
 public:
  explicit Rehearsal(pipelines::Pace pace = pipelines::Pace::Offline, int width = 320,
                     int height = 180, std::vector<pipelines::PictureRendition> ladder = {});

  pipelines::Production& production() { return *production_; }
  Audience& audience() { return audience_; }
  /// Shows a scene and waits until it is drawn.
  void show(pipelines::Scene scene);
  /// Beats the grid up to and without position `end`, calling `before` ahead of each beat.
  void runUntil(int64_t end, const std::function<void(int64_t grid)>& before = {});

 private:
  Audience audience_;
  std::atomic<std::chrono::nanoseconds::rep> now_{kStart.count()};
  int64_t next_ = 0;
  std::unique_ptr<pipelines::Production> production_;  // Last: stops first.
};

/// One colour, I420.
struct Colour {
  uint8_t y, u, v;
};
constexpr Colour kBlack{16, 128, 128}, kWhite{235, 128, 128};
base::Ref<GstSample> picture(int width, int height, const Colour& colour,
                             const std::string& colorimetry = "bt709");

/// What a shell command prints.
std::string output(const std::string& command);

struct Packet {
  int64_t pts = 0;
  bool isKeyframe = false;
};
std::vector<Packet> packets(const std::string& file);

/// Luma of one pixel in each decoded picture.
std::vector<int> lumaOverTime(const std::string& file, int width, int height, int x, int y);

/// Decoded stereo samples, interleaved.
std::vector<float> samples(const std::string& file);

}  // namespace rehearsal
