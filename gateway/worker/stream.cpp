// SPDX-License-Identifier: Apache-2.0
// Joining a meeting, following its session, and what a failure leads to.
#include "gateway/worker/stream.hpp"

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
               [this](const std::string& reason) { stop(reason); }}),
      chat_(job_.botName, base::unixMillis()),
      pause_(kFirstPause, kLongestPause) {
  facts_.title = job_.title;
  facts_.language = job_.language;
  stats_ = loop_.every(base::Millis(1000), [this] { reportStats(); });
  setState(StreamState::Joining, "", "");
  join();
}

Stream::~Stream() = default;

void Stream::join() {
  dropSession();
  http_ = std::make_unique<base::http::Client>(loop_, base::http::ClientOptions{});
  gateway::join(*http_, job_.joinUrl, [this](base::Result<JoinedSession> result) {
    // Posted: a failure may replace the client that is calling.
    auto held = std::make_shared<base::Result<JoinedSession>>(std::move(result));
    loop_.post(alive_, [this, held] { onJoined(std::move(*held)); });
  });
}

void Stream::onJoined(base::Result<JoinedSession> result) {
  if (phase_ != Phase::Running) return;
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
  options.chatSinceMillis = job_.chatSinceMs;
  session_ = Session::start(joined, options, ports_, sessionEvents());
}

SessionEvents Stream::sessionEvents() {
  SessionEvents events;
  events.onState = [this](SessionState state, const base::Error& detail) {
    onSession(state, detail);
  };
  events.onMeeting = [this](const Meeting& meeting) {
    if (!meeting.name.empty()) facts_.title = meeting.name;
    if (media_) media_->open(meeting, *joined_, ports_);
    if (media_) media_->showCameras(facts_.cameras);
    setState(state_.state, state_.code, state_.detail);
    refresh();
  };
  events.onPage = [this](const std::optional<Page>& page) { onPage(page); };
  events.onScreenshare = [this](const std::optional<Screenshare>& screen) {
    if (media_) media_->showScreen(screen);
  };
  events.onCameras = [this](const std::vector<Camera>& cameras) { onCameras(cameras); };
  events.onChat = [this](const ChatLine& line) {
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
  facts_.page.reset();
  facts_.pageImage.reset();
  facts_.cameras.clear();
  facts_.flowing.clear();
  troubles_.clear();
  wantedPage_ = {};
}

}  // namespace gateway
