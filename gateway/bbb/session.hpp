// SPDX-License-Identifier: Apache-2.0
// One meeting over BBB's GraphQL socket: joins, follows, talks; reconnects until it is told not to.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "gateway/bbb/join.hpp"
#include "gateway/bbb/meeting.hpp"
#include "gateway/bbb/text_socket.hpp"
#include "pipelines/whiteboard/whiteboard.hpp"

namespace gateway {

/// Forward only within one connection. After a cut a new connection starts at Connecting again.
enum class SessionState {
  New,
  Connecting,  ///< With a detail: the line was cut and is being mended.
  Waiting,     ///< In the lobby, until a moderator lets us in.
  Joining,
  Joined,
  Ended,   ///< The meeting is over; final.
  Failed,  ///< Final; `isWorthRejoining(detail.code)` says whether a fresh join may help.
};

std::string_view toString(SessionState state);

/// All run on the loop. Do not destroy the session inside one: post that.
struct SessionEvents {
  /// `detail.what` is a sentence for people, empty when all is well; `detail.code` a machine word.
  std::function<void(SessionState, const base::Error& detail)> onState;
  std::function<void(const Meeting&)> onMeeting;
  std::function<void(const std::optional<Page>&)> onPage;     ///< Nothing: no presentation.
  std::function<void(const std::vector<Camera>&)> onCameras;  ///< Most important first.
  std::function<void(const std::optional<Screenshare>&)> onScreenshare;
  std::function<void(const std::vector<Talker>&)> onTalking;
  /// What a viewer's client would lay the meeting out like now.
  std::function<void(const MeetingLayout&)> onLayout;
  std::function<void(const std::vector<User>&)> onUsers;
  /// Pointers a viewer sees on the page, by user id.
  std::function<void(const std::vector<Cursor>&)> onCursors;
  std::function<void(const std::optional<ExternalVideo>&)> onExternalVideo;
  /// Something was drawn on the page in view, or it changed: Session::whiteboard() has it.
  std::function<void()> onWhiteboard;
  /// A line of somebody else, each exactly once and in order, across reconnects too.
  std::function<void(const ChatLine&)> onChat;
  /// BBB showed our line: the only proof of delivery. `line.messageId` is BBB's id for it.
  std::function<void(const std::string& lineId, const ChatLine& line)> onChatDelivered;
  /// Fault::Peer; code `chat_disabled`, `chat_locked`, `too_long`, `empty`, `not_delivered`,
  /// `queue_full`, `ended`.
  std::function<void(const std::string& lineId, const base::Error& why)> onChatRefused;
};

struct SessionOptions {
  /// Lines up to this date (BBB's clock, Unix ms) are known already; 0: everything before the join
  /// is.
  int64_t chatSinceMillis = 0;
};

/// @thread loop
class Session {
 public:
  /// Starts connecting at once. What `ports` refers to must outlive the session.
  static std::unique_ptr<Session> start(JoinedSession joined, SessionOptions options, Ports ports,
                                        SessionEvents events);
  virtual ~Session() = default;  ///< Drops the connection; BBB lists us for some 10 s more.

  /// Posts a line into public chat. Answered by onChatDelivered or onChatRefused, always, once.
  /// While the line to BBB is cut it waits; a line that was under way is sent again only if BBB
  /// does not show it.
  virtual void say(const std::string& lineId, const std::string& text) = 0;
  /// Leaves the meeting politely, then Ended with code `left`.
  virtual void leave() = 0;
  virtual SessionState state() const = 0;
  /// What is drawn on the page in view; never null, and the same object while nothing changed.
  virtual std::shared_ptr<const pipelines::Whiteboard> whiteboard() = 0;
  /// Our own id in the meeting; empty before the first row.
  virtual const std::string& userId() const = 0;
  /// Deadlines and reconnections; runs by itself every 250 ms where Ports::every is there.
  virtual void tick() = 0;
};

}  // namespace gateway
