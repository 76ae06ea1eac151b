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
constexpr Millis kScreenStartTimeout{20000};
constexpr Millis kCameraStartTimeout{30000};
// For our receiver to answer, then for the SFU to see ICE done.
constexpr Millis kAnswerTimeout{20000};
constexpr int64_t kFirstWait = 1000, kLongestWait = 30000;  // ms
constexpr int kMostDoublings = 5;
constexpr Millis kSlowWait{30000};
// Each costs the server a probe and a port (§7.2), and us a certificate and a decoder: twelve
// cameras take a second to start.
constexpr int kStartsPerTick = 3;

const char* wordFor(StreamKind kind) {
  switch (kind) {
    case StreamKind::Sound:
      return "sound";
    case StreamKind::Camera:
      return "camera";
    case StreamKind::Screen:
      return "screen";
  }
  return "";
}

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
        turn_(joined_, ports_),
        sound_(ports_, socketUrl(), channelEvents(StreamKind::Sound)),
        screen_(ports_, socketUrl(), channelEvents(StreamKind::Screen)),
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
    cameraOrder_ = streamIds;
    for (const auto& id : streamIds) streams_.try_emplace({StreamKind::Camera, id});
    cameras_.want(!streamIds.empty());
    startDue();
  }

  // A share lives and dies with its socket: another one gets another (§2.3).
  void wantScreen(const std::optional<Screenshare>& screen) override {
    const StreamKey key{StreamKind::Screen, screen ? screen->stream : ""};
    if (screen && streams_.contains(key)) return;
    const auto left = std::erase_if(
        streams_, [](const auto& entry) { return entry.first.kind == StreamKind::Screen; });
    wantedScreen_ = screen.value_or(Screenshare{});
    if (screen) streams_.try_emplace(key);
    if (screen && left > 0) return screen_.reopen();
    screen_.want(screen.has_value());
    startDue();
  }

  void answer(const StreamKey& key, uint64_t attempt, const std::string& sdp) override {
    const auto found = streams_.find(key);
    if (found == streams_.end() || found->second.attempt != attempt) return;
    Stream& stream = found->second;
    if (stream.state != Stream::State::Offered) return;
    stream.state = Stream::State::Answered;
    stream.until = ports_.now() + kAnswerTimeout;
    channelOf(key.kind).send(sfu_messages::answer(key, sdp));
  }

  void confirm(const StreamKey& key) override {
    const auto found = streams_.find(key);
    if (found != streams_.end()) found->second.failures = 0;
  }

  void restart(const StreamKey& key, bool isUnreachable) override {
    const auto found = streams_.find(key);
    if (found == streams_.end() || found->second.state == Stream::State::Waiting) return;
    if (isUnreachable) turn_.noDirectPath();
    again(key, found->second, Cure::Retry);
  }

  void tick() override {
    for (SfuChannel* channel : {&sound_, &screen_, &cameras_}) channel->tick();
    startsLeft_ = kStartsPerTick;
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

  SfuChannel& channelOf(StreamKind kind) {
    switch (kind) {
      case StreamKind::Sound:
        return sound_;
      case StreamKind::Screen:
        return screen_;
      case StreamKind::Camera:
        break;
    }
    return cameras_;
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

  // Sound, the screen, then cameras as they matter.
  std::vector<StreamKey> inOrder() const {
    std::vector<StreamKey> keys;
    for (const auto kind : {StreamKind::Sound, StreamKind::Screen})
      for (const auto& [key, stream] : streams_)
        if (key.kind == kind) keys.push_back(key);
    for (const auto& id : cameraOrder_) keys.push_back({StreamKind::Camera, id});
    return keys;
  }

  void startDue() {
    if (!turn_.isReady()) return;
    for (const auto& key : inOrder()) {
      if (startsLeft_ == 0) return;
      Stream& stream = streams_.at(key);
      if (stream.state != Stream::State::Waiting || stream.until > ports_.now()) continue;
      if (channelOf(key.kind).isOpen()) begin(key, stream);
    }
  }

  void begin(const StreamKey& key, Stream& stream) {
    --startsLeft_;
    stream.state = Stream::State::Starting;
    stream.attempt = ++attempts_;
    ++stream.unanswered;
    const auto start = [&](Millis patience, const std::string& text) {
      stream.until = ports_.now() + patience;
      channelOf(key.kind).send(text);
    };
    switch (key.kind) {
      case StreamKind::Sound:
        return start(kSoundStartTimeout, sfu_messages::startSound(++soundAttempts_));
      case StreamKind::Screen:
        return start(kScreenStartTimeout, sfu_messages::startScreen(wantedScreen_));
      case StreamKind::Camera:
        return start(kCameraStartTimeout, sfu_messages::startCamera(key.id));
    }
  }

  // A frame of the screen does not say which: a socket carries one.
  auto streamOf(const sfu_messages::Frame& frame) {
    if (frame.stream.kind != StreamKind::Screen) return streams_.find(frame.stream);
    return std::find_if(streams_.begin(), streams_.end(),
                        [](const auto& entry) { return entry.first.kind == StreamKind::Screen; });
  }

  void onFrame(const sfu_messages::Frame& frame) {
    using Kind = sfu_messages::Frame::Kind;
    const auto found = streamOf(frame);
    if (found == streams_.end()) return;
    const StreamKey key = found->first;  // a copy: events may end the stream
    Stream& stream = found->second;
    switch (frame.kind) {
      case Kind::Offer:
        return onOffer(key, stream, frame.sdp);
      case Kind::Flowing:
        if (stream.state != Stream::State::Answered) return;
        stream.state = Stream::State::Flowing;
        channelOf(key.kind).forgive();
        return events_.onFlowing(key);
      case Kind::Error:
        stream.unanswered = 0;
        return fail(key, sfu_messages::errorOf(key.kind, frame.code, frame.message),
                    sfu_messages::cureOf(key.kind, frame.code));
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
    const StreamOffer offer{key, stream.attempt, sdp, turn_.urls()};
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
    base::log::failure(kPart, wordFor(kind), error);
    for (const auto& key : lost) events_.onDown(key, error, false);
  }

  void again(const StreamKey& key, Stream& stream, Cure cure) {
    const bool wasStarted = stream.state != Stream::State::Waiting;
    const auto doubled = kFirstWait << std::min(stream.failures++, kMostDoublings);
    const double jitter = 0.75 + 0.5 * ports_.random();
    const Millis wait(std::llround(double(std::min(doubled, kLongestWait)) * jitter));
    stream.state = cure == Cure::GiveUp ? Stream::State::GivenUp : Stream::State::Waiting;
    stream.until = ports_.now() + (cure == Cure::RetrySlowly ? kSlowWait : wait);
    if (key.kind != StreamKind::Camera) {
      stream.unanswered = 0;
      channelOf(key.kind).reopen();
    } else if (wasStarted) {
      cameras_.send(sfu_messages::stopCamera(key.id));
    }
  }

  void fail(const StreamKey& key, const Error& why, Cure cure) {
    const auto found = streams_.find(key);
    if (found == streams_.end() || found->second.state == Stream::State::Waiting) return;
    if (why.code == "sfu_timeout") found->second.unanswered = 0;
    again(key, found->second, cure);
    base::log::failure(kPart, wordFor(key.kind), why);
    events_.onDown(key, why, cure == Cure::GiveUp);
  }

  JoinedSession joined_;
  Ports ports_;
  MediaSourceEvents events_;
  std::map<StreamKey, Stream> streams_;
  uint64_t attempts_ = 0;
  int soundAttempts_ = 0;
  std::vector<std::string> cameraOrder_;
  Screenshare wantedScreen_;
  int startsLeft_ = kStartsPerTick;
  TurnFinder turn_;
  SfuChannel sound_, screen_, cameras_;
  base::Timer timer_;  // last: no tick while the rest goes
};

}  // namespace

std::unique_ptr<Sfu> Sfu::start(JoinedSession joined, Ports ports, MediaSourceEvents events) {
  return std::make_unique<BbbSfu>(std::move(joined), std::move(ports), std::move(events));
}

base::Result<void> canReceive(const Meeting& meeting, StreamKind kind) {
  const auto refuse = [](const std::string& what, const std::string& parameter) {
    return Error{Fault::Peer,
                 "this meeting sends its " + what +
                     " through LiveKit, which Amphi cannot receive yet; create it with " +
                     parameter + " set to bbb-webrtc-sfu",
                 "livekit"};
  };
  const auto isSfu = [](const std::string& bridge) {
    return bridge.empty() || bridge == "bbb-webrtc-sfu";
  };
  if (kind == StreamKind::Sound && !isSfu(meeting.audioBridge))
    return refuse("sound", "audioBridge");
  if (kind == StreamKind::Camera && !isSfu(meeting.cameraBridge))
    return refuse("cameras", "cameraBridge");
  if (kind == StreamKind::Screen && !isSfu(meeting.screenShareBridge))
    return refuse("shared screens", "screenShareBridge");
  return {};
}

}  // namespace gateway
