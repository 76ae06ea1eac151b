// SPDX-License-Identifier: Apache-2.0
// What staff may change of a stream's picture while it is on air.
#pragma once

#include <string>
#include <string_view>

namespace base {

struct StreamLook {
  std::string layout = "meeting";  ///< One of kLayoutWords.
  bool isPaused = false;           ///< A slate stands in for picture and sound.
  bool hasTitle = false;           ///< The stream's title is written over the picture.
  bool hasLogo = false;            ///< The server's logo lies over the picture.
  bool operator==(const StreamLook&) const = default;
};

/// `meeting` follows the meeting's own layout; the others stand in its place. Divided by '|'.
inline constexpr std::string_view kLayoutWords =
    "meeting|custom|smart|presentation_focus|side_by_side|picture_in_picture|cameras_only|"
    "content_only";

/// Whether `word` is one of kLayoutWords.
constexpr bool isLayoutWord(std::string_view word) {
  std::string_view words = kLayoutWords;
  while (!words.empty()) {
    const auto end = words.find('|');
    if (words.substr(0, end) == word) return true;
    words = end == std::string_view::npos ? std::string_view() : words.substr(end + 1);
  }
  return false;
}

}  // namespace base
