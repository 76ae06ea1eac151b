// SPDX-License-Identifier: Apache-2.0
// Wishes of the control plane and words of the worker.
#include "gateway/supervisor/watched_stream.hpp"

#include <algorithm>
#include <csignal>
#include <utility>

#include "base/log.hpp"
#include "pipelines/grid.hpp"

namespace gateway {
namespace {

using base::StreamState;

constexpr size_t kMostPendingLines = 500;
constexpr size_t kRememberedChat = 2000;

bool isFinal(StreamState state) {
  return state == StreamState::Ended || state == StreamState::Failed;
}

}  // namespace

WatchedStream::WatchedStream(base::Loop& loop, std::string slug, const SupervisorOptions& options,
                             const StreamEvents& events, std::function<void()> onChanged)
    : loop_(loop),
      slug_(std::move(slug)),
      options_(options),
      events_(events),
      onChanged_(std::move(onChanged)),
      pause_(options.firstPause, options.longestPause) {
  snapshot_.status.sinceUnixMs = base::unixMillis();
}

void WatchedStream::start(WorkerJob job) {
  job.socket = options_.socketPath;
  datePushes(job.outputs);
  job_ = std::move(job);
  if (peer_ != nullptr) peer_->send(job_->outputs);
  const bool wasUnwanted = !stopReason_.empty();
  stopReason_.clear();
  if (peer_ != nullptr) peer_->send(LinkShow{job_->look});
  // A worker on its way out is replaced when it is gone.
  if (process_ || restart_.isSet()) return;
  if (wasUnwanted || isFinal(snapshot_.status.state)) forget();
  restartsAtOnce_ = true;
  pause_.reset();
  setStatus(StreamState::Joining, "", "");
  launch();
}

// A stream that begins anew has no break to mend and no chat to catch up with.
void WatchedStream::forget() {
  wasLive_ = false;
  chatSinceMs_ = 0;
  pushesSinceMs_.clear();
  pendingLines_.clear();
}

void WatchedStream::stop(const std::string& reason) {
  job_.reset();
  stopReason_ = reason.empty() ? "stopped" : reason;
  restart_.cancel();
  pendingLines_.clear();
  if (process_) return stopProcess();
  if (!isFinal(snapshot_.status.state)) setStatus(StreamState::Ended, "stopped", "");
}

void WatchedStream::show(const base::StreamLook& look) {
  if (job_) job_->look = look;
  if (peer_ != nullptr) peer_->send(LinkShow{look});
}

void WatchedStream::say(LinkSay line) {
  const char* refusal = nullptr;
  if (!job_ && (!process_ || !stopReason_.empty()))
    refusal = "the stream is not on air; nobody reads its chat";
  else if (pendingLines_.size() >= kMostPendingLines)
    refusal = "too many lines wait for the meeting; try again later";
  if (refusal != nullptr) {
    if (events_.onChatRefused) events_.onChatRefused(slug_, {line.id, refusal});
    return;
  }
  if (peer_ != nullptr) peer_->send(line);
  pendingLines_.push_back(std::move(line));
}

void WatchedStream::want(LinkWanted wanted) {
  if (!job_) return;
  datePushes(wanted);
  job_->outputs = std::move(wanted);
  if (peer_ != nullptr) peer_->send(job_->outputs);
}

// The time of a push goes on when its worker is replaced.
void WatchedStream::datePushes(LinkWanted& wanted) {
  for (auto& push : wanted.pushes)
    push.sinceMs = pushesSinceMs_.emplace(push.id, base::unixMillis()).first->second;
}

void WatchedStream::onHello(Peer& peer, const LinkHello& hello) {
  if (process_ && process_->pid() != peer.pid()) {
    peer.send(LinkStop{"another worker serves this stream"});
    return;
  }
  if (!process_) adopt(peer.pid());
  peer_ = &peer;
  helloWatch_.cancel();
  heard();
  peer.send(welcomeFor(hello));
  base::log::info("supervisor", "worker here",
                  {{"slug", slug_},
                   {"pid", static_cast<int64_t>(peer.pid())},
                   {"session", hello.session},
                   {"first_msn", place_->firstMsn}});
  snapshot_.session = hello.session;
  snapshot_.isConnected = true;
  onChanged_();
  if (!stopReason_.empty()) return peer.send(LinkStop{stopReason_});
  // It may have missed a change while the link was cut.
  if (job_) peer.send(LinkShow{job_->look});
  for (const auto& line : pendingLines_) peer.send(line);
  if (job_) peer.send(job_->outputs);
  if (!job_ && events_.onNeedJob) events_.onNeedJob(slug_);
}

// MSNs never go back: not when a worker is replaced, nor when this server is.
LinkWelcome WatchedStream::welcomeFor(const LinkHello& hello) {
  const bool isKnown = place_ && place_->session == hello.session;
  if (!isKnown) {
    WorkerPlace place{slug_, hello.session, 0, 0};
    if (hello.firstMsn) {
      place.firstMsn = *hello.firstMsn;
      place.discontinuity = hello.discontinuity.value_or(0);
    } else if (place_) {
      place.firstMsn = lastMsn_ + 1;
      place.discontinuity = place_->discontinuity + 1;
    } else {
      place.firstMsn = base::unixMillis() / pipelines::kSegmentTime.count();
    }
    lastMsn_ = std::max(lastMsn_, place.firstMsn - 1);
    place_ = std::move(place);
    have_.clear();
  }
  return {place_->firstMsn, place_->discontinuity, have_};
}

void WatchedStream::onMessage(Peer& peer, FromWorker message) {
  if (&peer != peer_) return;
  heard();
  std::visit([this](auto& m) { on(m); }, message);
}

void WatchedStream::onLinkLost(const Peer& peer) {
  if (&peer != peer_) return;
  peer_ = nullptr;
  silence_.cancel();
  snapshot_.isConnected = false;
  onChanged_();
  if (exit_) return afterExit(*std::exchange(exit_, std::nullopt));
  awaitHello();
}

void WatchedStream::on(const LinkState& state) {
  if (isOver_) return;  // said again after a reconnection; the stream may be wanted anew by now
  snapshot_.meeting = state.meeting;
  if (state.state == StreamState::Live) {
    wasLive_ = true;
    // What was said before the first worker is history; what is said while one is replaced is not.
    if (chatSinceMs_ == 0) chatSinceMs_ = base::unixMillis();
  }
  // To listeners a replacement on its way in is a break, not a beginning.
  if (state.state == StreamState::Joining && wasLive_)
    return setStatus(StreamState::Interrupted, state.code.empty() ? "worker_lost" : state.code,
                     state.detail);
  setStatus(state.state, state.code, state.detail);
  if (!isFinal(state.state)) return;
  isOver_ = true;
  // A worker that was told to leave, while the stream is wanted (again): another follows when it is
  // gone.
  if (state.code != "stopped") job_.reset();
  if (!job_) stopReason_ = "over";
  stopProcess();
}

void WatchedStream::on(pipelines::Init& init) {
  if (events_.onInit) events_.onInit(*place_, std::move(init));
}

void WatchedStream::on(pipelines::Part& part) {
  const auto& name = part.rendition.name;
  if (have_.size() >= kMaxRenditions && !have_.contains(name)) return;
  auto& have = have_.try_emplace(name, -1).first->second;
  if (part.global <= have) return;
  have = part.global;
  lastMsn_ = std::max(lastMsn_, place_->firstMsn + part.segment);
  if (events_.onPart) events_.onPart(*place_, std::move(part));
}

void WatchedStream::on(LinkChat& line) {
  if (line.echoOf) answered(*line.echoOf);
  chatSinceMs_ = std::max(chatSinceMs_, line.atMs);
  if (!toldChat_.insert(line.id).second) return;
  toldChatOrder_.push_back(line.id);
  if (toldChatOrder_.size() > kRememberedChat) {
    toldChat_.erase(toldChatOrder_.front());
    toldChatOrder_.pop_front();
  }
  if (events_.onChat) events_.onChat(slug_, std::move(line));
}

void WatchedStream::on(LinkChatRefused& line) {
  const auto before = pendingLines_.size();
  answered(line.id);
  if (pendingLines_.size() != before && events_.onChatRefused)
    events_.onChatRefused(slug_, std::move(line));
}

void WatchedStream::answered(const std::string& lineId) {
  std::erase_if(pendingLines_, [&](const LinkSay& line) { return line.id == lineId; });
}

void WatchedStream::on(LinkStats& stats) {
  snapshot_.stats = std::move(stats.values);
  onChanged_();
  if (events_.onStats) events_.onStats(slug_, snapshot_.stats);
}

void WatchedStream::on(LinkOutputs& outputs) {
  snapshot_.outputs = std::move(outputs);
  onChanged_();
}

void WatchedStream::setStatus(StreamState state, const std::string& code,
                              const std::string& detail) {
  auto& status = snapshot_.status;
  if (status.state != state) status.sinceUnixMs = base::unixMillis();
  status.state = state;
  status.code = code;
  status.detail = detail;
  onChanged_();
  if (events_.onState) events_.onState(slug_, status, snapshot_.meeting);
}

}  // namespace gateway
