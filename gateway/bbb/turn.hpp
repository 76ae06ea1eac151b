// SPDX-License-Identifier: Apache-2.0
// The TURN servers BBB offers to a session, as addresses GStreamer takes.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "gateway/bbb/join.hpp"
#include "gateway/bbb/text_socket.hpp"

namespace gateway {

struct TurnServers {
  /// turn(s)://user:password@host:port?transport=…, both percent-encoded. Secrets.
  std::vector<std::string> urls;
  /// For how long their credentials are good.
  base::Millis lifetime{0};
};

/// The answer of `GET /bigbluebutton/api/stuns`; STUN servers are left out, because the SFU learns
/// our address by itself. Pure. Fault::Peer: `not_json`, `session_gone`. @source bbb-media.md §4
base::Result<TurnServers> turnServersFrom(const std::string& body);

/// Asks for the TURN servers once a direct path was not found, stays with them from then on, and
/// asks anew when their credentials have expired. @thread loop
class TurnFinder {
 public:
  TurnFinder(const JoinedSession& joined, Ports ports);
  TurnFinder(const TurnFinder&) = delete;
  TurnFinder& operator=(const TurnFinder&) = delete;

  void noDirectPath();
  /// False while an answer is awaited, at most five seconds: do not start a stream meanwhile.
  bool isReady();
  /// Empty: try directly.
  const std::vector<std::string>& urls() const { return servers_.urls; }

 private:
  void ask();

  Ports ports_;
  std::string url_, cookies_;
  TurnServers servers_;
  bool isNeeded_ = false;
  bool isAsking_ = false;
  base::Steady goodUntil_{};
  base::Alive alive_;
};

}  // namespace gateway
