// SPDX-License-Identifier: Apache-2.0
// One signalling socket of bbb-webrtc-sfu and the media sessions that hang on it.
#include "tests/sim/sfu/connection.hpp"

#include "base/clock.hpp"
#include "base/log.hpp"

#include <algorithm>
#include <optional>

#include <glib.h>

namespace sim {
namespace {

/// A socket that answers no protocol ping is cut at the second tick (§1.4).
constexpr auto kSilentFor = std::chrono::seconds(45);

base::Millis startDelay() {
  return base::Millis(g_random_int_range(20, 150));
}

std::optional<SfuModule> moduleOf(const std::string& type) {
  if (type == "audio" || type == "fullaudio") return SfuModule::Audio;
  if (type == "video") return SfuModule::Video;
  if (type == "screenshare") return SfuModule::Screenshare;
  return {};
}

bool roleIsKnown(const SfuSubject& subject) {
  switch (subject.module) {
    case SfuModule::Audio:
      return subject.role == "recv" || subject.role == "recvonly";
    case SfuModule::Video:
      return subject.role == "viewer";
    case SfuModule::Screenshare:
      return subject.role == "recv";
  }
  return false;
}

/// Rules of §2.1-2.3 that a start must keep.
bool startIsValid(const SfuSubject& subject, const Json& frame) {
  if (!roleIsKnown(subject)) return false;
  if (subject.module == SfuModule::Video) return !subject.cameraId.empty();
  if (subject.module != SfuModule::Audio) return true;
  const Json& number = member(frame, "clientSessionNumber");
  return number.is_number() && number.get<double>() >= 0;
}

/// What a session receives; the presenter's choice decides whether a screen has sound (§2.3).
std::vector<MediaKey> sourcesFor(const SfuSubject& subject, const Meeting& meeting) {
  using Kind = MediaKey::Kind;
  if (subject.module == SfuModule::Audio) return {{Kind::Sound, 0}};
  if (subject.module == SfuModule::Screenshare) {
    if (!meeting.screenshare->hasAudio) return {{Kind::Screen, 0}};
    return {{Kind::ScreenSound, 0}, {Kind::Screen, 0}};
  }
  const auto camera =
      std::find_if(meeting.cameras.begin(), meeting.cameras.end(),
                   [&](const Camera& on) { return on.streamId == subject.cameraId; });
  return {{Kind::Camera, camera->source}};
}

}  // namespace

SfuConnection::SfuConnection(base::Loop& loop, World& world, MediaEngine& media,
                             std::shared_ptr<Socket> socket, std::string token)
    : world_(world),
      media_(media),
      socket_(std::move(socket)),
      token_(std::move(token)),
      lastSeen_(base::steadyNow()),
      delays_(loop) {
  socket_->onText = [this](const std::string& raw) { onText(raw); };
  socket_->onBinary = [this] { ++world_.refused["binary_frame"]; };
  socket_->onPong = [this] { lastSeen_ = base::steadyNow(); };
  socket_->onClosed = [this] { endSessions(); };
}

SfuConnection::~SfuConnection() {
  socket_->onText = nullptr;
  socket_->onBinary = nullptr;
  socket_->onPong = nullptr;
  socket_->onClosed = nullptr;
}

void SfuConnection::onText(const std::string& raw) {
  lastSeen_ = base::steadyNow();
  const Json frame = parseJson(raw);
  if (!frame.is_object()) {
    ++world_.refused["broken_json"];
    return;
  }
  if (textOf(frame, "id") == "ping") return send({{"id", "pong"}});
  const auto module = moduleOf(textOf(frame, "type"));
  if (!module) {
    ++world_.refused["unknown_frame"];
    return;
  }
  route(*module, frame);
}

void SfuConnection::route(SfuModule module, const Json& frame) {
  const World::Session session = world_.session(token_);
  if (!session || closing_) return;
  if (module_.empty()) module_ = wordFor(module);
  const SfuSubject subject{module, textOf(frame, "role"), textOf(frame, "cameraId"),
                           session.user->id};
  const std::string id = textOf(frame, "id");
  const char* candidateId = module == SfuModule::Video ? "onIceCandidate" : "iceCandidate";
  if (id == "start") return start(subject, frame);
  if (id == "subscriberAnswer") return subscriberAnswer(subject, frame);
  if (id == "stop" && module != SfuModule::Screenshare) return stop(subject);
  // ICE-lite: candidates of the client are accepted and ignored.
  if (id == candidateId || id == "restartIce" || id == "dtmf") return;
  SfuSubject anonymous = subject;
  if (module != SfuModule::Video) anonymous.role.clear();
  fail(anonymous, kInvalidRequest);
}

void SfuConnection::fail(const SfuSubject& subject, const SfuError& error) {
  ++world_.refused["sfu"];
  send(errorFrame(subject, error));
}

std::string SfuConnection::keyOf(const SfuSubject& subject) {
  return std::string(wordFor(subject.module)) + " " + subject.cameraId;
}

void SfuConnection::start(const SfuSubject& subject, const Json& frame) {
  if (!startIsValid(subject, frame)) return fail(subject, kInvalidRequest);
  // The permission probe has no time-out of its own: a start can stay without an answer for ever.
  if (world_.fault("sfu_silent")) return;
  const std::string offer = textOf(frame, "sdpOffer");
  delays_.after(startDelay(), [this, subject, offer] { begin(subject, offer); });
}

std::optional<SfuError> SfuConnection::refusal(const SfuSubject& subject, const Meeting& meeting,
                                               const User& user) const {
  if (world_.fault("sfu_2001") || isMediaAway()) return kOffline;
  if (world_.fault("sfu_2019")) return kGenericError;
  if (world_.fault("sfu_2300")) return kInvalidRequest;
  if (world_.fault("sfu_unauthorised") || !user.isPresent()) return kUnauthorised;
  if (subject.module == SfuModule::Video && !meeting.cameraOn(subject.cameraId)) {
    return kMediaNotFound;
  }
  // Webcams only for moderators: a viewer gets none of another viewer's (§2.9).
  if (subject.module == SfuModule::Video && !meeting.showsCamera(subject.cameraId, user)) {
    return kUnauthorised;
  }
  if (subject.module == SfuModule::Screenshare && !meeting.screenshare) return kInvalidRequest;
  return {};
}

void SfuConnection::begin(const SfuSubject& subject, const std::string& sdpOffer) {
  const World::Session who = world_.session(token_);
  if (!who || closing_ || !socket_->isOpen()) return;
  if (const auto refused = refusal(subject, *who.meeting, *who.user)) {
    fail(subject, *refused);
    // A screenshare that cannot start takes its socket with it (§2.6).
    if (subject.module == SfuModule::Screenshare) socket_->close(0, "");
    return;
  }
  Session session{subject, nullptr, subject.cameraId};
  if (subject.module == SfuModule::Screenshare) session.stream = who.meeting->screenshare->stream;
  if (subject.module == SfuModule::Video) onCameraTaken(*this, who.user->id, subject.cameraId);
  auto transport = media_.receive(sourcesFor(subject, *who.meeting));
  if (!transport) {
    base::log::failure("sfu", "no transport", transport.error());
    return fail(subject, kGenericError);
  }
  session.transport = std::move(transport).value();
  std::string sdp;
  if (sdpOffer.empty()) {
    sdp = session.transport->offer();
  } else {
    auto answer = session.transport->answerTo(sdpOffer);
    if (!answer) return fail(subject, kInvalidSdp);
    sdp = std::move(answer).value();
    session.answered = true;
  }
  const std::string key = keyOf(subject);
  session.transport->onCompleted = [this, key] { completed(key); };
  sessions_[key] = std::move(session);
  send(startResponseFrame(subject, sdp));
}

void SfuConnection::subscriberAnswer(const SfuSubject& subject, const Json& frame) {
  const auto session = sessions_.find(keyOf(subject));
  if (session == sessions_.end() || session->second.answered) return;
  session->second.answered = true;
  const char* field = subject.module == SfuModule::Audio ? "sdpOffer" : "answer";
  std::string answer = textOf(frame, field);
  // The SFU glues this on without looking: an answer that lacks its last line end breaks (§2.3).
  if (subject.module == SfuModule::Screenshare) answer += "a=content:slides\r\n";
  if (const auto taken = session->second.transport->accept(answer); !taken) {
    // As with the real one, the client is told nothing.
    base::log::debug("sfu", "an answer was of no use", {{"why", taken.error().what}});
    ++world_.refused["sdp"];
  }
}

void SfuConnection::completed(const std::string& key) {
  const auto found = sessions_.find(key);
  if (found == sessions_.end()) return;
  Session& session = found->second;
  const bool audio = session.subject.module == SfuModule::Audio;
  if (session.announced && !audio) return;
  session.announced = true;
  send(flowingFrame(session.subject));
  const World::Session who = world_.session(token_);
  if (!audio || !who || who.user->voice) return;
  who.user->voice = Voice{};
  who.user->voice->listenOnly = true;
  world_.changed();
}

void SfuConnection::stop(const SfuSubject& subject) {
  const auto found = sessions_.find(keyOf(subject));
  if (found == sessions_.end()) return;
  const bool audio = found->second.subject.module == SfuModule::Audio;
  sessions_.erase(found);
  const World::Session who = world_.session(token_);
  if (!audio || !who) return;
  who.user->voice.reset();
  world_.changed();
}

void SfuConnection::kill() {
  endSessions();
  socket_->kill();
}

void SfuConnection::loseMedia() {
  for (const auto& [key, session] : std::exchange(sessions_, {})) fail(session.subject, kOffline);
}

void SfuConnection::endSessions() {
  const bool hadAudio = std::any_of(sessions_.begin(), sessions_.end(), [](const auto& entry) {
    return entry.second.subject.module == SfuModule::Audio;
  });
  sessions_.clear();
  const World::Session who = world_.session(token_);
  if (hadAudio && who) who.user->voice.reset();
  if (hadAudio) world_.changed();
}

void SfuConnection::takeOver(const std::string& userId, const std::string& cameraId) {
  const World::Session who = world_.session(token_);
  if (!who || who.user->id != userId) return;
  const auto found = sessions_.find(keyOf({SfuModule::Video, "viewer", cameraId, userId}));
  if (found != sessions_.end()) sessions_.erase(found);
}

void SfuConnection::refresh() {
  const World::Session who = world_.session(token_);
  const bool over = !who || who.meeting->ended() || who.user->loggedOut || who.user->expired ||
                    !who.user->ejectCode.empty();
  if (over) {
    if (!std::exchange(closing_, true)) {
      endSessions();
      socket_->close(0, "");
    }
    return;
  }
  for (auto& [key, session] : sessions_) {
    const bool camera = session.subject.module == SfuModule::Video;
    const bool screen = session.subject.module == SfuModule::Screenshare;
    const auto& share = who.meeting->screenshare;
    // The publisher is gone: RTP stops and nobody says so (§2.5).
    if ((camera && !who.meeting->cameraOn(session.stream)) ||
        (screen && (!share || share->stream != session.stream))) {
      session.transport->silence();
    }
  }
}

void SfuConnection::tick(base::Steady now) {
  if (socket_->isOpen() && now - lastSeen_ > kSilentFor) socket_->kill();
}

}  // namespace sim
