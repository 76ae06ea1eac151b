// SPDX-License-Identifier: Apache-2.0
// Which layout a viewer of the meeting sees, from all that may set it.
#pragma once

#include <optional>
#include <string>

#include "gateway/bbb/meeting.hpp"

namespace gateway {

/// Pure. A viewer starts with the meeting's layout and follows later changes only while they are
/// pushed; what the join enforces or our userdata asks for comes before both (bbb-session.md §5.1).
class LayoutFollower {
 public:
  void hear(const MeetingLayout& told);
  /// Of the join parameter `enforceLayout`; empty: none.
  void enforce(const std::string& word);
  /// Of the userdata `bbb_change_layout` or `bbb_default_layout`; empty: none.
  void prefer(const std::string& word);
  /// New ink, a shared screen or a video: a minimised presentation opens again.
  void contentCame() { layout_.isPresentationMinimized = false; }

  MeetingLayout effective() const;

 private:
  bool hasHeard_ = false;
  MeetingLayout layout_;
  std::string enforced_, preferred_;
};

/// BBB's key of a layout from any of its spellings: `presentationFocus`, `PRESENTATION_FOCUS`;
/// empty when it is none.
std::string layoutKey(const std::string& word);

}  // namespace gateway
