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

std::string placeOf(const StreamKey& key) {
  return key.kind == StreamKind::Sound ? "sound" : "cameras";
}

double chance() {
  static std::mt19937 generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

}  // namespace

MediaReceivers::MediaReceivers(base::Loop& loop, pipelines::Broadcast& broadcast,
                               MediaReceiversEvents events)
    : loop_(loop), broadcast_(broadcast), events_(std::move(events)) {}

void MediaReceivers::open(const Meeting& meeting, const JoinedSession& joined, const Ports& ports) {
  const auto bridges = meeting.audioBridge + " " + meeting.cameraBridge + " " + meeting.voiceConf;
  if (bridges == bridges_) return;
  close();
  bridges_ = bridges;
  MediaSourceEvents events;
  events.onOffer = [this](const StreamOffer& offer) { onOffer(offer); };
  events.onFlowing = [](const StreamKey&) {};
  events.onDown = [this](const StreamKey& key, const base::Error& why, bool isFinal) {
    onDown(key, why, isFinal);
  };
  auto source = makeMediaSource(meeting, joined, ports, std::move(events));
  if (!source) return events_.onTrouble("media", source.error());
  events_.onTrouble("media", std::nullopt);
  source_ = std::move(*source);
  source_->wantSound(true);
  source_->wantCameras(wanted_);
}

void MediaReceivers::close() {
  source_.reset();
  streams_.clear();
  bridges_.clear();
  wanted_.clear();
  hasSound_ = false;
  if (flowing_.empty()) return;
  flowing_.clear();
  events_.onFlowing();
}

void MediaReceivers::showCameras(const std::vector<Camera>& cameras) {
  wanted_.clear();
  for (const auto& camera : cameras) wanted_.push_back(camera.streamId);
  std::erase_if(streams_, [this](const auto& entry) {
    const auto& key = entry.first;
    return key.kind == StreamKind::Camera &&
           std::find(wanted_.begin(), wanted_.end(), key.id) == wanted_.end();
  });
  const auto before = flowing_.size();
  std::erase_if(flowing_, [this](const std::string& id) {
    return std::find(wanted_.begin(), wanted_.end(), id) == wanted_.end();
  });
  if (source_) source_->wantCameras(wanted_);
  if (flowing_.size() != before) events_.onFlowing();
  if (wanted_.empty()) events_.onTrouble("cameras", std::nullopt);
}

void MediaReceivers::onOffer(const StreamOffer& offer) {
  auto& stream = streams_[offer.stream];
  if (stream.attempt != 0) ++restarts_;
  stream.attempt = offer.attempt;
  stream.retry.cancel();
  stream.receiver.reset();
  pipelines::ReceiverOptions options;
  options.turnUrls = offer.turnUrls;
  if (offer.stream.kind == StreamKind::Sound) {
    options.name = "sound";
    if (!stream.sound) stream.sound = broadcast_.addSound("meeting");
  } else {
    options.name = "camera";
    if (!stream.video) stream.video = broadcast_.addVideo(offer.stream.id);
  }
  auto receiver = pipelines::Receiver::create(loop_, std::move(options), stream.video, stream.sound,
                                              eventsFor(offer.stream, offer.attempt));
  if (!receiver) return events_.onTrouble(placeOf(offer.stream), receiver.error());
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
  base::log::info("media", "flows", {{"stream", placeOf(key)}, {"attempt", attempt}});
  events_.onTrouble(placeOf(key), std::nullopt);
  setFlowing(key, true);
}

void MediaReceivers::onReceiverLost(const StreamKey& key, uint64_t attempt,
                                    const base::Error& why) {
  auto* stream = current(key, attempt);
  if (stream == nullptr || !stream->receiver) return;
  base::log::warn("media", "receiver lost",
                  {{"stream", placeOf(key)}, {"attempt", attempt}, {"code", why.code}});
  stream->receiver.reset();
  setFlowing(key, false);
  if (source_) source_->restart(key, why.code == "no_path");
}

void MediaReceivers::onDown(const StreamKey& key, const base::Error& why, bool isFinal) {
  const auto found = streams_.find(key);
  if (found == streams_.end() && key.kind == StreamKind::Camera &&
      std::find(wanted_.begin(), wanted_.end(), key.id) == wanted_.end())
    return;
  auto& stream = streams_[key];
  stream.receiver.reset();
  base::log::warn("media", "stream down",
                  {{"stream", placeOf(key)}, {"code", why.code}, {"final", isFinal}});
  setFlowing(key, false);
  events_.onTrouble(placeOf(key), why);
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
