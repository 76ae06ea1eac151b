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
  void dropAll();
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
  Delays delays_;
};

}  // namespace sim
