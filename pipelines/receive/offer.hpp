// SPDX-License-Identifier: Apache-2.0
// A media server's SDP offer, made fit for webrtcbin. Pure text.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pipelines {

struct Offer {
  std::string sdp;        ///< Every line trimmed and ended by CRLF, without extmap lines.
  bool hasVideo = false;  ///< VP8 or H.264
  bool hasSound = false;  ///< Opus
  /// The address of the candidate when the server is on this very machine's loopback (test rigs).
  std::string loopbackAddress;
};

/// Trims the blanks that hide `nack` from GStreamer, drops the `extmap` ids that the server
/// contradicts
/// on the wire, keeps everything else (`ice-lite` above all). Fault::Media: `bad_offer`, `codec`.
/// @source sfu-interop.md §5, bbb-media.md §3.6
base::Result<Offer> cleanOffer(std::string_view sdp);

}  // namespace pipelines
