// SPDX-License-Identifier: Apache-2.0
// bbb-webrtc-sfu's signalling.
#include "gateway/bbb/sfu.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "base/log.hpp"
#include "gateway/bbb/sfu_channel.hpp"
#include "gateway/bbb/sfu_messages.hpp"
#include "gateway/bbb/turn.hpp"

namespace gateway {

using base::Error;
using base::Fault;
using base::Millis;
using sfu_messages::Cure;

namespace {

constexpr auto kPart = "sfu";
constexpr Millis kTickPeriod{250};
// A `start` may stay unanswered for ever (bbb-media.md §1.3, §2.10).
constexpr Millis kSoundStartTimeout{15000};
constexpr Millis kCameraStartTimeout{30000};
// For our receiver to answer, then for the SFU to see ICE done.
constexpr Millis kAnswerTimeout{20000};
constexpr int64_t kFirstWait = 1000, kLongestWait = 30000;  // ms
constexpr int kMostDoublings = 5;
constexpr Millis kSlowWait{30000};
constexpr int kStartsPerTick = 10;  // Each costs the server a probe and a port (§7.2).
constexpr Millis kStunsTimeout{5000};

/// One stream's negotiation; `attempt` tells its answers from those of earlier ones.
struct Stream {
  enum class State { Waiting, Starting, Offered, Answered, Flowing, GivenUp };
  State state = State::Waiting;
  uint64_t attempt = 0;
  int failures = 0;
  int unanswered = 0;    // starts on this socket whose answer has not come
  base::Steady until{};  // Waiting: not before; otherwise: not later
};

class BbbSfu final : public Sfu {
 public:
  BbbSfu(JoinedSession joined, Ports ports, MediaSourceEvents events)
      : joined_(std::move(joined)),
        ports_(std::move(ports)),
        events_(std::move(events)),
        sound_(ports_, socketUrl(), channelEvents(StreamKind::Sound)),
        cameras_(ports_, socketUrl(), channelEvents(StreamKind::Camera)) {
    if (ports_.every) timer_ = ports_.every(kTickPeriod, [this] { tick(); });
  }

  void wantSound(bool wanted) override {
    const StreamKey key{StreamKind::Sound, ""};
    if (wanted)
      streams_.try_emplace(key);
    else
      streams_.erase(key);
    sound_.want(wanted);
  }

  void wantCameras(const std::vector<std::string>& streamIds) override {
    std::erase_if(streams_, [&](const auto& entry) {
      const auto& [key, stream] = entry;
      if (key.kind != StreamKind::Camera) return false;
      if (std::find(streamIds.begin(), streamIds.end(), key.id) != streamIds.end()) return false;
      if (stream.state != Stream::State::Waiting) cameras_.send(sfu_messages::stopCamera(key.id));
      return true;
    });
    for (const auto& id : streamIds) streams_.try_emplace({StreamKind::Camera, id});
    cameras_.want(!streamIds.empty());
    startDue();
  }

  void answer(const StreamKey& key, uint64_t attempt, const std::string& sdp) override {
    const auto found = streams_.find(key);
    if (found == streams_.end() || found->second.attempt != attempt) return;
    Stream& stream = found->second;
    if (stream.state != Stream::State::Offered) return;
    stream.state = Stream::State::Answered;
    stream.until = ports_.now() + kAnswerTimeout;
    channelOf(key).send(sfu_messages::answer(key, sdp));
  }

  void restart(const StreamKey& key, bool isUnreachable) override {
    const auto found = streams_.find(key);
    if (found == streams_.end() || found->second.state == Stream::State::Waiting) return;
    if (isUnreachable && !usesTurn_) askForTurn();
    again(key, found->second, Cure::Retry);
  }

