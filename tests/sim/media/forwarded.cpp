// SPDX-License-Identifier: Apache-2.0
// A source that a browser publishes: its packets go on as they came, nothing is decoded.
#include "tests/sim/media/forwarded.hpp"

#include "tests/sim/media/rtp.hpp"

#include <algorithm>

namespace sim {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;

}  // namespace

void ForwardedSource::add(std::shared_ptr<PacketSink> sink) {
  {
    const std::lock_guard lock(mutex_);
    sinks_.push_back(std::move(sink));
  }
  requestKeyframe();
}

void ForwardedSource::remove(const PacketSink* sink) {
  const std::lock_guard lock(mutex_);
  std::erase_if(sinks_, [sink](const auto& kept) { return kept.get() == sink; });
}

/// Requests that come while one is on its way are one; the publication repeats it (§3.7).
void ForwardedSource::requestKeyframe() {
  if (!video_) return;
  ++keyframeRequests_;
  if (wantsKeyframe_.exchange(true)) return;
  const std::lock_guard lock(askMutex_);
  if (ask_) ask_();
}

void ForwardedSource::setAsk(std::function<void()> ask) {
  const std::lock_guard lock(askMutex_);
  ask_ = std::move(ask);
}

void ForwardedSource::take(ByteView packet, std::int64_t now) {
  if (packet.size() < kRtpHeader) return;
  ++packets_;
  if (video_ && startsVp8Keyframe(packet)) wantsKeyframe_ = false;
  const std::lock_guard lock(mutex_);
  const std::uint16_t sequence = rtpSequence(packet);
  if (taken_ == 0 || rtpSsrc(packet) != ssrc_) {
    ssrc_ = rtpSsrc(packet);
    taken_ = takenBefore_ = expectedBefore_ = 0;
    firstSequence_ = highestSequence_ = sequence;
    time_.reset();
  }
  ++taken_;
  const auto step =
      static_cast<std::int16_t>(sequence - static_cast<std::uint16_t>(highestSequence_));
  if (step > 0) highestSequence_ += static_cast<std::uint32_t>(step);
  if (frozen_) return;
  const std::int64_t captured = capturedAt(rtpTimestamp(packet), now);
  for (const auto& sink : sinks_) sink->onPacket(packet, captured);
}

/// Under mutex_. Before the first report the time of arrival has to do.
std::int64_t ForwardedSource::capturedAt(std::uint32_t timestamp, std::int64_t now) const {
  if (!time_) return now;
  const auto ticks = static_cast<std::int32_t>(timestamp - time_->rtpTimestamp);
  const std::int64_t clockRate = video_ ? 90'000 : 48'000;
  return time_->ntpNanoseconds + clockOffset_ + std::int64_t{ticks} * kSecondNs / clockRate;
}

void ForwardedSource::takeTime(const PublisherTime& time, std::int64_t now) {
  const std::lock_guard lock(mutex_);
  if (time.ssrc != ssrc_) return;
  const std::int64_t offset = now - time.ntpNanoseconds;
  // The report that was fastest under way tells the clocks' difference best.
  clockOffset_ = time_ ? std::min(clockOffset_, offset) : offset;
  time_ = time;
  timeCame_ = now;
}

std::optional<Reception> ForwardedSource::reception(std::int64_t now) {
  const std::lock_guard lock(mutex_);
  if (taken_ == 0) return {};
  Reception reception;
  const std::uint32_t expected = highestSequence_ - firstSequence_ + 1;
  const std::uint32_t fresh = expected - expectedBefore_;
  const std::uint32_t came = taken_ - takenBefore_;
  constexpr std::uint32_t kWhole = 256;
  if (fresh > came) {
    reception.lostFraction = static_cast<std::uint8_t>((fresh - came) * kWhole / (fresh + 1));
  }
  reception.ssrc = ssrc_;
  reception.highestSequence = highestSequence_;
  reception.lost = expected > taken_ ? expected - taken_ : 0;
  reception.lastReport = time_ ? time_->ntpMiddle : 0;
  constexpr std::int64_t kUnits = 65'536;
  const std::int64_t since = time_ ? (now - timeCame_) * kUnits / kSecondNs : 0;
  reception.sinceReport = static_cast<std::uint32_t>(since);
  expectedBefore_ = expected;
  takenBefore_ = taken_;
  return reception;
}

void SwitchedSource::add(std::shared_ptr<PacketSink> sink) {
  input_->add(sink);
  sinks_.push_back(std::move(sink));
}

void SwitchedSource::remove(const PacketSink* sink) {
  input_->remove(sink);
  std::erase_if(sinks_, [sink](const auto& kept) { return kept.get() == sink; });
}

void SwitchedSource::setInput(std::shared_ptr<Source> input) {
  for (const auto& sink : sinks_) input_->remove(sink.get());
  input_ = input ? std::move(input) : usual_;
  for (const auto& sink : sinks_) input_->add(sink);
}

}  // namespace sim
