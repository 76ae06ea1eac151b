// SPDX-License-Identifier: Apache-2.0
// The SFU's path and all its signalling sockets.
#pragma once

#include "tests/sim/sfu/connection.hpp"

#include <list>

namespace sim {

/// Accepts sockets of `/bbb-webrtc-sfu`. @thread loop
class SfuHub {
 public:
  SfuHub(base::Loop& loop, World& world, MediaEngine& media)
      : loop_(loop), world_(world), media_(media), delays_(loop) {}

  void attach(HttpServer& server);
  void changed();
  void tick();
  /// Cuts sockets without a close frame. @param module  "" = any. @param one  The newest only.
  void drop(const std::string& module, bool one);
  /// The process goes away: sockets cut, media dead, 502 until it is back.
  void restart(base::Millis away);
  /// The media server goes away: sessions get 2001 and starts are refused until it is back.
  void restartMedia(base::Millis away);
  std::size_t sockets() const { return connections_.size(); }

 private:
  std::optional<HttpReply> refuse(const HttpRequest& request);
  void open(const HttpRequest& request, std::shared_ptr<Socket> socket);
  void refresh();

  base::Loop& loop_;    // outlives the hub
  World& world_;        // outlives the hub
  MediaEngine& media_;  // outlives the hub
  std::list<SfuConnection> connections_;
  bool pending_ = false;
  bool away_ = false;
  bool mediaAway_ = false;
  Delays delays_;
};

}  // namespace sim
