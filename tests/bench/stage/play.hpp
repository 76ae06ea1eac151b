// SPDX-License-Identifier: Apache-2.0
// What is played: a scene, sources of pictures, and hands that draw.
#pragma once

#include "pipelines/stage/scene.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bench {

constexpr int kWidth = 1280, kHeight = 720, kKilobitsPerSecond = 2500, kSoundKilobitsPerSecond = 96;

struct Source {
  std::string id;
  int width = 640, height = 480;
};

struct Play {
  pipelines::Scene scene;
  std::vector<Source> sources;
  size_t hands = 0;
};

/// By its name: slides, camera1, camera2, camera6, screen, ink6.
std::optional<Play> playOf(const std::string& name);

/// Hands that each draw stroke after stroke, a point at a time.
class Hands {
 public:
  explicit Hands(size_t count) : count_(count) {}
  /// The board one step later; strokes that are finished are shared with the one before.
  std::shared_ptr<const pipelines::Whiteboard> next();

  static constexpr int kStepsPerSecond = 15;

 private:
  const size_t count_;
  int step_ = 0;
  pipelines::Whiteboard board_;
};

}  // namespace bench
