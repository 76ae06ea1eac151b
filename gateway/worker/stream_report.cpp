// SPDX-License-Identifier: Apache-2.0
// What a stream tells the server: its state, its chat, its numbers.
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <utility>

#include "base/log.hpp"
#include "gateway/worker/stream.hpp"

namespace gateway {
namespace {

double seconds(const timeval& time) {
  constexpr double kMicrosPerSecond = 1e6;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / kMicrosPerSecond;
}

double cpuSeconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double residentBytes() {
  std::ifstream file("/proc/self/statm");
  double size = 0, resident = 0;
  file >> size >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

void Stream::setState(base::StreamState state, const std::string& code, const std::string& detail) {
  LinkState next{state, machineWord(code), clip(detail, kMaxSentenceBytes),
                 clip(facts_.title, kMaxNameBytes)};
  if (isStatePublished_ && next == state_) return;
  isStatePublished_ = true;
  if (next.state != state_.state || next.code != state_.code)
    base::log::info(
        "stream", "state",
        {{"slug", job_.slug}, {"state", base::toString(next.state)}, {"code", next.code}});
  state_ = std::move(next);
  server_.publish(state_);
}

void Stream::setTrouble(const std::string& what, const std::optional<base::Error>& why) {
  if (why)
    troubles_[what] = *why;
  else if (troubles_.erase(what) == 0)
    return;
  if (phase_ == Phase::Running && state_.state == base::StreamState::Live) publishLive();
}

// Live with a sentence beats failed: slides and chat go on without sound or pictures.
void Stream::publishLive() {
  if (facts_.look.isPaused)
    return setState(base::StreamState::Live, "paused", "The stream is paused by its staff.");
  for (const char* what : {"media", "sound", "cameras", "slide"}) {
    const auto found = troubles_.find(what);
    if (found == troubles_.end()) continue;
    const auto& why = found->second;
    return setState(base::StreamState::Live, why.code.empty() ? what : why.code, why.what);
  }
  setState(base::StreamState::Live, "", "");
}

void Stream::onSay(const LinkSay& line) {
  if (!isChatOpen_) {
    constexpr size_t kMostHeld = 500;
    if (heldLines_.size() < kMostHeld) heldLines_.push_back(line);
    return;
  }
  auto asked = chat_.ask(line);
  if (asked.answer)
    std::visit(
        [this](auto& answer) {
          using Answer = std::decay_t<decltype(answer)>;
          if constexpr (std::is_same_v<Answer, LinkChat> || std::is_same_v<Answer, LinkChatRefused>)
            server_.publish(std::move(answer));
        },
        *asked.answer);
  if (!asked.post) return;
  if (session_) return session_->say(line.id, *asked.post);
  server_.publish(chat_.refused(
      line.id, {base::Fault::Peer, "the meeting cannot be reached now; send it again later",
                "not_delivered"}));
}

void Stream::openChat() {
  isChatOpen_ = true;
  for (const auto& line : std::exchange(heldLines_, {})) onSay(line);
}

void Stream::reportStats() {
  LinkStats stats;
  auto& values = stats.values;
  values["cpu_seconds"] = cpuSeconds();
  values["rss_bytes"] = residentBytes();
  values["uptime_seconds"] = std::chrono::duration<double>(base::steadyNow() - startedAt_).count();
  if (broadcast_) {
    const auto counters = broadcast_->counters();
    values["grid_frames"] = static_cast<double>(counters.gridFrames);
    values["encoded_frames"] = static_cast<double>(counters.encodedFrames);
    values["late_ticks"] = static_cast<double>(counters.lateTicks);
    values["slides_drawn"] = static_cast<double>(counters.slidesDrawn);
  }
  if (media_) {
    values["cameras"] = static_cast<double>(media_->flowing().size());
    values["sound"] = media_->hasSound() ? 1 : 0;
    values["media_restarts"] = static_cast<double>(media_->restarts());
    values["rtp_packets"] = static_cast<double>(media_->packets());
  }
  server_.publish(stats);
  server_.publish(outputs_.report());
}

}  // namespace gateway
