// SPDX-License-Identifier: Apache-2.0
// Which cameras are on the stage when there are more than fit, and in which order.
#pragma once

#include <string>
#include <vector>

#include "gateway/bbb/meeting.hpp"
#include "gateway/worker/speakers.hpp"

namespace gateway {

/// A speaker takes the place of somebody silent only after so long: a cough moves nothing.
constexpr base::Millis kSpeaksBeforeShown{2000};
/// Whoever came on the stage stays at least so long.
constexpr base::Millis kShownAtLeast{10'000};

/// Keeps everybody where they are: a newcomer takes a free place or that of whoever has been silent
/// longest. The presenter stands first, pinned cameras next. Pure.
class CameraChoice {
 public:
  explicit CameraChoice(size_t most) : most_(most) {}

  /// At most `most` of `cameras`, which come in BBB's order of importance.
  std::vector<Camera> choose(const std::vector<Camera>& cameras, const Speakers& speakers,
                             base::Steady now);

 private:
  struct Place {
    Camera camera;
    base::Steady since;
  };

  void follow(const std::vector<Camera>& cameras);
  bool isShown(const Camera& camera) const;
  void admit(const Camera& camera, const Speakers& speakers, base::Steady now);

  size_t most_;
  std::vector<Place> places_;
};

}  // namespace gateway
