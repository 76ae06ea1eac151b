// SPDX-License-Identifier: Apache-2.0
// The life of a destination, one connection after the other.
#include "gateway/worker/push.hpp"

#include <utility>

#include "base/log.hpp"

namespace gateway {
namespace {

std::string nameOf(const PushTarget& target) {
  return "push-" + target.id;
}

}  // namespace

Push::Push(base::Loop& loop, pipelines::FrameFeed& feed, PushTarget target, PushPatience patience,
           ClosingCount closing, std::function<void()> onChanged)
    : loop_(loop),
      feed_(feed),
      target_(std::move(target)),
      patience_(patience),
      closing_(std::move(closing)),
      onChanged_(std::move(onChanged)),
      pause_(patience.firstPause, patience.longestPause) {
  report_.id = target_.id;
  connect();
}

Push::~Push() {
  letGo();
}

void Push::connect() {
  const auto address = base::parsePushUrl(report_.isBackup ? target_.backupUrl : target_.url);
  if (!address) return set(PushState::Stopped, address.error().code, address.error().what);
  set(PushState::Connecting, report_.code, report_.detail);
  ++connection_;
  movedAt_ = base::steadyNow();
  movedBytes_ = 0;
  pipelines::PushOptions options;
  options.name = nameOf(target_);
  options.address = *address;
  options.shift = base::Millis(feed_.originUnixMillis() - target_.sinceMs);
  options.patience = patience_.answer;
  auto opened = pipelines::PushPipeline::open(std::move(options), events());
  if (!opened) return set(PushState::Stopped, opened.error().code, opened.error().what);
  pipeline_ = std::move(*opened);
}

// They come on GStreamer's threads, perhaps from a connection that has been given up since.
pipelines::PushEvents Push::events() {
  const auto post = [this, watch = alive_.watch(), at = connection_](std::function<void()> job) {
    loop_.post(watch, [this, at, job = std::move(job)] {
      if (at == connection_ && pipeline_) job();
    });
  };
  return {[this, post] { post([this] { feed_.attach(pipeline_); }); },
          [this, post] { post([this] { onLive(); }); },
          [this, post](const base::Error& why) { post([this, why] { onEnded(why); }); }};
}

void Push::onLive() {
  liveSince_ = base::steadyNow();
  set(PushState::Live, "", "");
}

void Push::onEnded(const base::Error& why) {
  const bool wasSound =
      report_.state == PushState::Live && base::steadyNow() - liveSince_ > patience_.soundLife;
  if (wasSound) pause_.reset();
  letGo();
  ++report_.reconnections;
  // The other address at once; the pause comes when both have failed.
  const bool triesOther = !target_.backupUrl.empty() && !report_.isBackup;
  if (!target_.backupUrl.empty()) report_.isBackup = !report_.isBackup;
  const double chance = std::uniform_real_distribution<double>(0, 1)(random_);
  const auto pause = triesOther ? base::Millis(0) : pause_.next(chance);
  set(PushState::Waiting, why.code, why.what);
  retry_ = loop_.after(pause, [this] { connect(); });
}

void Push::letGo() {
  if (!pipeline_) return;
  feed_.detach(pipeline_.get());
  const auto counters = pipeline_->counters();
  report_.bytes += static_cast<int64_t>(counters.bytes);
  report_.droppedPictures += static_cast<int64_t>(counters.droppedPictures);
  ++*closing_;
  pipelines::PushPipeline::close(std::exchange(pipeline_, nullptr),
                                 [closing = closing_] { --*closing; });
}

PushReport Push::report() const {
  auto out = report_;
  if (!pipeline_) return out;
  const auto counters = pipeline_->counters();
  out.bytes += static_cast<int64_t>(counters.bytes);
  out.droppedPictures += static_cast<int64_t>(counters.droppedPictures);
  return out;
}

void Push::tick(base::Steady now) {
  if (!pipeline_) return;
  const auto bytes = pipeline_->counters().bytes;
  if (std::exchange(movedBytes_, bytes) != bytes) movedAt_ = now;
  if (now - movedAt_ < patience_.silence) return;
  onEnded({base::Fault::Peer, "the destination does not take the stream: it stopped reading",
           "stalled"});
}

void Push::set(PushState state, const std::string& code, const std::string& detail) {
  const bool isNew = state != report_.state || code != report_.code;
  report_.state = state;
  report_.code = code;
  report_.detail = detail;
  if (!isNew) return;
  base::log::info("push", "state",
                  {{"push", target_.id}, {"state", toString(state)}, {"code", code}});
  if (onChanged_) onChanged_();
}

}  // namespace gateway
