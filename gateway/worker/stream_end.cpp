// SPDX-License-Identifier: Apache-2.0
// The end of a stream: leave, show it, close the last segment, tell the server, go.
#include <utility>

#include "base/log.hpp"
#include "gateway/worker/stream.hpp"

namespace gateway {
namespace {

constexpr base::Millis kLeaveWithin{2000};
/// The end slate is seen at least so long, then until its segment is whole.
constexpr base::Millis kEndSlate{2000};
constexpr base::Millis kCloseWithin{8000};
/// How long the last parts wait for a server that is away.
constexpr base::Millis kDrainWithin{30'000};
constexpr base::Millis kDrainStep{100};

Slate slateOf(base::StreamState state) {
  return state == base::StreamState::Failed ? Slate::Failed : Slate::Ended;
}

}  // namespace

void Stream::stop(const std::string& reason) {
  if (phase_ != Phase::Running) return;
  base::log::info("stream", "stops", {{"slug", job_.slug}, {"reason", reason}});
  retry_.cancel();
  isHurried_ = reason == "signal" || reason == "shutdown";
  if (!session_) return finish(base::StreamState::Ended, "stopped", "");
  phase_ = Phase::Leaving;
  deadline_ =
      loop_.after(kLeaveWithin, [this] { finish(base::StreamState::Ended, "stopped", ""); });
  session_->leave();
}

void Stream::finish(base::StreamState state, const std::string& code, const std::string& detail) {
  if (phase_ != Phase::Running && phase_ != Phase::Leaving) return;
  phase_ = Phase::Closing;
  retry_.cancel();
  dropSession();
  // Published when the last part is out; until then the server shows what was.
  state_ = {state, machineWord(code), clip(detail, kMaxSentenceBytes),
            clip(facts_.title, kMaxNameBytes)};
  isStatePublished_ = false;
  showSlate(slateOf(state));
  if (!broadcast_ || isHurried_) return closeBroadcast();
  closingSince_ = base::steadyNow();
  deadline_ = loop_.after(kCloseWithin, [this] { closeBroadcast(); });
}

void Stream::onPartSent(const pipelines::Part& part) {
  if (phase_ != Phase::Closing || part.rendition != pipelines::Rendition::video() || !part.last)
    return;
  if (base::steadyNow() - closingSince_ >= kEndSlate) closeBroadcast();
}

void Stream::closeBroadcast() {
  if (phase_ != Phase::Closing) return;
  phase_ = Phase::Draining;
  deadline_.cancel();
  outputs_.close(state_.state == base::StreamState::Ended && !isHurried_);
  broadcast_.reset();
  // Behind the parts that the broadcast posted before it went.
  loop_.post(alive_, [this] {
    setState(state_.state, state_.code, state_.detail);
    deadline_ = loop_.after(kDrainWithin, [this] { exit(1); });
    drain();
  });
}

void Stream::drain() {
  if (server_.isDrained() && outputs_.isQuiet())
    return exit(state_.state == base::StreamState::Failed ? 1 : 0);
  end_ = loop_.after(kDrainStep, [this] { drain(); });
}

void Stream::exit(int code) {
  if (phase_ == Phase::Done) return;
  phase_ = Phase::Done;
  loop_.post(alive_, [this, code] { done_(code); });
}

}  // namespace gateway
