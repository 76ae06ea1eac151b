// SPDX-License-Identifier: Apache-2.0
// Public chat both ways.
#include "gateway/bbb/chat_relay.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

namespace gateway {
namespace {

constexpr base::Millis kEchoTimeout{5000};  // §4.2
// After a cut, BBB shows within this time what it took before; then the line is posted again.
constexpr base::Millis kEchoAfterCut{3000};
constexpr size_t kMaxWaiting = 200;
constexpr size_t kMaxSeen = 2000;
// The stream starts a little early: two lines may share a date.
constexpr int64_t kOverlapMillis = 1000;

std::string_view trimmed(std::string_view text) {
  const auto isBlank = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  while (!text.empty() && isBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && isBlank(text.back())) text.remove_suffix(1);
  return text;
}

size_t characters(std::string_view utf8) {
  constexpr unsigned char kContinuation = 0x80, kMask = 0xC0;
  return static_cast<size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & kMask) != kContinuation;
  }));
}

// Some servers escape HTML on the way, and blanks may be folded: compared without either.
std::string comparable(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, char>, 6> kEntities = {
      {{"&amp;", '&'},
       {"&lt;", '<'},
       {"&gt;", '>'},
       {"&quot;", '"'},
       {"&#39;", '\''},
       {"&#x27;", '\''}}};
  std::string plain;
  text = trimmed(text);
  while (!text.empty()) {
    const auto entity = std::find_if(kEntities.begin(), kEntities.end(),
                                     [&](const auto& e) { return text.starts_with(e.first); });
    if (entity != kEntities.end()) {
      plain += entity->second;
      text.remove_prefix(entity->first.size());
      continue;
    }
    const bool isBlank = std::isspace(static_cast<unsigned char>(text.front())) != 0;
    if (!isBlank)
      plain += text.front();
    else if (!plain.ends_with(' '))
      plain += ' ';
    text.remove_prefix(1);
  }
  return plain;
}

// Notices of the client's own making, not words of a person.
bool isNotice(const ChatLine& line) {
  return line.type == "userIsPresenterMsg" || line.type == "userAwayStatusMsg" ||
         trimmed(line.text).empty();
}

}  // namespace

ChatRelay::ChatRelay(int maxCharacters, int64_t sinceMillis, ChatRelayEvents events)
    : maxCharacters_(static_cast<size_t>(std::max(1, maxCharacters))),
      events_(std::move(events)),
      knownMillis_(sinceMillis),
      newestMillis_(sinceMillis) {}

void ChatRelay::refuse(const std::string& lineId, const char* code, const std::string& what) {
  events_.onRefused(lineId, {base::Fault::Peer, what, code});
}

void ChatRelay::say(const std::string& lineId, const std::string& text, base::Steady now) {
  const auto words = trimmed(text);
  if (words.empty()) return refuse(lineId, "empty", "the line is empty");
  if (characters(words) > maxCharacters_)
    return refuse(lineId, "too_long", "the line is longer than BBB takes");
  if (closed_) return events_.onRefused(lineId, *closed_);
  if (lines_.size() >= kMaxWaiting)
    return refuse(lineId, "queue_full", "too many lines wait for BBB");
  lines_.push_back({lineId, std::string(words), std::nullopt, false, false});
  if (isUp_) post(lines_.back(), now);
}

void ChatRelay::post(Line& line, base::Steady now) {
  line.postedAt = now;
  line.wasCut = false;
  events_.post(line.id, line.text);
}

void ChatRelay::close(std::optional<base::Error> why) {
  closed_ = std::move(why);
  if (!closed_) return;
  auto left = std::exchange(lines_, {});
  for (auto& line : left) {
    // What BBB has already may still show up.
    if (line.postedAt)
      lines_.push_back(std::move(line));
    else
      events_.onRefused(line.id, *closed_);
  }
}

void ChatRelay::lineUp(base::Steady now) {
  isUp_ = true;
  hasBegun_ = true;
  for (auto& line : lines_) {
    if (!line.postedAt) {
      post(line, now);
    } else {
      line.wasCut = true;
      line.postedAt = now;
    }
  }
}

void ChatRelay::end() {
  isUp_ = false;
  closed_ = base::Error{base::Fault::Peer, "the meeting is over", "ended"};
  for (const auto& line : std::exchange(lines_, {})) events_.onRefused(line.id, *closed_);
}

bool ChatRelay::remember(const std::string& messageId) {
  if (messageId.empty() || !seen_.insert(messageId).second) return false;
  seenOrder_.push_back(messageId);
  if (seenOrder_.size() > kMaxSeen) {
    seen_.erase(seenOrder_.front());
    seenOrder_.pop_front();
  }
  return true;
}

void ChatRelay::skip(const std::vector<ChatLine>& history) {
  for (const auto& line : history) {
    remember(line.messageId);
    newestMillis_ = std::max(newestMillis_, line.atMillis);
  }
}

void ChatRelay::hear(const std::vector<ChatLine>& lines, const std::string& ownUserId) {
  for (const auto& line : lines) {
    newestMillis_ = std::max(newestMillis_, line.atMillis);
    if (!remember(line.messageId)) continue;
    if (line.senderId == ownUserId && !ownUserId.empty())
      echo(line);
    else if (line.atMillis > knownMillis_ && !isNotice(line))
      events_.onChat(line);
  }
}

// Our lines come back in order; the text decides, the order helps where BBB changed the text. A
// line nobody waits for any more was refused as late: its sender knows, and it is not shown a
// second time.
void ChatRelay::echo(const ChatLine& line) {
  const auto text = comparable(line.text);
  auto found = std::find_if(lines_.begin(), lines_.end(), [&](const Line& ours) {
    return ours.postedAt && comparable(ours.text) == text;
  });
  if (found == lines_.end())
    found = std::find_if(lines_.begin(), lines_.end(),
                         [](const Line& ours) { return ours.postedAt.has_value(); });
  if (found == lines_.end()) return;
  const std::string id = std::move(found->id);
  lines_.erase(found);
  events_.onDelivered(id, line);
}

void ChatRelay::refused(const std::string& lineId, const std::string& message) {
  const auto found = std::find_if(lines_.begin(), lines_.end(),
                                  [&](const Line& line) { return line.id == lineId; });
  if (found == lines_.end()) return;
  lines_.erase(found);
  refuse(lineId, "not_delivered", "BBB refused the line: " + message);
}

void ChatRelay::tick(base::Steady now) {
  if (!isUp_) return;
  std::vector<std::string> late;
  for (auto& line : lines_) {
    if (!line.postedAt) continue;
    const auto waited = now - *line.postedAt;
    if (line.wasCut && !line.isRepeat && waited > kEchoAfterCut) {
      line.isRepeat = true;
      post(line, now);
    } else if (waited > kEchoTimeout) {
      late.push_back(line.id);
    }
  }
  for (const auto& id : late) {
    std::erase_if(lines_, [&](const Line& line) { return line.id == id; });
    refuse(id, "not_delivered", "BBB did not show the line in its chat");
  }
}

int64_t ChatRelay::resumeFrom() const {
  return std::max<int64_t>(0, newestMillis_ - kOverlapMillis);
}

}  // namespace gateway
