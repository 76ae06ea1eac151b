// SPDX-License-Identifier: Apache-2.0
// How the middleware sorts client frames: by byte patterns, not by parsing (bbb-session.md §1.5).
#include "tests/sim/graphql/frame_kind.hpp"

#include <algorithm>
#include <array>

namespace sim {
namespace {

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

FrameKind classify(std::string_view raw, std::string_view type, std::string_view query) {
  if (contains(raw, "\"connection_init\"")) return FrameKind::Init;
  if (type != "subscribe") return FrameKind::Other;
  if (contains(raw, "\"query\":\"mutation")) return FrameKind::Mutation;
  if (contains(raw, "\"query\":\"subscription getCursorCoordinatesStream")) {
    return FrameKind::CursorStream;
  }
  if (query.substr(0, std::string_view("subscription").size()) != "subscription") {
    return FrameKind::Query;
  }
  const bool stream = contains(query, "_stream(") && contains(query, "cursor: {");
  return stream ? FrameKind::Stream : FrameKind::Subscription;
}

bool mayPatch(std::string_view operationName) {
  return operationName.substr(0, 8) == "Patched_";
}

bool passesGate(std::string_view operationName) {
  static constexpr std::array<std::string_view, 6> kBeforeJoin = {
      "getUserInfo",       "getMeetingEndData",       "PluginConfigurationQuery",
      "getGuestLobbyInfo", "userCurrentSubscription", "Patched_userCurrentSubscription"};
  return std::find(kBeforeJoin.begin(), kBeforeJoin.end(), operationName) != kBeforeJoin.end();
}

}  // namespace sim
