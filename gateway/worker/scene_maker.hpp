// SPDX-License-Identifier: Apache-2.0
// From what is known of a meeting to the scene on the stage.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/stream_look.hpp"
#include "gateway/bbb/meeting.hpp"
#include "pipelines/stage/scene.hpp"

namespace gateway {

/// Why words stand in place of the meeting.
enum class Slate {
  None,
  Joining,      ///< The bot is on its way in.
  Lobby,        ///< A moderator must let it in.
  NotRunning,   ///< The meeting has not begun.
  Paused,       ///< By staff.
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
  base::StreamLook look;
  std::shared_ptr<const std::string> logo;  ///< Null: none.
  std::optional<int64_t> startsAtMs;        ///< Announced; Unix epoch.
  int64_t nowMs = 0;                        ///< Unix epoch; matters while a countdown runs.

  MeetingLayout layout;
  bool areNotesPinned = false;
  std::optional<Page> page;
  std::shared_ptr<const std::string> pageImage;  ///< Null: not here yet.
  std::shared_ptr<const pipelines::Whiteboard> whiteboard;
  std::vector<Cursor> cursors;
  std::optional<Screenshare> screen;
  std::optional<ExternalVideo> externalVideo;
  std::vector<Camera> cameras;  ///< As chosen by CameraChoice.
  std::vector<User> people;     ///< In BBB's order.
  std::set<std::string> speaking;
  std::set<std::string> flowing;  ///< Stream ids whose pictures come.
};

/// Pure. A slate, or the meeting in the layout that applies (bbb-session.md §5).
pipelines::Scene sceneFrom(const StageFacts& facts);

/// The page as the stage knows it, nothing drawn on it. Pure.
pipelines::SlideView slideViewFrom(const Page& page, std::shared_ptr<const std::string> image);

/// The page that follows `page` by `ahead`, as it will most likely be. Pure.
Page pageAhead(const Page& page, int ahead);

/// How the stage lays out a meeting: its own layout, unless `word` (base::kLayoutWords) names
/// another. Pure.
pipelines::LayoutView layoutViewFrom(const MeetingLayout& layout, std::string_view word);

/// The bytes of a logo, at most 1 MiB; null where there is none, or none that can be read.
std::shared_ptr<const std::string> readLogo(const std::string& path);

/// "12:34", "1:02:03". @param millis  Rounded up to whole seconds.
std::string countdownText(int64_t millis);

}  // namespace gateway
