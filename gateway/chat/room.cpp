// SPDX-License-Identifier: Apache-2.0
// History and the once-only rule.
#include "gateway/chat/room.hpp"

#include <utility>

namespace gateway {
namespace {

// A replay after a reconnect brings minutes, not hours; a lecture's chat is some thousand lines.
constexpr size_t kRemembered = 5000;

}  // namespace

bool Recent::add(const std::string& key, std::string value) {
  if (!values_.emplace(key, std::move(value)).second) return false;
  order_.push_back(key);
  if (order_.size() > limit_) {
    values_.erase(order_.front());
    order_.pop_front();
  }
  return true;
}

const std::string* Recent::find(const std::string& key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? nullptr : &found->second;
}

ChatMemory::ChatMemory() : seen_(kRemembered), clientIds_(kRemembered), ids_(kRemembered) {}

void ChatMemory::restore(std::vector<ChatLine> lines) {
  std::deque<ChatLine> newer = std::exchange(lines_, {});
  for (ChatLine& line : lines)
    if (seen_.add(line.id, "")) lines_.push_back(std::move(line));
  for (ChatLine& line : newer) lines_.push_back(std::move(line));
  while (lines_.size() > kHistoryLines) lines_.pop_front();
  isStale_ = true;
}

bool ChatMemory::addFromMeeting(const ChatLine& line) {
  if (!seen_.add(line.id, "")) return false;
  remember(line);
  return true;
}

void ChatMemory::addFromPage(const ChatLine& line, const std::string& clientId) {
  seen_.add(line.id, "");
  clientIds_.add(clientId, line.id);
  ids_.add(line.id, clientId);
  remember(line);
}

void ChatMemory::remember(const ChatLine& line) {
  lines_.push_back(line);
  if (lines_.size() > kHistoryLines) lines_.pop_front();
  isStale_ = true;
}

const std::string& ChatMemory::historyJson() {
  if (!std::exchange(isStale_, false)) return json_;
  json_.clear();
  for (const ChatLine& line : lines_) {
    if (!json_.empty()) json_ += ',';
    json_ += lineJson(line);
  }
  return json_;
}

}  // namespace gateway
