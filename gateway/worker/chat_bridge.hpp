// SPDX-License-Identifier: Apache-2.0
// The chat bridge: what goes into BBB's chat, what comes out of it, and what is the echo of what.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "gateway/bbb/meeting.hpp"
#include "gateway/link/messages.hpp"

namespace gateway {

/// Pure. Each line crosses each way once, also when the server asks again after a reconnection,
/// when BBB
/// shows its history again, and when this worker replaces one that died with lines under way.
class ChatBridge {
 public:
  /// @param botName          Our name in the meeting: lines of a dead predecessor carry it too.
  /// @param startedUnixMs    When this worker began; lines of our name from before are the
  /// predecessor's.
  ChatBridge(std::string botName, int64_t startedUnixMs);

  /// What a listener's line calls for: a text to post, an answer known already, or nothing
  /// (under way).
  struct Asked {
    std::optional<std::string> post;
    std::optional<FromWorker> answer;
  };
  Asked ask(const LinkSay& line);

  /// A line of somebody else; nothing when it was told before or is none of people's.
  std::optional<LinkChat> heard(const ChatLine& line);
  /// BBB showed our line.
  LinkChat delivered(const std::string& lineId, const ChatLine& line);
  /// BBB did not take our line.
  LinkChatRefused refused(const std::string& lineId, const base::Error& why);

 private:
  void answer(const std::string& lineId, FromWorker message);
  bool remember(const std::string& messageId);
  bool isPredecessors(const ChatLine& line) const;

  std::string botName_;
  int64_t startedUnixMs_;
  std::set<std::string> told_;  // BBB's ids, the newest kRemembered
  std::deque<std::string> toldOrder_;
  std::map<std::string, FromWorker> answers_;  // by our line id
  std::deque<std::string> answerOrder_;
  std::set<std::string> underWay_;      // our line ids posted and not answered
  std::vector<ChatLine> predecessors_;  // posted by a dead worker, not yet claimed
};

}  // namespace gateway
