// SPDX-License-Identifier: Apache-2.0
// The session itself.
#include "gateway/bbb/session.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/log.hpp"
#include "gateway/bbb/documents.hpp"
#include "gateway/bbb/live_session.hpp"
#include "gateway/bbb/reasons.hpp"
#include "gateway/bbb/uuid.hpp"

namespace gateway {

using base::Error;
using base::Fault;
using base::Millis;

namespace {

constexpr auto kPart = "bbb";
constexpr Millis kTickPeriod{250};
// §1.9: 20 tries, 10 s apart; the first ones come sooner because most cuts are short.
constexpr int kMaxTries = 20;
constexpr std::array kBackoff = {Millis(500), Millis(1000), Millis(2000), Millis(4000),
                                 Millis(10000)};
constexpr Millis kAfterLobby{3000};  // The browser waits as long after it was let in (§2.1).
constexpr Millis kJoinTimeout{60000};
constexpr Millis kHistoryTimeout{3000};
constexpr Millis kLeaveTimeout{1500};
constexpr Millis kAlivePeriod{10000};
constexpr auto kPublicChat = "MAIN-PUBLIC-GROUP-CHAT";

}  // namespace

std::string_view toString(SessionState state) {
  static constexpr std::array<std::string_view, 7> kNames = {
      "new", "connecting", "waiting", "joining", "joined", "ended", "failed"};
  return kNames[static_cast<size_t>(state)];
}

std::unique_ptr<Session> Session::start(JoinedSession joined, SessionOptions options, Ports ports,
                                        SessionEvents events) {
  return std::make_unique<LiveSession>(std::move(joined), options, std::move(ports),
                                       std::move(events));
}

LiveSession::LiveSession(JoinedSession joined, SessionOptions options, Ports ports,
                         SessionEvents events)
    : joined_(std::move(joined)),
      options_(options),
      ports_(std::move(ports)),
      events_(std::move(events)),
      clientUuid_(randomUuid(ports_.random)),
      follower_(events_),
      chat_(joined_.maxChatCharacters, options.chatSinceMillis,
            {[this](const ChatLine& line) {
               if (events_.onChat) events_.onChat(line);
             },
             [this](const std::string& id, const ChatLine& line) {
               if (events_.onChatDelivered) events_.onChatDelivered(id, line);
             },
             [this](const std::string& id, const Error& why) {
               if (events_.onChatRefused) events_.onChatRefused(id, why);
             },
             [this](const std::string& id, const std::string& text) {
               link_->run(documents::kSay,
                          {{"chatId", kPublicChat}, {"chatMessageInMarkdownFormat", text}}, id);
             }}) {
  // Not from here: the owner has no session to ask yet when an event comes.
  connectAt_ = ports_.now();
  if (!ports_.every) return;
  starter_ = ports_.every(Millis(0), [this] {
    starter_.cancel();
    tick();
  });
  timer_ = ports_.every(kTickPeriod, [this] { tick(); });
}

void LiveSession::connect() {
  connectAt_.reset();
  joinAt_.reset();
  joinSentAt_.reset();
  historyUntil_.reset();
  isChatRunning_ = false;
  isLinkOver_ = false;
  if (state_ != SessionState::Connecting) enter(SessionState::Connecting);
  link_ = std::make_unique<GraphqlLink>(
      ports_, LinkOptions{joined_.graphqlWebsocketUrl, joined_.sessionToken, clientUuid_},
      linkEvents());
}

LinkEvents LiveSession::linkEvents() {
  LinkEvents events;
  events.onReady = [this] { link_->subscribe(documents::kUserCurrent); };
  events.onRows = [this](const Document& document, const std::string& tag, const base::Json& rows) {
    onRows(document, tag, rows);
  };
  events.onRefused = [this](const Document& document, const std::string& tag,
                            const std::string& message) { onRefused(document, tag, message); };
  events.onOver = [this](bool isFatal, const std::string& code, const std::string& why) {
    onLinkOver(isFatal, code, why);
  };
  return events;
}

void LiveSession::enter(SessionState next, Error detail) {
  if (isOver() || (next == state_ && detail.what.empty())) return;
  state_ = next;
  base::log::info(kPart, "session",
                  {{"state", toString(next)}, {"code", detail.code}, {"why", detail.what}});
  if (events_.onState) events_.onState(next, detail);
}

void LiveSession::finish(SessionState end, Error why) {
  if (isOver()) return;
  chat_.end();
  if (link_) link_->close();
  isLinkOver_ = true;
  connectAt_.reset();
  enter(end, std::move(why));
}

void LiveSession::onLinkOver(bool isFatal, const std::string& code, const std::string& why) {
  isLinkOver_ = true;
  isChatRunning_ = false;
  chat_.lineDown();
  follower_.lineDown();
  if (isOver()) return;
  if (leaveUntil_) return finish(SessionState::Ended, removal("left"));
  if (isFatal) return finish(SessionState::Failed, fatalRefusal(code, why));
  if (++failedTries_ > kMaxTries)
    return finish(SessionState::Failed, fatalRefusal("unreachable_session", why));
  const auto step = std::min<size_t>(static_cast<size_t>(failedTries_) - 1, kBackoff.size() - 1);
  const double jitter = 0.75 + 0.5 * ports_.random();
  const Millis wait(static_cast<int64_t>(std::llround(double(kBackoff[step].count()) * jitter)));
  connectAt_ = ports_.now() + wait;
  enter(SessionState::Connecting,
        {Fault::Peer, "the line to the meeting was cut (" + why + "); it is being mended", code});
}

void LiveSession::onRows(const Document& document, const std::string& tag, const base::Json& rows) {
  if (isOver()) return;
  if (&document == &documents::kUserCurrent) {
    if (const auto user = messages::userCurrentFrom(rows)) onUser(*user);
    return;
  }
  if (state_ != SessionState::Joined) return;
  if (&document == &documents::kMeeting) return onMeeting(rows);
  if (&document == &documents::kChat) return onChatRows(rows);
  if (&document == &documents::kChatHistory) {
    chat_.skip(messages::chatFrom(rows));
    return startChat();
  }
  follower_.onRows(*link_, document, tag, rows, ports_.now());
}

void LiveSession::onRefused(const Document& document, const std::string& tag,
                            const std::string& message) {
  if (&document == &documents::kSay) return chat_.refused(tag, message);
  if (&document == &documents::kChatHistory) return startChat();
  if (&document == &documents::kUserCurrent)
    return finish(SessionState::Failed, fatalRefusal("subscription_refused", message));
  follower_.onRefused(*link_, document, tag);
}

void LiveSession::onUser(const UserCurrent& user) {
  const bool wasWaiting = user_.guestStatus == "WAIT";
  const std::string token = user_.authToken;
  user_ = user;
  if (user_.authToken.empty()) user_.authToken = token;
  follower_.onSelf(user_);
  if (wasWaiting && user_.guestStatus == "ALLOW" && !joinSentAt_)
    joinAt_ = ports_.now() + kAfterLobby;
  checkChatLocks();
  if (user_.isAskedForActivity && !wasAskedForActivity_)
    link_->run(documents::kActivity, base::Json::object());
  wasAskedForActivity_ = user_.isAskedForActivity;
  decide();
}

// The row of ourselves decides everything (§2.1): first what ends the session, then what moves it
// on.
void LiveSession::decide() {
  if (user_.hasMeetingEnded) return finish(SessionState::Ended, meetingEnd(user_.endedReason));
  if (user_.wasEjected) return finish(SessionState::Failed, removal(user_.ejectReasonCode));
  if (user_.isLoggedOut)
    return finish(leaveUntil_ ? SessionState::Ended : SessionState::Failed,
                  removal(leaveUntil_ ? "left" : "logged_out"));
  if (!user_.joinErrorCode.empty())
    return finish(SessionState::Failed, removal(user_.joinErrorCode));
  if (user_.guestStatus == "DENY")
    return finish(SessionState::Failed, join_steps::refusal("guestDenied", ""));
  if (user_.guestStatus == "WAIT")
    return enter(SessionState::Waiting,
                 {Fault::Peer, "a moderator must let Amphi in from the waiting room", "lobby"});
  if (user_.hasJoined && user_.isInMeeting) return onJoined();
  if (state_ == SessionState::Joined) {
    // States only move forward on one connection: joining again needs a new one.
    link_->close();
    return onLinkOver(false, "not_in_meeting", "BBB no longer counts us in");
  }
  if (!joinSentAt_ && (!joinAt_ || *joinAt_ <= ports_.now())) sendJoin();
}

void LiveSession::sendJoin() {
  joinAt_.reset();
  joinSentAt_ = ports_.now();
  enter(SessionState::Joining);
  link_->run(documents::kJoin,
             {{"authToken", user_.authToken}, {"clientType", "HTML5"}, {"clientIsMobile", false}});
}

void LiveSession::onJoined() {
  if (state_ == SessionState::Joined) return;
  failedTries_ = 0;
  aliveAt_ = ports_.now();
  enter(SessionState::Joined);
  follower_.lineUp(*link_, ports_.now());
  // The first time we learn where the chat stands; later we know.
  if (chat_.knowsWhereToStart()) return startChat();
  historyUntil_ = ports_.now() + kHistoryTimeout;
  link_->run(documents::kChatHistory, base::Json::object());
}

void LiveSession::startChat() {
  if (isChatRunning_ || state_ != SessionState::Joined) return;
  historyUntil_.reset();
  isChatRunning_ = true;
  link_->subscribe(documents::kChat, {{"createdAt", messages::isoFrom(chat_.resumeFrom())}});
  chat_.lineUp(ports_.now());
}

void LiveSession::onMeeting(const base::Json& rows) {
  const auto meeting = messages::meetingFrom(rows);
  if (!meeting) return;
  if (meeting->hasEnded) return finish(SessionState::Ended, meetingEnd(meeting->endedReason));
  follower_.onMeeting(*meeting);
  checkChatLocks();
}

void LiveSession::onChatRows(const base::Json& rows) {
  auto lines = messages::chatFrom(rows);
  for (auto& line : lines)
    if (!line.senderId.empty() && line.senderId == follower_.presenterId())
      line.isFromPresenter = true;
  chat_.hear(lines, user_.userId);
}

// BBB answers `true` and drops the line in each of these cases (§4.2).
void LiveSession::checkChatLocks() {
  std::optional<Error> closed;
  const auto& meeting = follower_.meeting();
  if (meeting && meeting->isChatDisabled)
    closed = Error{Fault::Peer, "the chat is switched off for this meeting", "chat_disabled"};
  const bool isLocked = meeting && meeting->isPublicChatLocked && user_.isLocked;
  if (!closed && !user_.isModerator && (isLocked || user_.isChatLocked))
    closed =
        Error{Fault::Peer, "a moderator has locked the public chat for viewers", "chat_locked"};
  chat_.close(std::move(closed));
}

void LiveSession::say(const std::string& lineId, const std::string& text) {
  chat_.say(lineId, text, ports_.now());
}

void LiveSession::leave() {
  if (isOver() || leaveUntil_) return;
  if (!link_ || isLinkOver_ || !link_->isReady())
    return finish(SessionState::Ended, removal("left"));
  leaveUntil_ = ports_.now() + kLeaveTimeout;
  link_->run(documents::kLeave, base::Json::object());
}

void LiveSession::sendAlive() {
  aliveAt_ = ports_.now() + kAlivePeriod;
  const auto tell = [this](double millis) {
    if (state_ != SessionState::Joined) return;
    link_->run(documents::kAlive, {{"serverRequestId", clientUuid_},
                                   {"clientSessionUUID", clientUuid_},
                                   {"networkRttInMs", millis}});
  };
  if (!ports_.send) return tell(0);
  base::http::ClientRequest request;
  request.url = joined_.baseUrl + "/bigbluebutton/rtt-check";
  request.headers = {{"Cookie", joined_.cookies}};
  request.timeout = Millis(5000);
  ports_.send(std::move(request), [tell, this, watch = alive_.watch(), sent = ports_.now()](
                                      const base::Result<base::http::ClientReply>& reply) {
    if (watch.expired() || !reply) return;
    tell(std::chrono::duration<double, std::milli>(ports_.now() - sent).count());
  });
}

void LiveSession::tick() {
  // Here and not in the event that told it: a link is not destroyed inside its own call.
  if (isOver()) return link_.reset();
  const auto now = ports_.now();
  if (connectAt_ && *connectAt_ <= now) return connect();
  if (!link_ || isLinkOver_) return;
  link_->tick();
  if (isOver() || isLinkOver_) return;
  if (leaveUntil_ && *leaveUntil_ <= now) return finish(SessionState::Ended, removal("left"));
  if (joinAt_ && *joinAt_ <= now && !joinSentAt_) decide();
  if (state_ == SessionState::Joining && joinSentAt_ && now - *joinSentAt_ > kJoinTimeout)
    return finish(SessionState::Failed, fatalRefusal("join_timeout", ""));
  if (historyUntil_ && *historyUntil_ <= now) startChat();
  if (state_ == SessionState::Joined) follower_.tick(*link_, now);
  if (state_ == SessionState::Joined && aliveAt_ <= now) sendAlive();
  chat_.tick(now);
}

}  // namespace gateway
