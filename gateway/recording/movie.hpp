// SPDX-License-Identifier: Apache-2.0
// Movie: a recording's files and what somebody wants of them become the plan of a render.
#pragma once

#include "base/result.hpp"
#include "gateway/recording/folder.hpp"
#include "gateway/recording/moment.hpp"
#include "pipelines/render/render.hpp"
#include "pipelines/stage/scene.hpp"

#include <filesystem>
#include <optional>

namespace gateway::recording {

struct MovieWish {
  std::filesystem::path path;
  int width = 1280;
  int height = 720;
  pipelines::LayoutView layout;
  bool hasChatSubtitles = false;
  Moment from{};
  std::optional<Moment> to;  ///< The end of the recording, unless it is earlier.
};

/// `folder` must outlive the plan.
/// @return Fault::Caller, code `no_media` or `range`; Fault::Media or Fault::Peer when a file
/// cannot
///         be read: the sentence names it.
base::Result<pipelines::RenderPlan> planMovie(const Folder& folder, const MovieWish& wish);

}  // namespace gateway::recording
