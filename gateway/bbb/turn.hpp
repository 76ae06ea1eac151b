// SPDX-License-Identifier: Apache-2.0
// The TURN servers BBB offers to a session, as addresses GStreamer takes. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace gateway {

/// The answer of `GET /bigbluebutton/api/stuns` as turn(s)://user:password@host:port?transport=…
/// with both
/// percent-encoded; STUN servers are left out, because the SFU learns our address by itself.
/// Fault::Peer: `not_json`, `session_gone`. @source bbb-media.md §4
base::Result<std::vector<std::string>> turnUrlsFrom(const std::string& body);

}  // namespace gateway
