// SPDX-License-Identifier: Apache-2.0
// Render: a scene that changes at known times, and media files, become one MP4 as fast as it goes.
#pragma once

#include "base/result.hpp"
#include "pipelines/render/media_file.hpp"
#include "pipelines/render/movie_plan.hpp"
#include "pipelines/stage/scene.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace pipelines {

/// Pictures of a file, placed by the scene through `id`.
struct PictureSource {
  std::string id;
  std::unique_ptr<MediaFile> file;
  /// Not visible while its picture is black: a file of nobody's camera is black.
  bool hidesBlack = false;
};

/// Times are those of the files, from their beginning.
struct RenderPlan {
  MoviePlan movie;
  int maxKilobitsPerSecond = 2500;
  std::chrono::nanoseconds from{};  ///< What the movie begins with; the files were opened there.
  std::vector<std::chrono::nanoseconds> changes;  ///< When the scene changes, in order.
  /// @param visible  Ids of the sources that have something to show.
  std::function<Scene(std::chrono::nanoseconds, const std::set<std::string>& visible)> sceneAt;
  std::vector<PictureSource> pictures;
  std::unique_ptr<MediaFile> sound;  ///< May be missing: silence.
};

struct RenderReport {
  int64_t frames = 0;          ///< Of the movie's grid.
  uint64_t encodedFrames = 0;  ///< Of those, encoded because something changed or a part began.
  std::vector<base::Error> troubles;  ///< Files that broke off; the movie went on without them.
};

/// @param progress  Told the share done, 0..1, some times a second of work; false ends it, with
///        Fault::Caller and the code `stopped`.
/// @return Fault::Store when the file cannot be written (code `disk_full`), Fault::Media otherwise.
///         No file is left then. @thread one, which it keeps busy
base::Result<RenderReport> render(RenderPlan plan, const std::function<bool(double)>& progress);

}  // namespace pipelines