  void tick() override {
    sound_.tick();
    cameras_.tick();
    startDue();
    // Collected first: an event may want other streams.
    std::vector<StreamKey> late;
    for (const auto& [key, stream] : streams_) {
      using State = Stream::State;
      const bool isPatient = stream.state == State::Waiting || stream.state == State::Flowing ||
                             stream.state == State::GivenUp;
      if (!isPatient && stream.until <= ports_.now()) late.push_back(key);
    }
    for (const auto& key : late)
      fail(key, {Fault::Peer, "BBB's media server did not answer in time", "sfu_timeout"},
           Cure::Retry);
  }

 private:
  std::string socketUrl() const {
    return joined_.sfuUrl + "?sessionToken=" + base::http::percentEncode(joined_.sessionToken);
  }

  SfuChannel& channelOf(const StreamKey& key) {
    return key.kind == StreamKind::Sound ? sound_ : cameras_;
  }

  ChannelEvents channelEvents(StreamKind kind) {
    ChannelEvents events;
    events.onOpen = [this, kind] {
      // A new socket knows no session.
      for (auto& [key, stream] : streams_)
        if (key.kind == kind) stream.unanswered = 0;
      startDue();
    };
    events.onFrame = [this](const sfu_messages::Frame& frame) { onFrame(frame); };
    events.onCut = [this, kind](const std::string& why) { onCut(kind, why); };
    return events;
  }

  void startDue() {
    int starts = 0;
    for (auto& [key, stream] : streams_) {
      if (stream.state != Stream::State::Waiting || stream.until > ports_.now()) continue;
      if (!channelOf(key).isOpen() || isAskingForTurn_) continue;
      if (starts++ < kStartsPerTick) begin(key, stream);
    }
  }

  void begin(const StreamKey& key, Stream& stream) {
    const bool isSound = key.kind == StreamKind::Sound;
    stream.state = Stream::State::Starting;
    stream.attempt = ++attempts_;
    ++stream.unanswered;
    stream.until = ports_.now() + (isSound ? kSoundStartTimeout : kCameraStartTimeout);
    channelOf(key).send(isSound ? sfu_messages::startSound(++soundAttempts_)
                                : sfu_messages::startCamera(key.id));
  }

  void onFrame(const sfu_messages::Frame& frame) {
    using Kind = sfu_messages::Frame::Kind;
    const auto found = streams_.find(frame.stream);
    if (found == streams_.end()) return;
    Stream& stream = found->second;
    switch (frame.kind) {
      case Kind::Offer:
        return onOffer(found->first, stream, frame.sdp);
      case Kind::Flowing:
        if (stream.state != Stream::State::Answered) return;
        stream.state = Stream::State::Flowing;
        stream.failures = 0;
        channelOf(found->first).forgive();
        return events_.onFlowing(StreamKey(found->first));
      case Kind::Error:
        stream.unanswered = 0;
        return fail(StreamKey(found->first), sfu_messages::errorOf(frame.code, frame.message),
                    sfu_messages::cureOf(frame.code));
      case Kind::Pong:
      case Kind::Other:
        return;
    }
  }

  void onOffer(const StreamKey& key, Stream& stream, const std::string& sdp) {
    // Answers come in order: an earlier start of the same camera is answered first.
    stream.unanswered = std::max(0, stream.unanswered - 1);
    if (stream.state != Stream::State::Starting || stream.unanswered > 0) return;
    stream.state = Stream::State::Offered;
    stream.until = ports_.now() + kAnswerTimeout;
    const StreamOffer offer{key, stream.attempt, sdp, turnUrls_};
    events_.onOffer(offer);
  }

  void onCut(StreamKind kind, const std::string& why) {
    std::vector<StreamKey> lost;
    for (auto& [key, stream] : streams_) {
      if (key.kind != kind) continue;
      stream.unanswered = 0;
      // Nothing survives its socket; the wait is the channel's.
      using State = Stream::State;
      if (stream.state == State::Waiting || stream.state == State::GivenUp) continue;
      stream.state = Stream::State::Waiting;
      stream.until = ports_.now();
      lost.push_back(key);
    }
    const Error error{Fault::Peer, "the line to BBB's media server was cut (" + why + ")",
                      "sfu_cut"};
    base::log::failure(kPart, kind == StreamKind::Sound ? "sound" : "cameras", error);
    for (const auto& key : lost) events_.onDown(key, error, false);
  }

