// SPDX-License-Identifier: Apache-2.0
// A receiver: the peer's negotiation, the watch over silence and starved decoders.
#include "pipelines/receive/receiver.hpp"

#include <optional>
#include <utility>

#include "base/log.hpp"
#include "pipelines/receive/decode_chain.hpp"
#include "pipelines/receive/offer.hpp"
#include "pipelines/receive/peer.hpp"

namespace pipelines {
namespace {

using base::Error;
using base::Fault;
using base::Steady;

constexpr base::Millis kWatchPeriod{250};
// Packets but no picture for this long: the decoder waits for a keyframe. One PLI a second at most,
// because each makes the publisher send a keyframe to everybody (sfu-interop.md §6).
constexpr base::Millis kStarved{1000};
// A decoder that so many keyframes did not help is no better than a silent line.
constexpr base::Millis kBlind{15000};

class WebRtcReceiver final : public Receiver {
 public:
  WebRtcReceiver(base::Loop& loop, ReceiverOptions options, ReceiverEvents events)
      : loop_(loop), options_(std::move(options)), events_(std::move(events)) {}

  base::Result<void> open(std::shared_ptr<VideoInput> video, std::shared_ptr<SoundInput> sound) {
    flow_->name = options_.name;
    flow_->isVideo = video != nullptr;
    flow_->video = std::move(video);
    flow_->sound = std::move(sound);
    flow_->onFirstMedia = [this, &loop = loop_, alive = alive_.watch()] {
      loop.post(alive, [this] { onFirstMedia(); });
    };
    flow_->onFailed = [this, &loop = loop_, alive = alive_.watch()](Error error) {
      loop.post(alive, [this, error = std::move(error)] { fail(error); });
    };
    auto peer = Peer::create(loop_, {options_.name, options_.latency, options_.turnUrls}, flow_,
                             peerEvents());
    if (!peer) return std::move(peer).error();
    peer_ = *std::move(peer);
    return {};
  }

  void accept(const std::string& sdp) override {
    if (state_ != State::Idle) return;
    auto offer = cleanOffer(sdp);
    if (!offer) {
      // Never from inside the caller's own call.
      loop_.post(alive_, [this, error = std::move(offer).error()] { fail(error); });
      return;
    }
    state_ = State::Negotiating;
    since_ = base::steadyNow();
    offer_ = *std::move(offer);
    watch_ = loop_.every(kWatchPeriod, [this] { watch(base::steadyNow()); });
    if (isReady_) peer_->answer(*offer_);
  }

  ReceiverCounters counters() const override {
    ReceiverCounters now;
    now.packets = flow_->pictures.packets + flow_->sounds.packets;
    now.bytes = flow_->pictures.bytes + flow_->sounds.bytes;
    now.frames = flow_->judged().frames;
    now.keyframeRequests = keyframeRequests_;
    now.width = flow_->width;
    now.height = flow_->height;
    return now;
  }

 private:
  enum class State { Idle, Negotiating, Connected, Failed };  // only forward

  PeerEvents peerEvents() {
    PeerEvents events;
    events.onReady = [this] {
      isReady_ = true;
      if (offer_ && state_ == State::Negotiating) peer_->answer(*offer_);
    };
    events.onAnswer = [this](std::string answer) {
      if (const auto tell = events_.onAnswer; tell && state_ != State::Failed)
        tell(std::move(answer));
    };
    events.onConnected = [this] { onConnected(); };
    events.onLost = [this] {
      if (state_ == State::Connected)
        return fail({Fault::Media, "the network path to the media server was lost", "path_lost"});
      fail({Fault::Media, "no network path to the media server was found", "no_path"});
    };
    events.onFailed = [this](Error error) { fail(std::move(error)); };
    return events;
  }

  void onConnected() {
    if (state_ != State::Negotiating) return;
    state_ = State::Connected;
    lastPacketAt_ = lastFrameAt_ = askedAt_ = base::steadyNow();
  }

  void onFirstMedia() {
    if (const auto tell = events_.onFirstMedia; tell && state_ != State::Failed) tell();
  }

  void fail(Error error) {
    if (state_ == State::Failed) return;
    state_ = State::Failed;
    watch_.cancel();
    base::log::failure("receive", options_.name, error);
    if (const auto tell = events_.onFailed) tell(std::move(error));
  }

  // May end in an event after which this object is gone: nothing may follow a call that tells.
  void watch(Steady now) {
    if (state_ == State::Negotiating && now - since_ > options_.connectWithin)
      return fail(
          {Fault::Media, "no network path to the media server was found in time", "no_path"});
    if (state_ != State::Connected) return;
    const uint64_t packets = flow_->judged().packets, frames = flow_->judged().frames;
    if (packets != seenPackets_) lastPacketAt_ = now;
    if (frames != seenFrames_) {
      lastFrameAt_ = now;
      isStalled_ = false;
    }
    seenPackets_ = packets;
    seenFrames_ = frames;
    askForKeyframe(now);
    const bool isDead = now - lastPacketAt_ >= options_.stallAfter || now - lastFrameAt_ >= kBlind;
    if (isStalled_ || !isDead) return;
    isStalled_ = true;
    if (const auto tell = events_.onStalled) tell();
  }

  // In silence too: a publisher whose picture stands still answers a request, a dead one does not.
  void askForKeyframe(Steady now) {
    const bool isFed = lastPacketAt_ > lastFrameAt_;
    const auto patience = isFed ? kStarved : options_.stallAfter / 2;
    if (now - lastFrameAt_ < patience || now - askedAt_ < kStarved) return;
    if (!flow_->isVideo || !requestKeyframe(*flow_)) return;
    ++keyframeRequests_;
    askedAt_ = now;
  }

  base::Loop& loop_;
  ReceiverOptions options_;
  ReceiverEvents events_;
  State state_ = State::Idle;
  bool isReady_ = false;
  bool isStalled_ = false;
  std::optional<Offer> offer_;
  uint64_t seenPackets_ = 0, seenFrames_ = 0, keyframeRequests_ = 0;
  Steady since_{}, lastPacketAt_{}, lastFrameAt_{}, askedAt_{};
  std::shared_ptr<Flow> flow_ = std::make_shared<Flow>();
  base::Alive alive_;
  base::Timer watch_;
  std::unique_ptr<Peer> peer_;  // last: its end closes the flow before anything else goes
};

}  // namespace

base::Result<std::unique_ptr<Receiver>> Receiver::create(base::Loop& loop, ReceiverOptions options,
                                                         std::shared_ptr<VideoInput> video,
                                                         std::shared_ptr<SoundInput> sound,
                                                         ReceiverEvents events) {
  auto made = std::make_unique<WebRtcReceiver>(loop, std::move(options), std::move(events));
  if (auto opened = made->open(std::move(video), std::move(sound)); !opened)
    return std::move(opened).error();
  return std::unique_ptr<Receiver>(std::move(made));
}

}  // namespace pipelines
