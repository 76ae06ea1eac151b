// SPDX-License-Identifier: Apache-2.0
// From what is known of a meeting to the scene on the stage.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/bbb/meeting.hpp"
#include "pipelines/stage/scene.hpp"

namespace gateway {

/// Why words stand in place of the meeting.
enum class Slate {
  None,
  Joining,      ///< The bot is on its way in.
  Lobby,        ///< A moderator must let it in.
  NotRunning,   ///< The meeting has not begun.
  Interrupted,  ///< It was on air and will be again.
  Ended,
  Failed,  ///< It will not be on air until somebody acts.
};

/// A sentence for listeners. @param language  "fr", else English.
std::string_view slateSentence(Slate slate, std::string_view language);

/// Everything the picture depends on.
struct StageFacts {
  Slate slate = Slate::Joining;
  std::string title;  ///< The meeting's name, or the stream's until that is known.
  std::string language = "fr";
  std::optional<Page> page;
  std::shared_ptr<const std::string> pageImage;  ///< Null: not here yet.
  std::vector<Camera> cameras;                   ///< As chosen by chooseCameras().
  std::set<std::string> flowing;                 ///< Stream ids whose pictures come.
};

/// Pictures on the stage at a time: more are too small to see at 720 lines.
constexpr size_t kMostCameras = 4;

/// At most kMostCameras, the presenter's first, otherwise in BBB's order of importance. Pure.
std::vector<Camera> chooseCameras(const std::vector<Camera>& cameras);

/// Pure. A camera takes its place when its pictures come, so that no hole is shown.
pipelines::Scene sceneFrom(const StageFacts& facts);

}  // namespace gateway