  void again(const StreamKey& key, Stream& stream, Cure cure) {
    const bool wasStarted = stream.state != Stream::State::Waiting;
    const auto doubled = kFirstWait << std::min(stream.failures++, kMostDoublings);
    const double jitter = 0.75 + 0.5 * ports_.random();
    const Millis wait(std::llround(double(std::min(doubled, kLongestWait)) * jitter));
    stream.state = cure == Cure::GiveUp ? Stream::State::GivenUp : Stream::State::Waiting;
    stream.until = ports_.now() + (cure == Cure::RetrySlowly ? kSlowWait : wait);
    if (key.kind == StreamKind::Sound) {
      stream.unanswered = 0;
      sound_.reopen();
    } else if (wasStarted) {
      cameras_.send(sfu_messages::stopCamera(key.id));
    }
  }

  void fail(const StreamKey& key, const Error& why, Cure cure) {
    const auto found = streams_.find(key);
    if (found == streams_.end() || found->second.state == Stream::State::Waiting) return;
    if (why.code == "sfu_timeout") found->second.unanswered = 0;
    again(key, found->second, cure);
    base::log::failure(kPart, key.kind == StreamKind::Sound ? "sound" : "camera", why);
    events_.onDown(key, why, cure == Cure::GiveUp);
  }

  // Direct paths come first; who finds none asks the meeting's TURN servers, and stays with them.
  void askForTurn() {
    if (!ports_.send || isAskingForTurn_) return;
    isAskingForTurn_ = true;
    base::http::ClientRequest request;
    request.url = joined_.baseUrl + "/bigbluebutton/api/stuns?sessionToken=" +
                  base::http::percentEncode(joined_.sessionToken);
    request.headers = {{"Cookie", joined_.cookies}, {"Accept", "application/json"}};
    request.timeout = kStunsTimeout;
    ports_.send(std::move(request), [this, watch = alive_.watch()](
                                        const base::Result<base::http::ClientReply>& reply) {
      if (watch.expired()) return;
      isAskingForTurn_ = false;
      const auto urls =
          reply ? turnUrlsFrom(reply->body) : base::Result<std::vector<std::string>>(reply.error());
      if (!urls) return base::log::failure(kPart, "no TURN servers", urls.error());
      turnUrls_ = *urls;
      usesTurn_ = true;
      base::log::info(kPart, "media goes through TURN", {{"servers", turnUrls_.size()}});
    });
  }

  JoinedSession joined_;
  Ports ports_;
  MediaSourceEvents events_;
  std::map<StreamKey, Stream> streams_;
  uint64_t attempts_ = 0;
  int soundAttempts_ = 0;
  std::vector<std::string> turnUrls_;
  bool usesTurn_ = false, isAskingForTurn_ = false;
  base::Alive alive_;
  SfuChannel sound_, cameras_;
  base::Timer timer_;  // last: no tick while the rest goes
};

bool isSfu(const std::string& bridge) {
  return bridge.empty() || bridge == "bbb-webrtc-sfu";
}

}  // namespace

std::unique_ptr<Sfu> Sfu::start(JoinedSession joined, Ports ports, MediaSourceEvents events) {
  return std::make_unique<BbbSfu>(std::move(joined), std::move(ports), std::move(events));
}

base::Result<std::unique_ptr<MediaSource>> makeMediaSource(const Meeting& meeting,
                                                           JoinedSession joined, Ports ports,
                                                           MediaSourceEvents events) {
  if (!isSfu(meeting.audioBridge) || !isSfu(meeting.cameraBridge))
    return Error{Fault::Peer,
                 "this meeting sends its media through LiveKit, which Amphi cannot receive yet; "
                 "create it with audioBridge and cameraBridge set to bbb-webrtc-sfu",
                 "livekit"};
  return std::unique_ptr<MediaSource>(
      Sfu::start(std::move(joined), std::move(ports), std::move(events)));
}

}  // namespace gateway
