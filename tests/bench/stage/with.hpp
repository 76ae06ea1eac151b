// SPDX-License-Identifier: Apache-2.0
// Two ways to put a play together and encode it, in real time.
#pragma once

#include "base/result.hpp"
#include "tests/bench/stage/play.hpp"

#include <functional>

namespace bench {

/// What beats the time of a play: calls its argument 25 times a second until it is over.
using Beat = std::function<void(const std::function<void(int)>&)>;

/// With our own stage: encoded, packaged, and with the silence of nobody speaking.
base::Result<void> playWithStage(const Play& play, const Beat& beat);

/// With GStreamer's compositor, 25 times a second as it does: the same slide as a still, the same
/// pictures in the same places, the same encoders with the same settings; no names. Ink is drawn
/// anew over its whole page when it changed, as one does who does not know what changed.
base::Result<void> playWithCompositor(const Play& play, const Beat& beat);

struct PageTimes {
  double firstMs = 0, worstMs = 0;  ///< From show() to a canvas that shows it: median, largest.
  double preparedMs = 0;            ///< The same of a page that was prepared: median.
};

/// Turns over these slides (SVG or PNG) at 720 lines, two cameras beside them; up to 40 ms of
/// waiting for the grid come on top.
PageTimes turnPages(const std::vector<std::shared_ptr<const std::string>>& slides);

/// Slides made up: as many curves as a full page of letters that were turned into outlines.
std::vector<std::shared_ptr<const std::string>> outlinedSlides();

/// Whether hands take a step at this beat.
inline bool isInkBeat(int beat) {
  return beat * Hands::kStepsPerSecond / 25 != (beat + 1) * Hands::kStepsPerSecond / 25;
}

}  // namespace bench
