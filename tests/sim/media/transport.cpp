// SPDX-License-Identifier: Apache-2.0
// A receiver's transport: one link that carries one source, or a screen and its sound.
#include "tests/sim/media/transport.hpp"

#include "tests/sim/ids.hpp"
#include "tests/sim/media/media_clock.hpp"
#include "tests/sim/media/source.hpp"

#include <algorithm>

#include <glib.h>

namespace sim {
namespace {

/// SR at most 1 s apart for video, 5 s for sound (bbb-media.md §3.7); the first comes earlier.
constexpr base::Millis kFirstReport{400};
constexpr base::Millis kVideoReport{1000};
constexpr base::Millis kSoundReport{5000};
constexpr int kVp8 = 96;
constexpr int kOpus = 111;

}  // namespace

base::Result<std::unique_ptr<SendingTransport>> SendingTransport::make(base::Loop& loop,
                                                                       LinkRules& rules,
                                                                       std::vector<Track> tracks) {
  auto link = IceLink::make(loop, rules);
  if (!link) return link.error();
  // Which section comes first is not guaranteed (§3.3).
  if (tracks.size() > 1 && g_random_boolean() != FALSE) std::swap(tracks.front(), tracks.back());
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    OwnTrack& own = tracks[i].own;
    own.kind = tracks[i].what.kind;
    own.mid = std::to_string(i);
    own.trackId = randomUuid();
    own.ssrc = g_random_int();
    own.payloadType = tracks[i].what.isVideo() ? kVp8 : kOpus;
  }
  return std::make_unique<SendingTransport>(loop, std::move(link).value(), std::move(tracks));
}

SendingTransport::SendingTransport(base::Loop& loop, std::unique_ptr<IceLink> link,
                                   std::vector<Track> tracks)
    : loop_(loop), link_(std::move(link)), tracks_(std::move(tracks)), cname_(randomId(16)) {
  link_->onCompleted = [this] {
    if (onCompleted) onCompleted();
  };
  reports_.resize(tracks_.size());
}

SendingTransport::~SendingTransport() {
  silence();
}

OwnSdp SendingTransport::ownSdp(bool active) const {
  OwnSdp own;
  link_->describe(own);
  own.cname = cname_;
  own.active = active;
  for (const Track& track : tracks_) own.tracks.push_back(track.own);
  return own;
}

std::string SendingTransport::offer() {
  return writeSdp(ownSdp(false));
}

base::Result<std::string> SendingTransport::answerTo(const std::string& offer) {
  auto peer = readSdp(offer);
  if (!peer) return peer.error();
  for (Track& track : tracks_) {
    track.own.payloadType = peer->payloadType(track.what.isVideo());
    if (track.own.payloadType < 0) return base::Error{base::Fault::Peer, "no common codec", "2203"};
  }
  // An offerer leaves the DTLS role to us, and mediasoup takes the active one.
  peer->peerIsActive = false;
  if (auto started = start(*peer); !started) return started.error();
  return writeSdp(ownSdp(true));
}

base::Result<void> SendingTransport::accept(const std::string& answer) {
  auto peer = readSdp(answer);
  if (!peer) return peer.error();
  // A section of two may be refused; one alone may not.
  std::erase_if(tracks_, [&](const Track& track) {
    return tracks_.size() > 1 && peer->payloadType(track.what.isVideo()) < 0;
  });
  for (const Track& track : tracks_) {
    if (peer->payloadType(track.what.isVideo()) >= 0) continue;
    return base::Error{base::Fault::Peer, "no common codec", "2203"};
  }
  return start(*peer);
}

base::Result<void> SendingTransport::start(const PeerSdp& peer) {
  for (Track& track : tracks_) {
    const auto type = static_cast<std::uint8_t>(track.own.payloadType);
    track.sender = std::make_shared<RtpSender>(
        RtpSender::Identity{track.own.ssrc, type, cname_, track.what.isVideo()},
        [link = link_.get()](ByteView packet) { link->sendRtp(packet); });
  }
  IceLink::Handlers handlers;
  handlers.ready = [this] { flow(); };
  handlers.rtcp = [this](ByteView rtcp) { onRtcp(rtcp); };
  handlers.lapsed = [this] {
    for (Track& track : tracks_) track.sender->setOpen(false);
  };
  return link_->start(peer, std::move(handlers));
}

void SendingTransport::flow() {
  if (silenced_) return;
  for (Track& track : tracks_) track.sender->setOpen(true);
  if (std::exchange(flows_, true)) return;
  for (std::size_t i = 0; i < tracks_.size(); ++i) {
    tracks_[i].source->add(tracks_[i].sender);
    reports_[i] = loop_.after(kFirstReport, [this, i] { report(i); });
  }
}

void SendingTransport::report(std::size_t track) {
  const Bytes packet = tracks_[track].sender->report(steadyNanoseconds());
  if (!packet.empty()) link_->sendRtcp(packet);
  const base::Millis period = tracks_[track].what.isVideo() ? kVideoReport : kSoundReport;
  reports_[track] = loop_.after(period, [this, track] { report(track); });
}

void SendingTransport::onRtcp(ByteView rtcp) {
  const Feedback feedback = readFeedback(rtcp);
  if (!flows_ || silenced_) return;
  for (Track& track : tracks_) {
    if (feedback.keyframe && track.what.isVideo()) track.source->requestKeyframe();
    if (feedback.missing.empty() || feedback.about != track.own.ssrc) continue;
    track.sender->repeat(feedback.missing);
  }
}

void SendingTransport::silence() {
  silenced_ = true;
  for (Track& track : tracks_) {
    if (track.sender) track.source->remove(track.sender.get());
  }
  for (base::Timer& report : reports_) report.cancel();
}

Json SendingTransport::state() const {
  Json state = link_->state();
  std::uint64_t packets = 0;
  for (const Track& track : tracks_) packets += track.sender ? track.sender->packets() : 0;
  state["kind"] = wordFor(tracks_.front().what.kind);
  state["which"] = tracks_.front().what.source;
  state["silenced"] = silenced_;
  state["packets"] = packets;
  return state;
}

}  // namespace sim
