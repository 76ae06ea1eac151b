// SPDX-License-Identifier: Apache-2.0
// Joining a meeting, following its session, and what a failure leads to.
#include "gateway/worker/stream.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <utility>

#include "base/log.hpp"

namespace gateway {
namespace {

using base::StreamState;

constexpr base::Millis kFirstPause{1000};
/// A lecture should be on air soon after it begins, and a BBB server bears one join in 10 s.
constexpr base::Millis kLongestPause{10'000};
/// A line to BBB that is mended within this leaves the picture as it is; the media do not need it.
constexpr base::Millis kCutGrace{4000};
/// BBB sends the chat's history right after the join; lines a dead worker posted are in it.
constexpr base::Millis kHistoryWithin{1500};

/// A server, or a gate before it, that does not know a parameter may say so in several ways; that
/// the meeting is not there, or the server, has nothing to do with them.
bool mayBeTheWords(const base::Error& why) {
  constexpr std::array kWords = {"checksumError", "unsupportedRequest", "invalidRequest", "not_bbb",
                                 "validationError"};
  return std::find(kWords.begin(), kWords.end(), why.code) != kWords.end();
}

double chance() {
  static std::mt19937 generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

}  // namespace

Stream::Stream(base::Loop& loop, WorkerJob job, std::function<void(int)> done)
    : loop_(loop),
      job_(std::move(job)),
      done_(std::move(done)),
      server_(loop_, job_.socket, job_.slug,
              {[this](LinkSay line) { onSay(line); },
               [this](const std::string& reason) { stop(reason); },
               [this](const LinkShow& show) { setLook(show.look); },
               [this](LinkWanted wanted) { outputs_.want(std::move(wanted)); }}),
      chat_(job_.botName, base::unixMillis()),
      chatSinceMs_(job_.chatSinceMs),
      choice_(static_cast<size_t>(job_.maxCameras)),
      outputs_(loop_, job_.outputs, {job_.recordFolder, job_.recordLeastFreeBytes},
               [this] { server_.publish(outputs_.report()); }),
      pause_(kFirstPause, kLongestPause) {
  facts_.title = job_.title;
  facts_.language = job_.language;
  facts_.look = job_.look;
  facts_.logo = readLogo(job_.logo);
  if (job_.startsAtMs > 0) facts_.startsAtMs = job_.startsAtMs;
  stats_ = loop_.every(base::Millis(1000), [this] {
    reportStats();
    refresh();  // a countdown may run
  });
  setState(StreamState::Joining, "", "");
  join();
}

Stream::~Stream() = default;

void Stream::join() {
  dropSession();
  http_ = std::make_unique<base::http::Client>(loop_, base::http::ClientOptions{});
  gateway::join(*http_, joinUrl(), [this](base::Result<JoinedSession> result) {
    // Posted: a failure may replace the client that is calling.
    auto held = std::make_shared<base::Result<JoinedSession>>(std::move(result));
    loop_.post(alive_, [this, held] { onJoined(std::move(*held)); });
  });
}

const std::string& Stream::joinUrl() const {
  return joinsPlainly_ ? job_.plainJoinUrl : job_.joinUrl;
}

void Stream::onJoined(base::Result<JoinedSession> result) {
  if (phase_ != Phase::Running) return;
  if (!result && !joinsPlainly_ && !job_.plainJoinUrl.empty() && mayBeTheWords(result.error())) {
    base::log::warn("stream", "join refused; trying without what only newer servers know",
                    {{"slug", job_.slug}, {"code", machineWord(result.error().code)}});
    joinsPlainly_ = true;
    return join();
  }
  if (!result) return onFailure(result.error());
  if (!startBroadcast()) return;
  openSession(*result);
}

void Stream::openSession(const JoinedSession& joined) {
  joined_ = std::make_unique<JoinedSession>(joined);
  ports_ = livePorts(loop_, *http_);
  slides_ =
      std::make_unique<Slides>(ports_, joined.origin, joined.cookies,
                               [this](const std::string& pageId, const Slides::Image& image,
                                      const base::Error& why) { onSlide(pageId, image, why); });
  slides_->onAhead(
      [this](const std::string& url, const Slides::Image& image) { prepareSlide(url, image); });
  MediaReceiversEvents events;
  events.onFlowing = [this] {
    facts_.flowing = media_->flowing();
    refresh();
  };
  events.onTrouble = [this](const std::string& what, const std::optional<base::Error>& why) {
    setTrouble(what, why);
  };
  media_ = std::make_unique<MediaReceivers>(loop_, *broadcast_, std::move(events));
  SessionOptions options;
  options.chatSinceMillis = chatSinceMs_;
  session_ = Session::start(joined, options, ports_, sessionEvents());
}

SessionEvents Stream::sessionEvents() {
  SessionEvents events;
  events.onState = [this](SessionState state, const base::Error& detail) {
    onSession(state, detail);
  };
  // What only has to be shown is kept and shown with the next scene.
  const auto shows = [this](auto fact) {
    return [this, fact](const auto& told) {
      facts_.*fact = told;
      refresh();
    };
  };
  events.onMeeting = [this](const Meeting& meeting) { onMeeting(meeting); };
  events.onPage = [this](const std::optional<Page>& page) { onPage(page); };
  events.onCameras = [this](const std::vector<Camera>& cameras) {
    cameras_ = cameras;
    chooseCameras();
  };
  events.onTalking = [this](const std::vector<Talker>& talkers) { onTalking(talkers); };
  events.onWhiteboard = [this] { refresh(); };
  events.onLayout = shows(&StageFacts::layout);
  events.onUsers = shows(&StageFacts::people);
  events.onCursors = shows(&StageFacts::cursors);
  events.onScreenshare = [this](const std::optional<Screenshare>& screen) {
    facts_.screen = screen;
    if (media_ && !facts_.look.isPaused) media_->showScreen(screen);
    refresh();
  };
  events.onExternalVideo = shows(&StageFacts::externalVideo);
  events.onChat = [this](const ChatLine& line) {
    chatSinceMs_ = std::max(chatSinceMs_, line.atMillis);
    if (auto told = chat_.heard(line)) server_.publish(std::move(*told));
  };
  events.onChatDelivered = [this](const std::string& lineId, const ChatLine& line) {
    server_.publish(chat_.delivered(lineId, line));
  };
  events.onChatRefused = [this](const std::string& lineId, const base::Error& why) {
    server_.publish(chat_.refused(lineId, why));
  };
  return events;
}

void Stream::onMeeting(const Meeting& meeting) {
  if (!meeting.name.empty()) facts_.title = meeting.name;
  facts_.areNotesPinned = meeting.areNotesPinned;
  meeting_ = meeting;
  openMedia();
  setState(state_.state, state_.code, state_.detail);
  refresh();
}

void Stream::onSession(SessionState state, const base::Error& detail) {
  // Everything that may destroy the session is posted: this runs inside it.
  if (phase_ == Phase::Leaving && (state == SessionState::Ended || state == SessionState::Failed))
    return loop_.post(alive_, [this] { finish(StreamState::Ended, "stopped", ""); });
  if (phase_ != Phase::Running) return;
  switch (state) {
    case SessionState::New:
    case SessionState::Joining:
      return;
    case SessionState::Connecting:
      return onCut(detail);
    case SessionState::Joined:
      return onLive();
    case SessionState::Waiting:
      setState(wasLive_ ? StreamState::Interrupted : StreamState::Joining, "lobby",
               "The bot waits in the lobby: a moderator must let it into the meeting.");
      return showSlate(Slate::Lobby);
    case SessionState::Ended:
      return loop_.post(
          alive_, [this, detail] { finish(StreamState::Ended, "meeting_ended", detail.what); });
    case SessionState::Failed:
      return loop_.post(alive_, [this, detail] { onFailure(detail); });
  }
}

void Stream::onLive() {
  grace_.cancel();
  goneSince_.reset();
  pause_.reset();
  wasLive_ = true;
  // What was said before the first join is history; what is said until the next one is not.
  if (chatSinceMs_ == 0) chatSinceMs_ = base::unixMillis();
  publishLive();
  showSlate(Slate::None);
  if (isChatOpen_ || chatDelay_.isSet()) return;
  // Only a replacement has a predecessor whose lines might be posted twice.
  if (job_.chatSinceMs == 0) return openChat();
  chatDelay_ = loop_.after(kHistoryWithin, [this] { openChat(); });
}

void Stream::onCut(const base::Error& why) {
  if (why.code.empty() || !wasLive_) return;
  if (state_.state != StreamState::Live || grace_.isSet()) return;
  grace_ = loop_.after(kCutGrace, [this, why] {
    if (!goneSince_) goneSince_ = base::steadyNow();
    setState(StreamState::Interrupted, machineWord(why.code), why.what);
    showSlate(Slate::Interrupted);
  });
}

void Stream::onFailure(const base::Error& why) {
  if (phase_ != Phase::Running) return;
  const auto now = base::steadyNow();
  if (wasLive_ && !goneSince_) goneSince_ = now;
  const auto gone =
      goneSince_ ? std::chrono::duration_cast<base::Millis>(now - *goneSince_) : base::Millis(0);
  const auto verdict = judge(why, isWorthRejoining(why.code), wasLive_, gone);
  base::log::warn("stream", "not in the meeting",
                  {{"slug", job_.slug}, {"code", verdict.code}, {"retries", verdict.retries}});
  if (!verdict.retries) return finish(verdict.state, verdict.code, verdict.detail);
  setState(verdict.state, verdict.code, verdict.detail);
  showSlate(wasLive_ ? Slate::Interrupted : Slate::NotRunning);
  dropSession();
  retry_ = loop_.after(pause_.next(chance()), [this] { join(); });
}

void Stream::dropSession() {
  grace_.cancel();
  slideDelay_.cancel();
  session_.reset();
  media_.reset();
  slides_.reset();
  ports_ = {};
  joined_.reset();
  http_.reset();
  talk_.cancel();
  meeting_.reset();
  speakers_.clear();
  cameras_.clear();
  StageFacts left;
  left.slate = facts_.slate;
  left.title = facts_.title;
  left.language = facts_.language;
  left.look = facts_.look;
  left.logo = facts_.logo;
  left.startsAtMs = facts_.startsAtMs;
  facts_ = std::move(left);
  troubles_.clear();
  wantedPage_ = {};
}

}  // namespace gateway
