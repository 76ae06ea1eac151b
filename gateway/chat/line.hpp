// SPDX-License-Identifier: Apache-2.0
// A chat line and the frames of the page's socket. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/stream_status.hpp"

namespace gateway {

/// One line of a stream's chat, from BBB or from the page; `id` is unique and never changes.
struct ChatLine {
  std::string id;
  std::string name;
  std::string role;  ///< presenter, participant or listener.
  std::string text;
  int64_t atMs = 0;
  bool isFromPage = false;  ///< Else from BBB.
  bool operator==(const ChatLine&) const = default;
};

/// What the greeting says of a stream besides its state.
struct ChatCard {
  std::string title;
  std::optional<int64_t> startsAtMs;
  std::string language = "fr";  ///< Of the page, for listeners whose browser speaks neither.
};

/// Why a listener's line was not taken.
enum class Refusal { TooLong, Empty, TooFast, NoName, Closed };

// Server to page; compact JSON.
std::string lineJson(const ChatLine& line);
std::string chatFrame(const ChatLine& line);
std::string stateFrame(const base::StreamStatus& status, int64_t nowMs);
std::string sentFrame(std::string_view clientId, std::string_view id);
std::string refusedFrame(std::string_view clientId, Refusal why);
/// `code` closed with a sentence of the meeting's side.
std::string undeliveredFrame(std::string_view clientId);
std::string pongFrame(int64_t clientMs, int64_t nowMs);
std::string listenersFrame(size_t count);
/// @param history  lineJson() of the last lines, joined by commas.
std::string helloFrame(const std::string& slug, const ChatCard& card,
                       const base::StreamStatus& status, const std::string& history, int64_t nowMs);

/// Whether listeners may write in this state.
bool isChatOpen(base::StreamState state);

/// Page to server.
struct PageFrame {
  enum class Kind { Say, Ping, Broken } kind = Kind::Broken;
  std::string clientId, name, text;
  int64_t clientMs = 0;
};
PageFrame readPageFrame(std::string_view text);

}  // namespace gateway
