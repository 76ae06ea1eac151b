// SPDX-License-Identifier: Apache-2.0
// The session itself: which row leads to which state, and what is sent then.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/bbb/chat_relay.hpp"
#include "gateway/bbb/graphql_link.hpp"
#include "gateway/bbb/meeting_follower.hpp"
#include "gateway/bbb/session.hpp"

namespace gateway {

/// See Session. @thread loop
class LiveSession final : public Session {
 public:
  LiveSession(JoinedSession joined, SessionOptions options, Ports ports, SessionEvents events);

  void say(const std::string& lineId, const std::string& text) override;
  void leave() override;
  SessionState state() const override { return state_; }
  std::shared_ptr<const pipelines::Whiteboard> whiteboard() override {
    return follower_.whiteboard();
  }
  const std::string& userId() const override { return user_.userId; }
  void tick() override;

 private:
  void connect();
  LinkEvents linkEvents();
  void onRows(const Document& document, const std::string& tag, const base::Json& rows);
  void onRefused(const Document& document, const std::string& tag, const std::string& message);
  void onLinkOver(bool isFatal, const std::string& code, const std::string& why);

  void onUser(const UserCurrent& user);
  void decide();
  void sendJoin();
  void onJoined();
  void onMeeting(const base::Json& rows);
  void onChatRows(const base::Json& rows);
  void startChat();
  void checkChatLocks();
  void sendAlive();

  void enter(SessionState next, base::Error detail = {});
  void finish(SessionState end, base::Error why);
  bool isOver() const { return state_ == SessionState::Ended || state_ == SessionState::Failed; }

  JoinedSession joined_;
  SessionOptions options_;
  Ports ports_;
  SessionEvents events_;
  std::string clientUuid_;
  SessionState state_ = SessionState::New;
  UserCurrent user_;
  MeetingFollower follower_;
  ChatRelay chat_;

  std::unique_ptr<GraphqlLink> link_;
  bool isLinkOver_ = false;
  int failedTries_ = 0;  // since we were last in the meeting
  std::optional<base::Steady> connectAt_, joinAt_, historyUntil_, leaveUntil_;
  std::optional<base::Steady> joinSentAt_;  // on this connection
  bool isChatRunning_ = false;              // on this connection
  bool wasAskedForActivity_ = false;
  base::Steady aliveAt_{};
  base::Alive alive_;
  base::Timer starter_;
  base::Timer timer_;  // last: no tick while the rest goes
};

}  // namespace gateway
