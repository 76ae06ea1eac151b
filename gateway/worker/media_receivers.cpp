// SPDX-License-Identifier: Apache-2.0
// Offers in, receivers made, answers out, and what happens when one fails.
#include "gateway/worker/media_receivers.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include "base/log.hpp"
#include "gateway/bbb/sfu.hpp"

namespace gateway {
namespace {

constexpr StreamKind kKinds[] = {StreamKind::Sound, StreamKind::Screen, StreamKind::Camera};
// Sound comes fifty times a second, also when all are muted (bbb-media.md §8.2). Pictures may rest
// in a busy browser; what does not answer our request for one in half of this time is gone.
constexpr base::Millis kSoundStall{3000}, kPictureStall{5000};
// Shorter while TURN is not tried yet (§4.2).
constexpr base::Millis kDirectPath{5000}, kRelayedPath{10000};
// A buffer waits only where a packet is missing, and then for its repair. What it may take is what
// the stage's delay leaves after decoding: less for sound, which stands earlier on the grid.
constexpr base::Millis kSoundBuffer{140}, kPictureBuffer{200};

std::string placeOf(StreamKind kind) {
  switch (kind) {
    case StreamKind::Sound:
      return "sound";
    case StreamKind::Screen:
      return "screen";
    case StreamKind::Camera:
      break;
  }
  return "cameras";
}

double chance() {
  static std::mt19937 generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

}  // namespace

MediaReceivers::MediaReceivers(base::Loop& loop, pipelines::MediaInputs& inputs,
                               MediaReceiversEvents events)
    : loop_(loop), inputs_(inputs), events_(std::move(events)) {}

void MediaReceivers::open(const Meeting& meeting, const JoinedSession& joined, const Ports& ports) {
  const auto bridges = meeting.audioBridge + " " + meeting.cameraBridge + " " +
                       meeting.screenShareBridge + " " + meeting.voiceConf;
  if (bridges == bridges_) return;
  dropSource();
  bridges_ = bridges;
  MediaSourceEvents events;
  events.onOffer = [this](const StreamOffer& offer) { onOffer(offer); };
  events.onFlowing = [](const StreamKey&) {};
  events.onDown = [this](const StreamKey& key, const base::Error& why, bool isFinal) {
    onDown(key, why, isFinal);
  };
  source_ = Sfu::start(joined, ports, std::move(events));
  for (const auto kind : kKinds) {
    const auto possible = canReceive(meeting, kind);
    if (!possible) refused_.insert(kind);
    events_.onTrouble(placeOf(kind), possible ? std::nullopt : std::optional(possible.error()));
    want(kind);
  }
}

void MediaReceivers::close() {
  cameras_.clear();
  screen_.reset();
  dropSource();
}

void MediaReceivers::dropSource() {
  source_.reset();
  streams_.clear();
  bridges_.clear();
  refused_.clear();
  hasSound_ = false;
  if (flowing_.empty()) return;
  flowing_.clear();
  events_.onFlowing();
}

void MediaReceivers::showCameras(const std::vector<Camera>& cameras) {
  cameras_.clear();
  for (const auto& camera : cameras) cameras_.push_back(camera.streamId);
  dropUnwanted();
  want(StreamKind::Camera);
  if (cameras_.empty()) clearTrouble(StreamKind::Camera);
}

void MediaReceivers::showScreen(const std::optional<Screenshare>& screen) {
  screen_ = screen;
  dropUnwanted();
  want(StreamKind::Screen);
  if (!screen_) clearTrouble(StreamKind::Screen);
}

void MediaReceivers::want(StreamKind kind) {
  if (!source_ || refused_.contains(kind)) return;
  switch (kind) {
    case StreamKind::Sound:
      return source_->wantSound(true);
    case StreamKind::Screen:
      return source_->wantScreen(screen_);
    case StreamKind::Camera:
      return source_->wantCameras(cameras_);
  }
}

bool MediaReceivers::isWanted(const StreamKey& key) const {
  switch (key.kind) {
    case StreamKind::Sound:
      return true;
    case StreamKind::Screen:
      return screen_ && screen_->stream == key.id;
    case StreamKind::Camera:
      break;
  }
  return std::find(cameras_.begin(), cameras_.end(), key.id) != cameras_.end();
}

void MediaReceivers::dropUnwanted() {
  const auto lost = std::erase_if(flowing_, [this](const std::string& id) {
    return !isWanted({StreamKind::Camera, id}) && !isWanted({StreamKind::Screen, id});
  });
  std::erase_if(streams_, [this](const auto& entry) { return !isWanted(entry.first); });
  if (lost > 0) events_.onFlowing();
}

// What has no stream any more has no trouble either; but LiveKit stays one.
void MediaReceivers::clearTrouble(StreamKind kind) {
  if (!refused_.contains(kind)) events_.onTrouble(placeOf(kind), std::nullopt);
}

void MediaReceivers::onOffer(const StreamOffer& offer) {
  auto& stream = streams_[offer.stream];
  if (stream.attempt != 0) ++restarts_;
  stream.attempt = offer.attempt;
  stream.retry.cancel();
  stream.receiver.reset();
  pipelines::ReceiverOptions options;
  options.turnUrls = offer.turnUrls;
  options.name = placeOf(offer.stream.kind);
  const bool isSound = offer.stream.kind == StreamKind::Sound;
  const bool isCamera = offer.stream.kind == StreamKind::Camera;
  options.stallAfter = isSound ? kSoundStall : kPictureStall;
  options.connectWithin = offer.turnUrls.empty() ? kDirectPath : kRelayedPath;
  options.latency = isCamera ? kPictureBuffer : kSoundBuffer;
  // A screen may bring the sound of what is played there (bbb-media.md §3.3).
  if (!isCamera && !stream.sound) stream.sound = inputs_.addSound(isSound ? "meeting" : "screen");
  if (!isSound && !stream.video) stream.video = inputs_.addVideo(offer.stream.id);
  auto receiver = pipelines::Receiver::create(loop_, std::move(options), stream.video, stream.sound,
                                              eventsFor(offer.stream, offer.attempt));
  if (!receiver) return events_.onTrouble(placeOf(offer.stream.kind), receiver.error());
  stream.receiver = std::move(*receiver);
  stream.receiver->accept(offer.sdp);
}

// Posted, because what follows may destroy the receiver that calls.
pipelines::ReceiverEvents MediaReceivers::eventsFor(const StreamKey& key, uint64_t attempt) {
  const auto watch = alive_.watch();
  pipelines::ReceiverEvents events;
  events.onAnswer = [=, this](std::string sdp) {
    loop_.post(watch, [=, this] { onAnswer(key, attempt, sdp); });
  };
  events.onFirstMedia = [=, this] { loop_.post(watch, [=, this] { onFirstMedia(key, attempt); }); };
  events.onStalled = [=, this] {
    const base::Error why{base::Fault::Media, "no media came for some seconds", "stalled"};
    loop_.post(watch, [=, this] { onReceiverLost(key, attempt, why); });
  };
  events.onFailed = [=, this](base::Error why) {
    loop_.post(watch, [=, this] { onReceiverLost(key, attempt, why); });
  };
  return events;
}

MediaReceivers::Stream* MediaReceivers::current(const StreamKey& key, uint64_t attempt) {
  const auto found = streams_.find(key);
  if (found == streams_.end() || found->second.attempt != attempt) return nullptr;
  return &found->second;
}

void MediaReceivers::onAnswer(const StreamKey& key, uint64_t attempt, const std::string& sdp) {
  if (current(key, attempt) != nullptr && source_) source_->answer(key, attempt, sdp);
}

void MediaReceivers::onFirstMedia(const StreamKey& key, uint64_t attempt) {
  auto* stream = current(key, attempt);
  if (stream == nullptr) return;
  stream->pause.reset();
  base::log::info("media", "flows", {{"stream", placeOf(key.kind)}, {"attempt", attempt}});
  if (source_) source_->confirm(key);
  events_.onTrouble(placeOf(key.kind), std::nullopt);
  setFlowing(key, true);
}

void MediaReceivers::onReceiverLost(const StreamKey& key, uint64_t attempt,
                                    const base::Error& why) {
  auto* stream = current(key, attempt);
  if (stream == nullptr || !stream->receiver) return;
  base::log::warn("media", "receiver lost",
                  {{"stream", placeOf(key.kind)}, {"attempt", attempt}, {"code", why.code}});
  stream->receiver.reset();
  setFlowing(key, false);
  if (source_) source_->restart(key, why.code == "no_path");
}

void MediaReceivers::onDown(const StreamKey& key, const base::Error& why, bool isFinal) {
  if (!isWanted(key)) return;
  auto& stream = streams_[key];
  stream.receiver.reset();
  base::log::warn("media", "stream down",
                  {{"stream", placeOf(key.kind)}, {"code", why.code}, {"final", isFinal}});
  setFlowing(key, false);
  events_.onTrouble(placeOf(key.kind), why);
  if (!isFinal) return;
  // The server refuses for now; rights and settings change during a lecture, so ask again, seldom.
  stream.retry = loop_.after(stream.pause.next(chance()), [this, key] {
    if (source_) source_->restart(key, false);
  });
}

void MediaReceivers::setFlowing(const StreamKey& key, bool flows) {
  if (key.kind == StreamKind::Sound) {
    hasSound_ = flows;
    return;
  }
  const bool changed = flows ? flowing_.insert(key.id).second : flowing_.erase(key.id) > 0;
  if (changed) events_.onFlowing();
}

uint64_t MediaReceivers::packets() const {
  uint64_t sum = 0;
  for (const auto& [key, stream] : streams_)
    if (stream.receiver) sum += stream.receiver->counters().packets;
  return sum;
}

}  // namespace gateway
