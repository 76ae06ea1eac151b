// SPDX-License-Identifier: Apache-2.0
// One web socket to the SFU.
#include "gateway/bbb/sfu_channel.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gateway {
namespace {

constexpr base::Millis kOpenTimeout{10000};
constexpr base::Millis kPingPeriod{15000};                  // bbb-media.md §1.4
constexpr base::Millis kDead{32000};                        // Two pings without a word.
constexpr int64_t kFirstWait = 1000, kLongestWait = 30000;  // ms, §1.5
constexpr int kMostDoublings = 5;

}  // namespace

SfuChannel::SfuChannel(const Ports& ports, std::string url, ChannelEvents events)
    : ports_(ports), url_(std::move(url)), events_(std::move(events)) {}

void SfuChannel::want(bool wanted) {
  if (wanted == isWanted_) return;
  isWanted_ = wanted;
  if (wanted) {
    // At once when there is no old socket: one is not destroyed inside what may be its own call.
    if (!socket_) return open();
    openAt_ = ports_.now();
    return;
  }
  openAt_.reset();
  if (isOpen_) socket_->close(1000, "");
  isOpen_ = false;
  isGone_ = true;
}

void SfuChannel::reopen() {
  if (!isWanted_) return;
  if (isOpen_) socket_->close(1000, "");
  isOpen_ = false;
  isGone_ = true;
  if (!openAt_) openAt_ = ports_.now();
}

void SfuChannel::send(const std::string& text) {
  if (isOpen_) socket_->send(text);
}

void SfuChannel::open() {
  openAt_.reset();
  isOpen_ = false;
  isGone_ = false;
  openedAt_ = ports_.now();
  TextSocketEvents events;
  events.onOpen = [this] {
    if (isGone_) return;
    isOpen_ = true;
    heardAt_ = ports_.now();
    pingAt_ = heardAt_ + kPingPeriod;
    socket_->send(sfu_messages::ping());
    events_.onOpen();
  };
  events.onText = [this](const std::string& text) {
    if (isGone_) return;
    heardAt_ = ports_.now();
    const auto frame = sfu_messages::parse(text);
    if (frame) return events_.onFrame(*frame);
    uint64_t suppressed = 0;
    if (throttle_.admit(heardAt_, suppressed))
      base::log::warn("sfu", "a frame of the SFU is not JSON", {{"suppressed", suppressed}});
  };
  events.onClosed = [this](int, const std::string& why) {
    if (!isGone_) cut(why);
  };
  socket_ = ports_.openSocket({url_, ""}, std::move(events));
}

void SfuChannel::cut(const std::string& why) {
  isOpen_ = false;
  isGone_ = true;
  const auto doubled = kFirstWait << std::min(failures_++, kMostDoublings);
  const double jitter = 0.75 + 0.5 * ports_.random();
  openAt_ =
      ports_.now() + base::Millis(std::llround(double(std::min(doubled, kLongestWait)) * jitter));
  events_.onCut(why);
}

void SfuChannel::tick() {
  const auto now = ports_.now();
  if (isWanted_ && openAt_ && *openAt_ <= now) return open();
  if (isGone_) {
    // Here and not in the event that told it: a socket is not destroyed inside its own call.
    socket_.reset();
    return;
  }
  if (!isOpen_) {
    if (now - openedAt_ > kOpenTimeout) cut("it did not open in time");
    return;
  }
  if (now - heardAt_ > kDead) return cut("it went silent");
  if (pingAt_ > now) return;
  pingAt_ = now + kPingPeriod;
  socket_->send(sfu_messages::ping());
}

}  // namespace gateway
