// SPDX-License-Identifier: Apache-2.0
// An ICE-lite endpoint with one DTLS session, as mediasoup gives each transport one.
#include "tests/sim/media/ice_link.hpp"

#include "base/log.hpp"
#include "tests/sim/ids.hpp"
#include "tests/sim/media/media_clock.hpp"

#include <array>

#include <glib.h>

namespace sim {
namespace {

constexpr std::size_t kCredential = 32;
/// First bytes: STUN up to the one, RTP and RTCP from the other to 191 (bbb-media.md §9.1).
constexpr std::uint8_t kLastStun = 3;
constexpr std::uint8_t kFirstRtp = 128;

/// The algorithm is whatever a hash map gives first, so it differs from offer to offer (§3.1).
std::string anyHash() {
  static constexpr std::array<const char*, 3> kHashes = {"sha-256", "sha-384", "sha-512"};
  return kHashes.at(static_cast<std::size_t>(g_random_int_range(0, 3)));
}

}  // namespace

base::Result<std::unique_ptr<IceLink>> IceLink::make(base::Loop& loop, LinkRules& rules) {
  auto link = std::make_unique<IceLink>(loop, rules);
  if (auto opened = link->open(); !opened) return opened.error();
  return link;
}

IceLink::IceLink(base::Loop& loop, LinkRules& rules) : rules_(rules), loop_(loop), delays_(loop) {}

IceLink::~IceLink() = default;

base::Result<void> IceLink::open() {
  auto socket = UdpSocket::bind(rules_.host);
  if (!socket) return socket.error();
  socket_ = std::move(socket).value();
  fragment_ = randomId(kCredential);
  password_ = randomId(kCredential);
  fingerprint_ = DtlsSession::ownFingerprint(anyHash());
  readable_ = loop_.onReadable(socket_->descriptor(), [this] { onReadable(); });
  return {};
}

void IceLink::describe(OwnSdp& own) const {
  own.fingerprint = fingerprint_;
  own.iceFragment = fragment_;
  own.icePassword = password_;
  own.host = rules_.host;
  own.port = socket_->port();
}

base::Result<void> IceLink::start(const PeerSdp& peer, Handlers handlers) {
  peer_ = peer;
  handlers_ = std::move(handlers);
  // GStreamer's threads get only what outlives the session, and the loop.
  auto session = DtlsSession::make(
      {[this](ByteView datagram) { put(datagram); },
       [this, alive = alive_.watch()](ByteView rtcp) {
         loop_.post(alive, [this, copy = Bytes(rtcp.begin(), rtcp.end())] {
           if (handlers_.rtcp) handlers_.rtcp(copy);
         });
       },
       handlers_.rtp,
       [this, alive = alive_.watch()] { loop_.post(alive, [this] { onConnected(); }); }});
  if (!session) return session.error();
  dtls_ = std::move(session).value();
  dtls_->start(!peer_.peerIsActive);
  return {};
}

/// What the network does to a datagram of ours. @thread any
void IceLink::put(ByteView datagram) {
  const bool media = !datagram.empty() && datagram.front() >= kFirstRtp;
  const auto held = media ? rules_.network.fate() : std::optional<std::int64_t>(0);
  if (!held) return;
  const std::int64_t now = steadyNanoseconds();
  const std::int64_t due = std::max(now + *held, lastDue_.load());
  if (due <= now) return socket_->send(datagram);
  lastDue_ = due;
  loop_.post(alive_, [this, due, copy = Bytes(datagram.begin(), datagram.end())] {
    const std::chrono::nanoseconds left(due - steadyNanoseconds());
    const auto wait = std::chrono::duration_cast<base::Millis>(left);
    delays_.after(std::max(wait, base::Millis(0)), [this, copy] { socket_->send(copy); });
  });
}

void IceLink::onReadable() {
  PeerAddress from;
  while (const auto datagram = socket_->receive(from)) {
    if (datagram->empty() || !rules_.network.letsIn(from.host())) continue;
    if (datagram->front() <= kLastStun) {
      onStun(*datagram, from);
    } else if (dtls_ && ice_ != Ice::New) {
      dtls_->receive(*datagram);
    }
  }
}

void IceLink::onStun(ByteView packet, const PeerAddress& from) {
  using Kind = StunVerdict::Kind;
  const StunVerdict verdict = checkStun(packet, fragment_, password_);
  constexpr int kBadRequest = 400, kUnauthorised = 401, kRoleConflict = 487;
  switch (verdict.kind) {
    case Kind::Ignore:
      return;
    case Kind::BadRequest:
      return socket_->sendTo(stunError(verdict, kBadRequest, password_), from);
    case Kind::Unauthorised:
      return socket_->sendTo(stunError(verdict, kUnauthorised, password_), from);
    case Kind::RoleConflict:
      return socket_->sendTo(stunError(verdict, kRoleConflict, password_), from);
    case Kind::Valid:
      return onConsent(verdict, from);
  }
}

void IceLink::onConsent(const StunVerdict& request, const PeerAddress& from) {
  ++requests_;
  socket_->sendTo(stunSuccess(request, from.endpoint(), password_), from);
  const bool first = ice_ == Ice::New || ice_ == Ice::Disconnected;
  if (first || request.useCandidate) socket_->choosePeer(from);
  if (first) ice_ = Ice::Connected;
  consent_ = loop_.after(rules_.consent, [this] { expire(); });
  if (request.useCandidate && ice_ != Ice::Completed) {
    ice_ = Ice::Completed;
    if (onCompleted) loop_.post(alive_, [this] { onCompleted(); });
    tellReady();
  }
}

/// No valid request for the whole interval: silence, and not a word to anyone (§3.5).
void IceLink::expire() {
  if (!rules_.consentNeeded) return;
  base::log::info("media", "consent expired");
  ++rules_.expired;
  ice_ = Ice::Disconnected;
  socket_->forgetPeer();
  if (handlers_.lapsed) handlers_.lapsed();
}

void IceLink::onConnected() {
  // DTLS proves the fingerprint of the SDP, or nothing ever flows.
  if (dtls_->peerFingerprint(peer_.hash) != peer_.fingerprint) {
    base::log::warn("media", "the certificate is not the one of the SDP");
    return;
  }
  connected_ = true;
  tellReady();
}

void IceLink::tellReady() {
  if (connected_ && ice_ == Ice::Completed && handlers_.ready) handlers_.ready();
}

Json IceLink::state() const {
  static constexpr std::array<const char*, 4> kIce = {"new", "connected", "completed",
                                                      "disconnected"};
  return {{"ice", kIce.at(static_cast<std::size_t>(ice_))},
          {"dtls", connected_},
          {"binding_requests", requests_}};
}

}  // namespace sim
