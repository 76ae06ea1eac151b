// SPDX-License-Identifier: Apache-2.0
// The live hub behind /ws/live/<slug>: state and chat of every stream, to every page that shows it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/http/server.hpp"
#include "base/log.hpp"
#include "base/stream_status.hpp"
#include "gateway/chat/line.hpp"

namespace gateway {

/// A line that was written in the meeting.
struct MeetingLine {
  std::string id;  ///< BBB's messageId.
  std::string sender;
  bool isPresenter = false;
  std::string text;
  int64_t atMs = 0;
  std::optional<std::string> echoOf;  ///< Our id, when it is a listener's line come back.
};

/// Where lines go. Called while the room is locked, so that order is kept: post, never block, and
/// do not
/// call the hub back.
struct HubPorts {
  std::function<void(const std::string& slug, const ChatLine&)> store;
  std::function<void(const std::string& slug, const ChatLine&)> toMeeting;
};

/// For /metrics. @thread any
struct HubCounters {
  uint64_t peers = 0, lines = 0, refused = 0, broken = 0;
};

/// All rooms. The hub's lock guards the registry; each room has its own, taken by whoever speaks,
/// and
/// held while a line is queued to all of its peers: all see one order.
class Hub {
 public:
  explicit Hub(HubPorts ports);
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  /// Opens a room, or changes what its greeting says. @thread any
  void addStream(const std::string& slug, ChatCard card, const base::StreamStatus& status);
  /// Closes the room and its sockets (1001).
  void removeStream(const std::string& slug);
  /// Lines of an earlier run, oldest first.
  void restore(const std::string& slug, std::vector<ChatLine> lines);
  void onState(const std::string& slug, const base::StreamStatus& status);
  /// Shown and stored once; an echo of a listener's line is neither.
  void onMeetingChat(const std::string& slug, const MeetingLine& line);
  /// The meeting did not take a listener's line: its author is told. @param id  Ours.
  void onRefused(const std::string& slug, const std::string& id);
  /// Sends the number of listeners where it changed, at most once a second (less often to
  /// thousands).
  /// Call once a second.
  void tick(base::Steady now);

  /// Routes::onUpgrade for paths under /ws/live/; nothing for others and for unknown streams.
  /// @thread front door
  std::unique_ptr<base::http::PeerEvents> onUpgrade(const base::http::Request& request,
                                                    std::shared_ptr<base::http::Peer> peer);

  HubCounters counters() const;

 private:
  struct Room;
  class Listener;
  struct Shared;
  std::shared_ptr<Room> find(std::string_view slug) const;

  const std::shared_ptr<Shared> shared_;  ///< Outlives the hub in its last listeners.
  mutable std::shared_mutex mutex_;
  std::map<std::string, std::shared_ptr<Room>, std::less<>> rooms_;
};

}  // namespace gateway
