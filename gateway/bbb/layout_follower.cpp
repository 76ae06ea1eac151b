// SPDX-License-Identifier: Apache-2.0
// The priority of layouts.
#include "gateway/bbb/layout_follower.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace gateway {
namespace {

struct Spelling {
  std::string_view word, key;
};

// What the client says in place of the database's keys (§5.1).
constexpr std::array kSpellings = {
    Spelling{"custom", "CUSTOM_LAYOUT"},
    Spelling{"smart", "SMART_LAYOUT"},
    Spelling{"presentationFocus", "PRESENTATION_FOCUS"},
    Spelling{"videoFocus", "VIDEO_FOCUS"},
    Spelling{"camerasOnly", "CAMERAS_ONLY"},
    Spelling{"presentationOnly", "PRESENTATION_ONLY"},
    Spelling{"participantsAndChatOnly", "PARTICIPANTS_AND_CHAT_ONLY"},
    Spelling{"participantsAndChatOnly", "PARTICIPANTS_CHAT_ONLY"},
    Spelling{"mediaOnly", "MEDIA_ONLY"},
    Spelling{"pluginsOnly", "PLUGINS_ONLY"},
};

}  // namespace

std::string layoutKey(const std::string& word) {
  const auto found = std::find_if(
      kSpellings.begin(), kSpellings.end(),
      [&](const Spelling& spelling) { return word == spelling.word || word == spelling.key; });
  return found == kSpellings.end() ? "" : std::string(found->key);
}

void LayoutFollower::hear(const MeetingLayout& told) {
  const bool isFirst = !std::exchange(hasHeard_, true);
  if (isFirst || told.isPushed)
    layout_ = told;
  else
    layout_.isScreenAsContent = told.isScreenAsContent;
}

void LayoutFollower::enforce(const std::string& word) {
  enforced_ = layoutKey(word);
}

void LayoutFollower::prefer(const std::string& word) {
  preferred_ = layoutKey(word);
}

MeetingLayout LayoutFollower::effective() const {
  auto layout = layout_;
  if (!preferred_.empty()) layout.type = preferred_;
  if (!enforced_.empty()) layout.type = enforced_;
  return layout;
}

}  // namespace gateway
