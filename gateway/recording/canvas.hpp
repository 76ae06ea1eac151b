// SPDX-License-Identifier: Apache-2.0
// Canvas: ink of BBB up to 2.5, groups of SVG elements, as a whiteboard (bbb-api.md §7.3).
//
// Mapped to shapes of the stage and not drawn as SVG: librsvg knows no foreignObject, in which all
// text is, and would draw the whole slide anew for every piece of a stroke.
#pragma once

#include "gateway/recording/shapes.hpp"
#include "gateway/recording/texts.hpp"
#include "pipelines/whiteboard/shape.hpp"
#include "pipelines/whiteboard/whiteboard.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gateway::recording {

/// What a group shows, in pixels of the slide; nothing for what is not known.
/// @param polls  By time: the picture of a poll is drawn from the numbers of the last one.
std::optional<pipelines::Shape> shapeFrom(const CanvasShape& canvas,
                                          const std::vector<PollResult>& polls);

/// The whiteboard of one shown slide at any time. One caller at a time.
class CanvasPage {
 public:
  /// `shapes` and `polls` must outlive this. @param slide  Id of the ShownSlide.
  CanvasPage(const std::string& slide, const std::vector<CanvasShape>& shapes,
             const std::vector<PollResult>& polls);

  /// Of each shape the newest state that is not undone; the same object while nothing changes.
  std::shared_ptr<const pipelines::Whiteboard> at(Moment time);

 private:
  struct State {
    const CanvasShape* canvas;
    std::shared_ptr<const pipelines::Shape> shape;
  };
  std::vector<State> states_;  // Back to front.
  std::shared_ptr<const pipelines::Whiteboard> last_;
};

}  // namespace gateway::recording
