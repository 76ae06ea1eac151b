// SPDX-License-Identifier: Apache-2.0
// A source that a browser publishes: its packets go on as they came, nothing is decoded.
#pragma once

#include "tests/sim/media/rtcp.hpp"
#include "tests/sim/media/source.hpp"

#include <atomic>
#include <functional>
#include <mutex>
#include <vector>

namespace sim {

/// Fed by its publication; outlives it while somebody receives. @thread any
class ForwardedSource final : public Source {
 public:
  explicit ForwardedSource(bool video) : video_(video) {}

  void add(std::shared_ptr<PacketSink> sink) override;
  void remove(const PacketSink* sink) override;
  void requestKeyframe() override;
  void setMuted(bool) override {}
  void setFrozen(bool frozen) override { frozen_ = frozen; }
  std::uint64_t keyframeRequests() const override { return keyframeRequests_; }

  /// A packet of the publisher, which came at `now` (steady, ns).
  void take(ByteView packet, std::int64_t now);
  /// What the publisher says of its clock.
  void takeTime(const PublisherTime& time, std::int64_t now);
  /// What has come so far; nothing before the first packet.
  std::optional<Reception> reception(std::int64_t now);
  /// A key frame was asked for and has not come since.
  bool wantsKeyframe() const { return wantsKeyframe_; }
  std::uint64_t packets() const { return packets_; }
  bool isVideo() const { return video_; }

  /// Asks the publisher; set while there is one.
  void setAsk(std::function<void()> ask);

 private:
  std::int64_t capturedAt(std::uint32_t timestamp, std::int64_t now) const;

  const bool video_;
  std::atomic<bool> frozen_{false};
  std::atomic<bool> wantsKeyframe_{false};
  std::atomic<std::uint64_t> keyframeRequests_{0};
  std::atomic<std::uint64_t> packets_{0};
  std::mutex askMutex_;  // guards ask_
  std::function<void()> ask_;
  std::mutex mutex_;  // guards everything below; held while packets are handed out
  std::vector<std::shared_ptr<PacketSink>> sinks_;
  std::uint32_t ssrc_ = 0;
  std::uint32_t firstSequence_ = 0;
  std::uint32_t highestSequence_ = 0;
  std::uint32_t taken_ = 0;
  std::uint32_t expectedBefore_ = 0, takenBefore_ = 0;
  std::optional<PublisherTime> time_;
  std::int64_t timeCame_ = 0;
  std::int64_t clockOffset_ = 0;  // steady = publisher's NTP + this
};

/// The meeting's sound: a publisher's while there is one, else what was made for it. Receivers
/// stay on it through every change, as on FreeSWITCH's mix. @thread loop, but setMuted
class SwitchedSource final : public Source {
 public:
  explicit SwitchedSource(std::shared_ptr<Source> usual)
      : usual_(std::move(usual)), input_(usual_) {}

  void add(std::shared_ptr<PacketSink> sink) override;
  void remove(const PacketSink* sink) override;
  void requestKeyframe() override { input_->requestKeyframe(); }
  void setMuted(bool muted) override { usual_->setMuted(muted); }
  void setFrozen(bool frozen) override { input_->setFrozen(frozen); }
  void setDrift(double ppm) override { usual_->setDrift(ppm); }
  std::uint64_t keyframeRequests() const override { return 0; }
  /// @param input  Null goes back to the usual one.
  void setInput(std::shared_ptr<Source> input);
  const Source* input() const { return input_.get(); }

 private:
  std::shared_ptr<Source> usual_;
  std::shared_ptr<Source> input_;
  std::vector<std::shared_ptr<PacketSink>> sinks_;
};

}  // namespace sim
