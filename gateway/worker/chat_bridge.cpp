// SPDX-License-Identifier: Apache-2.0
// Remembers ids both ways so that no line crosses twice.
#include "gateway/worker/chat_bridge.hpp"

#include <algorithm>
#include <utility>

#include "gateway/worker/chat_text.hpp"

namespace gateway {
namespace {

/// Lines of a busy hour; older ones cannot come back, BBB's history page holds 100.
constexpr size_t kRemembered = 4000;
constexpr size_t kMostPredecessors = 200;

LinkChat toLink(const ChatLine& line) {
  LinkChat out;
  out.id = clip(line.messageId, kMaxIdBytes);
  out.sender = clip(line.senderName, kMaxNameBytes);
  out.isPresenter = line.isFromPresenter;
  out.text = clip(line.text, kMaxChatBytes);
  out.atMs = std::max<int64_t>(0, line.atMillis);
  return out;
}

}  // namespace

ChatBridge::ChatBridge(std::string botName, int64_t startedUnixMs)
    : botName_(std::move(botName)), startedUnixMs_(startedUnixMs) {}

ChatBridge::Asked ChatBridge::ask(const LinkSay& line) {
  if (const auto known = answers_.find(line.id); known != answers_.end())
    return {std::nullopt, known->second};
  if (underWay_.contains(line.id)) return {};
  auto text = chatLineForBbb(line.name, line.text);
  const auto posted = std::find_if(predecessors_.begin(), predecessors_.end(),
                                   [&](const ChatLine& old) { return old.text == text; });
  if (posted != predecessors_.end()) {
    const ChatLine echo = *posted;
    predecessors_.erase(posted);
    return {std::nullopt, delivered(line.id, echo)};
  }
  underWay_.insert(line.id);
  return {std::move(text), std::nullopt};
}

std::optional<LinkChat> ChatBridge::heard(const ChatLine& line) {
  if (line.type != "default" || line.text.empty() || line.messageId.empty()) return std::nullopt;
  if (!remember(line.messageId)) return std::nullopt;
  if (isPredecessors(line)) {
    if (predecessors_.size() < kMostPredecessors) predecessors_.push_back(line);
    return std::nullopt;
  }
  return toLink(line);
}

// False when it was told already.
bool ChatBridge::remember(const std::string& messageId) {
  if (!told_.insert(messageId).second) return false;
  toldOrder_.push_back(messageId);
  if (toldOrder_.size() > kRemembered) {
    told_.erase(toldOrder_.front());
    toldOrder_.pop_front();
  }
  return true;
}

// The listeners saw such a line when it was typed; only the one who typed it waits for its echo.
bool ChatBridge::isPredecessors(const ChatLine& line) const {
  return line.senderName == botName_ && line.atMillis < startedUnixMs_ &&
         line.text.starts_with("**");
}

LinkChat ChatBridge::delivered(const std::string& lineId, const ChatLine& line) {
  auto out = toLink(line);
  out.echoOf = lineId;
  remember(line.messageId);
  answer(lineId, out);
  return out;
}

LinkChatRefused ChatBridge::refused(const std::string& lineId, const base::Error& why) {
  LinkChatRefused out{lineId, clip(why.what.empty() ? why.code : why.what, kMaxSentenceBytes)};
  answer(lineId, out);
  return out;
}

void ChatBridge::answer(const std::string& lineId, FromWorker message) {
  underWay_.erase(lineId);
  if (!answers_.insert_or_assign(lineId, std::move(message)).second) return;
  answerOrder_.push_back(lineId);
  if (answerOrder_.size() <= kRemembered) return;
  answers_.erase(answerOrder_.front());
  answerOrder_.pop_front();
}

}  // namespace gateway
