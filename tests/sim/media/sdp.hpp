// SPDX-License-Identifier: Apache-2.0
// The SFU's SDP, line by line as mediasoup writes it, and what it reads in a client's. Pure.
#pragma once

#include "base/result.hpp"
#include "tests/sim/media/engine.hpp"

#include <cstdint>
#include <string>

namespace sim {

/// What an SDP of ours says.
struct OwnSdp {
  MediaKey::Kind kind = MediaKey::Kind::Camera;
  std::string fingerprint;  ///< `sha-512 AB:CD:…`
  std::string iceFragment;  ///< 32 characters of [a-z0-9].
  std::string icePassword;
  std::string host;
  std::uint16_t port = 0;
  std::string cname;
  std::string trackId;  ///< A UUID.
  std::uint32_t ssrc = 0;
  int payloadType = 96;
  bool active = false;  ///< True in an answer (`setup:active`), false in an offer.
};

/// bbb-media.md §3.1-3.3, with the trailing blanks of sfu-interop.md §5.
std::string writeSdp(const OwnSdp& own);

/// What counts in a client's SDP (§3.4).
struct PeerSdp {
  std::string hash;         ///< `sha-256`
  std::string fingerprint;  ///< `AB:CD:…`, upper case.
  bool peerIsActive = true;
  int payloadType = -1;  ///< Of VP8 or Opus in its first live section.
};

/// @param codec  `VP8` or `opus`, whatever its case.
/// @return Fault::Peer when there is no fingerprint, no ICE credential, no rtcp-mux or no codec.
base::Result<PeerSdp> readSdp(const std::string& text, const std::string& codec);

}  // namespace sim
