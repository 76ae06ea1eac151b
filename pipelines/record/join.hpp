// SPDX-License-Identifier: Apache-2.0
// joinPieces: the pieces of a recording become one MP4 that plays while it is loaded.
#pragma once

#include "base/result.hpp"
#include "pipelines/render/movie_plan.hpp"

#include <chrono>
#include <filesystem>
#include <vector>

namespace pipelines {

/// Nothing is encoded anew. Where a process was replaced the last picture stays and there is
/// silence, so that everything keeps its time.
///
/// @param pieces  In their order. Those of another picture size than the first are left out.
/// @param movie  Where it goes; appears when whole.
/// @return How long it is. Fault::Store when it cannot be written, Fault::Media when the pieces
///         hold nothing (code `empty`). @thread one, which it keeps busy
base::Result<std::chrono::milliseconds> joinPieces(const std::vector<std::filesystem::path>& pieces,
                                                   const std::filesystem::path& movie,
                                                   std::vector<Chapter> chapters = {});

}  // namespace pipelines
