// SPDX-License-Identifier: Apache-2.0
// What one stream's chat remembers: the last lines, and which lines it has seen. Pure, no lock,
// no clock.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "gateway/chat/line.hpp"

namespace gateway {

constexpr size_t kHistoryLines = 100;

/// The last `limit` keys and what they stood for. Not thread safe.
class Recent {
 public:
  explicit Recent(size_t limit) : limit_(limit) {}
  /// False when the key was there: then nothing changes.
  bool add(const std::string& key, std::string value);
  /// Nothing for a key that is unknown or was pushed out.
  const std::string* find(const std::string& key) const;

 private:
  const size_t limit_;
  std::deque<std::string> order_;
  std::unordered_map<std::string, std::string> values_;
};

/// History and the once-only rule.
class ChatMemory {
 public:
  ChatMemory();
  /// Lines of an earlier run, oldest first; put before what is there.
  void restore(std::vector<ChatLine> lines);
  /// A line of the meeting. False when it was seen before.
  bool addFromMeeting(const ChatLine& line);
  /// A listener's line under our id. @param clientId  A line sent again is answered by idOf().
  void addFromPage(const ChatLine& line, const std::string& clientId);
  /// Our id of a line a page sent before.
  const std::string* idOf(const std::string& clientId) const { return clientIds_.find(clientId); }
  /// The page's id of our line, to tell its author that it was refused.
  const std::string* clientIdOf(const std::string& id) const { return ids_.find(id); }
  /// lineJson() of the last lines, joined by commas; made once per change.
  const std::string& historyJson();

 private:
  void remember(const ChatLine& line);

  std::deque<ChatLine> lines_;
  Recent seen_;       ///< Ids of all lines, of either origin.
  Recent clientIds_;  ///< The page's id to ours.
  Recent ids_;        ///< Ours to the page's.
  std::string json_;
  bool isStale_ = false;
};

}  // namespace gateway
