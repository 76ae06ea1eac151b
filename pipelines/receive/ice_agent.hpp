// SPDX-License-Identifier: Apache-2.0
// libnice behind a webrtcbin: the settings without which media dies. The door of libnice.
#pragma once

#include <gst/gst.h>

#include <string>

namespace pipelines {

/// Real connectivity checks as keepalive (else the server stops sending after 30 s), no UPnP, no
/// TCP.
/// Call before negotiation. @source sfu-interop.md §3.1, §5
void tuneIceAgent(GstElement* webrtcbin);

/// Lets the agent use `address`, which libnice never does by itself for loopback. Call before the
/// local description is set. Only for servers on this machine: the agent then uses no other
/// address.
void useLocalAddress(GstElement* webrtcbin, const std::string& address);

}  // namespace pipelines
