// SPDX-License-Identifier: Apache-2.0
// An ICE-lite transport with one DTLS session, as mediasoup gives each receiver one.
#include "tests/sim/media/transport.hpp"

#include "base/log.hpp"
#include "tests/sim/ids.hpp"
#include "tests/sim/media/frames.hpp"

#include <array>

#include <glib.h>

namespace sim {
namespace {

constexpr std::size_t kCredential = 32;
/// SR at most 1 s apart for video, 5 s for sound (bbb-media.md §3.7); the first comes earlier.
constexpr base::Millis kFirstReport{400};
constexpr base::Millis kVideoReport{1000};
constexpr base::Millis kSoundReport{5000};

/// The algorithm is whatever a hash map gives first, so it differs from offer to offer (§3.1).
std::string anyHash() {
  static constexpr std::array<const char*, 3> kHashes = {"sha-256", "sha-384", "sha-512"};
  return kHashes.at(static_cast<std::size_t>(g_random_int_range(0, 3)));
}

const char* codecOf(MediaKey what) {
  return what.kind == MediaKey::Kind::Sound ? "opus" : "VP8";
}

const char* wordFor(MediaKey::Kind kind) {
  switch (kind) {
    case MediaKey::Kind::Sound:
      return "sound";
    case MediaKey::Kind::Camera:
      return "camera";
    case MediaKey::Kind::Screen:
      return "screen";
  }
  return "";
}

}  // namespace

base::Result<std::unique_ptr<IceLiteTransport>> IceLiteTransport::make(base::Loop& loop,
                                                                       MediaKey what,
                                                                       Source& source,
                                                                       TransportRules& rules) {
  auto transport = std::make_unique<IceLiteTransport>(loop, what, source, rules);
  if (auto opened = transport->open(); !opened) return opened.error();
  return transport;
}

IceLiteTransport::IceLiteTransport(base::Loop& loop, MediaKey what, Source& source,
                                   TransportRules& rules)
    : what_(what), source_(source), rules_(rules), loop_(loop) {}

IceLiteTransport::~IceLiteTransport() {
  if (sender_) source_.remove(sender_.get());
}

base::Result<void> IceLiteTransport::open() {
  auto socket = UdpSocket::bind(rules_.host);
  if (!socket) return socket.error();
  socket_ = std::move(socket).value();
  own_.kind = what_.kind;
  own_.iceFragment = randomId(kCredential);
  own_.icePassword = randomId(kCredential);
  own_.host = rules_.host;
  own_.port = socket_->port();
  own_.cname = randomId(16);
  own_.trackId = randomUuid();
  own_.ssrc = g_random_int();
  own_.payloadType = what_.kind == MediaKey::Kind::Sound ? 111 : 96;
  own_.fingerprint = DtlsSession::ownFingerprint(anyHash());
  readable_ = loop_.onReadable(socket_->descriptor(), [this] { onReadable(); });
  return {};
}

OwnSdp IceLiteTransport::ownSdp(bool active) {
  OwnSdp own = own_;
  own.active = active;
  return own;
}

std::string IceLiteTransport::offer() {
  return writeSdp(ownSdp(false));
}

base::Result<std::string> IceLiteTransport::answerTo(const std::string& offer) {
  auto peer = readSdp(offer, codecOf(what_));
  if (!peer) return peer.error();
  own_.payloadType = peer->payloadType;
  // An offerer leaves the DTLS role to us, and mediasoup takes the active one.
  peer->peerIsActive = false;
  peer_ = *peer;
  if (auto accepted = accept(""); !accepted) return accepted.error();
  return writeSdp(ownSdp(true));
}

base::Result<void> IceLiteTransport::accept(const std::string& answer) {
  if (!answer.empty()) {
    auto peer = readSdp(answer, codecOf(what_));
    if (!peer) return peer.error();
    peer_ = *peer;
  }
  // GStreamer's threads get the socket and the sender, which outlive the session, and the loop.
  auto session = DtlsSession::make(
      {[socket = socket_.get()](ByteView datagram) { socket->send(datagram); },
       [this, alive = alive_.watch()](ByteView rtcp) {
         loop_.post(alive, [this, copy = Bytes(rtcp.begin(), rtcp.end())] { onRtcp(copy); });
       },
       [this, alive = alive_.watch()] { loop_.post(alive, [this] { onConnected(); }); }});
  if (!session) return session.error();
  dtls_ = std::move(session).value();
  sender_ = std::make_shared<RtpSender>(
      RtpSender::Identity{own_.ssrc, static_cast<std::uint8_t>(own_.payloadType), own_.cname,
                          what_.kind != MediaKey::Kind::Sound},
      [dtls = dtls_.get()](ByteView packet) { dtls->sendRtp(packet); });
  dtls_->start(!peer_.peerIsActive);
  return {};
}

void IceLiteTransport::onReadable() {
  PeerAddress from;
  while (const auto datagram = socket_->receive(from)) {
    if (datagram->empty()) continue;
    constexpr std::uint8_t kLastStun = 3;
    if (datagram->front() <= kLastStun) {
      onStun(*datagram, from);
    } else if (dtls_ && ice_ != Ice::New) {
      dtls_->receive(*datagram);
    }
  }
}

void IceLiteTransport::onStun(ByteView packet, const PeerAddress& from) {
  using Kind = StunVerdict::Kind;
  const StunVerdict verdict = checkStun(packet, own_.iceFragment, own_.icePassword);
  constexpr int kBadRequest = 400, kUnauthorised = 401, kRoleConflict = 487;
  switch (verdict.kind) {
    case Kind::Ignore:
      return;
    case Kind::BadRequest:
      return socket_->sendTo(stunError(verdict, kBadRequest, own_.icePassword), from);
    case Kind::Unauthorised:
      return socket_->sendTo(stunError(verdict, kUnauthorised, own_.icePassword), from);
    case Kind::RoleConflict:
      return socket_->sendTo(stunError(verdict, kRoleConflict, own_.icePassword), from);
    case Kind::Valid:
      return onConsent(verdict, from);
  }
}

void IceLiteTransport::onConsent(const StunVerdict& request, const PeerAddress& from) {
  ++requests_;
  socket_->sendTo(stunSuccess(request, from.endpoint(), own_.icePassword), from);
  const bool first = ice_ == Ice::New || ice_ == Ice::Disconnected;
  if (first || request.useCandidate) socket_->choosePeer(from);
  if (first) ice_ = Ice::Connected;
  consent_ = loop_.after(rules_.consent, [this] { expire(); });
  if (request.useCandidate && ice_ != Ice::Completed) {
    ice_ = Ice::Completed;
    if (onCompleted) loop_.post(alive_, [this] { onCompleted(); });
  }
  flowWhenReady();
}

/// No valid request for the whole interval: silence, and not a word to anyone (§3.5).
void IceLiteTransport::expire() {
  if (!rules_.consentNeeded) return;
  base::log::info("media", "consent expired", {{"kind", wordFor(what_.kind)}});
  ++rules_.expired;
  ice_ = Ice::Disconnected;
  socket_->forgetPeer();
  if (sender_) sender_->setOpen(false);
}

void IceLiteTransport::onConnected() {
  // DTLS proves the fingerprint of the answer, or nothing ever flows.
  if (dtls_->peerFingerprint(peer_.hash) != peer_.fingerprint) {
    base::log::warn("media", "the certificate is not the one of the SDP");
    return;
  }
  connected_ = true;
  flowWhenReady();
}

void IceLiteTransport::flowWhenReady() {
  if (!connected_ || ice_ != Ice::Completed || silenced_) return;
  sender_->setOpen(true);
  if (std::exchange(flows_, true)) return;
  source_.add(sender_);
  reports_ = loop_.after(kFirstReport, [this] { report(); });
}

void IceLiteTransport::report() {
  const Bytes packet = sender_->report(steadyNanoseconds());
  if (!packet.empty()) dtls_->sendRtcp(packet);
  const bool sound = what_.kind == MediaKey::Kind::Sound;
  reports_ = loop_.after(sound ? kSoundReport : kVideoReport, [this] { report(); });
}

void IceLiteTransport::onRtcp(ByteView rtcp) {
  const Feedback feedback = readFeedback(rtcp);
  if (!flows_ || silenced_) return;
  if (feedback.keyframe) source_.requestKeyframe();
  if (!feedback.missing.empty()) sender_->repeat(feedback.missing);
}

void IceLiteTransport::silence() {
  silenced_ = true;
  if (sender_) source_.remove(sender_.get());
  reports_.cancel();
}

Json IceLiteTransport::state() const {
  static constexpr std::array<const char*, 4> kIce = {"new", "connected", "completed",
                                                      "disconnected"};
  return {{"kind", wordFor(what_.kind)},
          {"which", what_.source},
          {"ice", kIce.at(static_cast<std::size_t>(ice_))},
          {"dtls", connected_},
          {"silenced", silenced_},
          {"binding_requests", requests_},
          {"packets", sender_ ? sender_->packets() : 0}};
}

}  // namespace sim
