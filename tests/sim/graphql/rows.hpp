// SPDX-License-Identifier: Apache-2.0
// Makers of rows, by what they are about.
#pragma once

#include "tests/sim/graphql/tables.hpp"

namespace sim {

// people_rows.cpp
Json userCurrent(const Viewer& viewer);
Json userList(const Viewer& viewer);
Json userVoice(const Viewer& viewer);
Json voiceActivity(const Viewer& viewer);
Json userCamera(const Viewer& viewer);
Json typingRows(const Viewer& viewer);
Json guestRows(const Viewer& viewer);
Json userMetadata(const Viewer& viewer);
/// What other rows show of a person; null when they are unknown.
Json personOf(const Meeting& meeting, const std::string& userId);

// meeting_rows.cpp
Json meetingRow(const Viewer& viewer);
Json screenshareRow(const Viewer& viewer);
Json pollRows(const Viewer& viewer);
Json captionRows(const Viewer& viewer);
Json captionHistory(const Viewer& viewer);
Json captionLocales(const Viewer& viewer);
Json notesRow(const Viewer& viewer);

// page_rows.cpp
Json currentPage(const Viewer& viewer);
Json annotationRows(const Viewer& viewer);
Json annotationHistory(const Viewer& viewer);
Json cursorRows(const Viewer& viewer);
Json writerRows(const Viewer& viewer);

// chat_rows.cpp
Json chatRows(const Viewer& viewer);
Json chatList(const Viewer& viewer);

/// A string, or null when it is empty.
inline Json orNull(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

}  // namespace sim
