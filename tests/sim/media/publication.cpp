// SPDX-License-Identifier: Apache-2.0
// A publisher's transport: takes what a browser sends and keeps it sending well.
#include "tests/sim/media/publication.hpp"

#include "tests/sim/media/media_clock.hpp"
#include "tests/sim/media/rtp.hpp"

#include <algorithm>

#include <glib.h>

namespace sim {
namespace {

/// Browsers raise their rate only while they are told that it arrives.
constexpr base::Millis kReportEvery{500};
constexpr std::uint32_t kMostBits = 2'500'000;

}  // namespace

base::Result<std::unique_ptr<Publication>> Publication::make(base::Loop& loop, LinkRules& rules,
                                                             const std::vector<MediaKey>& what,
                                                             const std::string& offer) {
  auto peer = readSdp(offer);
  if (!peer) return peer.error();
  std::vector<Track> tracks;
  for (const MediaKey& key : what) {
    const int type = peer->payloadType(key.isVideo());
    if (type < 0) continue;
    tracks.push_back({key, std::make_shared<ForwardedSource>(key.isVideo()), type});
  }
  if (tracks.empty()) return base::Error{base::Fault::Peer, "the offer has nothing of use", "2203"};
  auto link = IceLink::make(loop, rules);
  if (!link) return link.error();
  auto made = std::make_unique<Publication>(loop, std::move(link).value(), std::move(tracks));
  if (auto started = made->start(std::move(peer).value()); !started) return started.error();
  return made;
}

Publication::Publication(base::Loop& loop, std::unique_ptr<IceLink> link, std::vector<Track> tracks)
    : loop_(loop), tracks_(std::move(tracks)), own_(g_random_int()), link_(std::move(link)) {}

Publication::~Publication() {
  for (Track& track : tracks_) track.source->setAsk(nullptr);
}

base::Result<void> Publication::start(PeerSdp peer) {
  OwnSdp own;
  link_->describe(own);
  own.active = true;
  for (const PeerTrack& section : peer.tracks) {
    const auto track = std::find_if(tracks_.begin(), tracks_.end(), [&](const Track& ours) {
      return ours.what.isVideo() == section.video && ours.payloadType == section.payloadType;
    });
    OwnTrack answered;
    answered.mid = section.mid;
    answered.receives = true;
    answered.refused = track == tracks_.end();
    answered.kind = section.video ? MediaKey::Kind::Camera : MediaKey::Kind::Sound;
    answered.payloadType = answered.refused ? 0 : track->payloadType;
    if (!answered.refused) answered.kind = track->what.kind;
    own.tracks.push_back(answered);
  }
  answer_ = writeSdp(own);
  for (Track& track : tracks_) {
    track.source->setAsk([this, source = track.source.get(), alive = alive_.watch()] {
      loop_.post(alive, [this, source] { askForKeyframe(*source); });
    });
  }
  IceLink::Handlers handlers;
  handlers.rtp = [this](ByteView packet) { onRtp(packet); };
  handlers.rtcp = [this](ByteView rtcp) { onRtcp(rtcp); };
  handlers.ready = [this] {
    reports_ = loop_.every(kReportEvery, [this] { report(); });
    if (onReady) onReady();
  };
  handlers.lapsed = [this] {
    if (onGone) onGone();
  };
  // The offerer leaves the DTLS role to us, and mediasoup takes the active one.
  peer.peerIsActive = false;
  return link_->start(peer, std::move(handlers));
}

/// On GStreamer's thread: straight on to the receivers.
void Publication::onRtp(ByteView packet) {
  if (packet.size() < kRtpHeader) return;
  const int type = packet[1] & 0x7F;
  for (const Track& track : tracks_) {
    if (track.payloadType == type) track.source->take(packet, steadyNanoseconds());
  }
}

void Publication::onRtcp(ByteView rtcp) {
  const auto time = readSenderReport(rtcp);
  if (!time) return;
  for (const Track& track : tracks_) track.source->takeTime(*time, steadyNanoseconds());
}

void Publication::askForKeyframe(ForwardedSource& source) {
  const auto reception = source.reception(steadyNanoseconds());
  if (reception) link_->sendRtcp(writePictureLoss(own_, reception->ssrc));
}

void Publication::report() {
  for (const Track& track : tracks_) {
    const auto reception = track.source->reception(steadyNanoseconds());
    if (!reception) continue;
    Bytes compound = writeReceiverReport(own_, *reception);
    if (track.what.isVideo()) {
      const Bytes limit = writeBandwidth(own_, reception->ssrc, kMostBits);
      compound.insert(compound.end(), limit.begin(), limit.end());
    }
    link_->sendRtcp(compound);
    // A request that was lost, or came before the first packet, is made again.
    if (track.source->wantsKeyframe()) {
      link_->sendRtcp(writePictureLoss(own_, reception->ssrc));
    }
  }
}

Json Publication::state() const {
  Json state = link_->state();
  Json sources = Json::array();
  for (const Track& track : tracks_) {
    sources.push_back({{"kind", wordFor(track.what.kind)},
                       {"which", track.what.source},
                       {"packets", track.source->packets()},
                       {"keyframe_requests", track.source->keyframeRequests()}});
  }
  state["tracks"] = std::move(sources);
  return state;
}

}  // namespace sim
