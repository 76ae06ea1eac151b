// SPDX-License-Identifier: Apache-2.0
// The JSON of the page's socket.
#include "gateway/chat/line.hpp"

#include "base/json.hpp"
#include "gateway/chat/text.hpp"

namespace gateway {
namespace {

using base::compact;
using base::Json;

constexpr size_t kMaxFrameBytes = 8192;
constexpr size_t kMaxClientIdBytes = 64;

struct RefusalText {
  std::string_view code, detail;
};

RefusalText textOf(Refusal why) {
  switch (why) {
    case Refusal::TooLong:
      return {"too_long", "The message is longer than 500 characters."};
    case Refusal::Empty:
      return {"empty", "The message is empty."};
    case Refusal::TooFast:
      return {"too_fast", "Too many messages; wait a few seconds."};
    case Refusal::NoName:
      return {"no_name", "Give a name of up to 60 characters first."};
    case Refusal::Closed:
      return {"closed", "The chat is closed now."};
  }
  return {"closed", "The chat is closed now."};
}

std::string refused(std::string_view clientId, std::string_view code, std::string_view detail) {
  return compact(
      {{"type", "refused"}, {"client_id", clientId}, {"code", code}, {"detail", detail}});
}

}  // namespace

bool isChatOpen(base::StreamState state) {
  return base::isRunning(state);
}

std::string lineJson(const ChatLine& line) {
  return compact({{"id", line.id},
                  {"name", line.name},
                  {"role", line.role},
                  {"text", line.text},
                  {"at_ms", line.atMs},
                  {"origin", line.isFromPage ? "page" : "bbb"}});
}

std::string chatFrame(const ChatLine& line) {
  return R"({"type":"chat","line":)" + lineJson(line) + "}";
}

std::string stateFrame(const base::StreamStatus& status, int64_t nowMs) {
  return compact({{"type", "state"},
                  {"state", base::toString(status.state)},
                  {"detail", status.detail},
                  {"code", status.code},
                  {"chat_open", isChatOpen(status.state)},
                  {"now_ms", nowMs}});
}

std::string sentFrame(std::string_view clientId, std::string_view id) {
  return compact({{"type", "sent"}, {"client_id", clientId}, {"id", id}});
}

std::string refusedFrame(std::string_view clientId, Refusal why) {
  const RefusalText text = textOf(why);
  return refused(clientId, text.code, text.detail);
}

std::string undeliveredFrame(std::string_view clientId) {
  return refused(clientId, "closed", "The meeting did not take this message.");
}

std::string pongFrame(int64_t clientMs, int64_t nowMs) {
  return compact({{"type", "pong"}, {"client_ms", clientMs}, {"now_ms", nowMs}});
}

std::string listenersFrame(size_t count) {
  return compact({{"type", "listeners"}, {"count", count}});
}

std::string helloFrame(const std::string& slug, const ChatCard& card,
                       const base::StreamStatus& status, const std::string& history,
                       int64_t nowMs) {
  std::string frame = compact({{"type", "hello"},
                               {"slug", slug},
                               {"title", card.title},
                               {"state", base::toString(status.state)},
                               {"detail", status.detail},
                               {"code", status.code},
                               {"starts_at", card.startsAtMs ? Json(*card.startsAtMs) : Json()},
                               {"language", card.language},
                               {"now_ms", nowMs},
                               {"chat_open", isChatOpen(status.state)},
                               {"max_length", kMaxTextLength}});
  frame.pop_back();
  return frame + ",\"chat\":[" + history + "]}";
}

PageFrame readPageFrame(std::string_view text) {
  PageFrame frame;
  const auto json = base::parseJson(text, kMaxFrameBytes);
  if (!json || !json->is_object()) return frame;
  const std::string type = base::textAt(*json, "type");
  if (type == "ping") {
    frame.kind = PageFrame::Kind::Ping;
    frame.clientMs = base::integerAt(*json, "client_ms");
  } else if (type == "say") {
    frame.clientId = base::textAt(*json, "client_id");
    frame.name = base::textAt(*json, "name");
    frame.text = base::textAt(*json, "text");
    if (!frame.clientId.empty() && frame.clientId.size() <= kMaxClientIdBytes)
      frame.kind = PageFrame::Kind::Say;
  }
  return frame;
}

}  // namespace gateway
