// SPDX-License-Identifier: Apache-2.0
// Public chat both ways, pure: what was heard already, which of our lines BBB has shown, which are
// late.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "gateway/bbb/meeting.hpp"

namespace gateway {

struct ChatRelayEvents {
  std::function<void(const ChatLine&)> onChat;
  std::function<void(const std::string& lineId, const ChatLine& line)> onDelivered;
  std::function<void(const std::string& lineId, const base::Error& why)> onRefused;
  std::function<void(const std::string& lineId, const std::string& text)> post;  ///< To BBB, now.
};

/// A line counts as delivered when BBB shows it, because BBB says `true` to lines it drops (§4.2).
class ChatRelay {
 public:
  ChatRelay(int maxCharacters, int64_t sinceMillis, ChatRelayEvents events);

  void say(const std::string& lineId, const std::string& text, base::Steady now);
  /// Why nothing may be said now, or nothing. Lines that wait are refused when it becomes an error.
  void close(std::optional<base::Error> why);
  /// The chat stream runs again: what waited is posted, what was under way gets time to show up.
  void lineUp(base::Steady now);
  void lineDown() { isUp_ = false; }
  /// The meeting is over: everything left is refused.
  void end();

  /// Lines of before: known from now on, never told.
  void skip(const std::vector<ChatLine>& history);
  /// Lines of the stream, ours among them.
  void hear(const std::vector<ChatLine>& lines, const std::string& ownUserId);
  void refused(const std::string& lineId, const std::string& message);
  void tick(base::Steady now);

  /// Where the stream starts; some earlier lines come again and are recognised.
  int64_t resumeFrom() const;
  /// After the first begin a chat is followed from there, also when nothing had been said by then.
  bool knowsWhereToStart() const { return hasBegun_ || newestMillis_ > 0; }

 private:
  struct Line {
    std::string id, text;
    std::optional<base::Steady> postedAt;
    bool isRepeat = false;  // posted a second time after a cut
    bool wasCut = false;    // under way when the line was cut
  };

  bool remember(const std::string& messageId);
  void echo(const ChatLine& line);
  void post(Line& line, base::Steady now);
  void refuse(const std::string& lineId, const char* code, const std::string& what);

  size_t maxCharacters_;
  ChatRelayEvents events_;
  std::deque<Line> lines_;  // in the order they were said
  std::optional<base::Error> closed_;
  bool isUp_ = false;
  bool hasBegun_ = false;
  int64_t knownMillis_;  // lines up to here were told in an earlier life
  int64_t newestMillis_;
  std::set<std::string> seen_;
  std::deque<std::string> seenOrder_;
};

}  // namespace gateway
