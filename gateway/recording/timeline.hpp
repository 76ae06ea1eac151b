// SPDX-License-Identifier: Apache-2.0
// Timeline: what the stage shows at any time of a recording; a function of the time, but for the
// pictures it asks for.
#pragma once

#include "gateway/recording/canvas.hpp"
#include "gateway/recording/recording.hpp"
#include "pipelines/render/movie_plan.hpp"
#include "pipelines/stage/scene.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace gateway::recording {

/// Ids of the two files in a scene.
inline constexpr const char* kCamerasId = "cameras";
inline constexpr const char* kScreenId = "screen";

/// One caller at a time.
class Timeline {
 public:
  /// Bytes of a slide's picture by its name.
  using PictureOf = std::function<std::shared_ptr<const std::string>(const std::string&)>;

  /// @param layout  Of every scene.
  Timeline(Recording recording, pipelines::LayoutView layout, PictureOf pictureOf);

  /// @param hasCameras  Whether the cameras' file is to be seen.
  pipelines::Scene at(Moment time, bool hasCameras) const;

  /// When a scene may differ from the one before it; sorted, each once.
  std::vector<Moment> changes() const;

  /// From `from` to `to`, counted from `from`, the first at 0: one for each slide shown for a
  /// second or more, and each share of a screen.
  std::vector<pipelines::Chapter> chapters(Moment from, Moment to) const;

  const Recording& recording() const { return recording_; }

 private:
  const ShownSlide* slideAt(Moment time) const;
  bool isScreenShared(Moment time) const;
  pipelines::SlideView viewOf(const ShownSlide& slide, Moment time) const;
  void placePage(const ShownSlide& slide, const PanZoom* zoom, pipelines::SlideView& view) const;
  void placeCursor(const PanZoom* zoom, Moment time, pipelines::SlideView& view) const;
  const ExternalVideo* externalVideoAt(Moment time) const;
  std::shared_ptr<const pipelines::Whiteboard> inkOver(const ShownSlide& slide, Moment time) const;
  std::string titleAt(Moment time) const;
  std::string slideTitle(const ShownSlide& slide) const;

  const Recording recording_;
  const pipelines::LayoutView layout_;
  const PictureOf pictureOf_;
  // The page asked for last: time mostly goes on, on one page.
  mutable std::string inkSlide_;
  mutable std::optional<InkPage> inkPage_;
  mutable std::optional<CanvasPage> canvasPage_;
};

}  // namespace gateway::recording
