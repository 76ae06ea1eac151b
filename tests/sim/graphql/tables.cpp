// SPDX-License-Identifier: Apache-2.0
// The rows of BBB's tables, made from the state of a meeting as one of its users sees it.
#include "tests/sim/graphql/tables.hpp"

#include "base/clock.hpp"
#include "tests/sim/graphql/rows.hpp"
#include "tests/sim/ids.hpp"

#include <map>

namespace sim {
namespace {

Json count(std::size_t rows) {
  return {{"aggregate", {{"count", rows}}}};
}

Json serverTime(const Viewer&) {
  const std::int64_t now = base::unixMillis();
  return Json::array({Json{{"currentTimestamp", isoTime(now)}, {"currentTimeMillis", now}}});
}

}  // namespace

Json tableRows(const std::string& table, const Viewer& viewer) {
  using Maker = Json (*)(const Viewer&);
  static const std::map<std::string, Maker> kMakers = {
      {"user_current", userCurrent},
      {"meeting", meetingRow},
      {"user", userList},
      {"user_voice", userVoice},
      {"user_voice_activity", voiceActivity},
      {"user_voice_activity_stream", voiceActivity},
      {"user_camera", userCamera},
      {"screenshare", screenshareRow},
      {"pres_page_curr", currentPage},
      {"pres_annotation_curr", annotationRows},
      {"pres_annotation_history_curr_stream", annotationHistory},
      {"pres_page_cursor_stream", cursorRows},
      {"pres_page_writers", writerRows},
      {"poll", pollRows},
      {"caption", captionRows},
      {"caption_history", captionHistory},
      {"caption_activeLocales", captionLocales},
      {"sharedNotes", notesRow},
      {"chat_message_public", chatRows},
      {"chat_message_public_stream", chatRows},
      {"chat", chatList},
      {"user_typing_public", typingRows},
      {"current_time", serverTime},
      {"user_guest", guestRows},
      {"user_metadata", userMetadata},
      {"user_aggregate", [](const Viewer& who) { return count(userList(who).size()); }},
      {"chat_message_public_aggregate",
       [](const Viewer& who) { return count(who.meeting.chat.size()); }},
  };
  const auto maker = kMakers.find(table);
  return maker == kMakers.end() ? Json::array() : maker->second(viewer);
}

}  // namespace sim
