// SPDX-License-Identifier: Apache-2.0
// The SFU's SDP, line by line as mediasoup writes it, and what it reads in a client's. Pure.
#pragma once

#include "base/result.hpp"
#include "tests/sim/media/engine.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace sim {

/// One section of an SDP of ours.
struct OwnTrack {
  MediaKey::Kind kind = MediaKey::Kind::Camera;
  std::string mid = "0";
  std::string trackId;  ///< A UUID.
  std::uint32_t ssrc = 0;
  int payloadType = 96;
  bool receives = false;  ///< We receive it from a publisher.
  bool refused = false;   ///< Port 0: a section of the offer that we have no use for.
};

/// What an SDP of ours says.
struct OwnSdp {
  std::string fingerprint;  ///< `sha-512 AB:CD:…`
  std::string iceFragment;  ///< 32 characters of [a-z0-9].
  std::string icePassword;
  std::string host;
  std::uint16_t port = 0;
  std::string cname;
  bool active = false;  ///< True in an answer (`setup:active`), false in an offer.
  std::vector<OwnTrack> tracks;
};

/// bbb-media.md §3.1-3.3, with the trailing blanks of sfu-interop.md §5.
std::string writeSdp(const OwnSdp& own);

/// One section of a client's SDP.
struct PeerTrack {
  bool video = false;
  std::string mid;
  int payloadType = -1;  ///< Of VP8 or Opus; -1 when the section has neither or has port 0.
};

/// What counts in a client's SDP (§3.4).
struct PeerSdp {
  std::string hash;         ///< `sha-256`
  std::string fingerprint;  ///< `AB:CD:…`, upper case.
  bool peerIsActive = true;
  std::vector<PeerTrack> tracks;

  /// The payload type of its first live section of that kind, or -1.
  int payloadType(bool video) const;
};

/// @return Fault::Peer when there is no fingerprint, no ICE credential, no rtcp-mux or no section
///         with VP8 or Opus.
base::Result<PeerSdp> readSdp(const std::string& text);

}  // namespace sim
