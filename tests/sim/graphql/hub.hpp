// SPDX-License-Identifier: Apache-2.0
// The GraphQL socket's path and all its connections.
#pragma once

#include "tests/sim/graphql/connection.hpp"

#include <list>

namespace sim {

/// Accepts GraphQL sockets and tells them when the world changed. @thread loop
class GraphqlHub {
 public:
  GraphqlHub(base::Loop& loop, World& world, std::string publicUrl)
      : loop_(loop), world_(world), publicUrl_(std::move(publicUrl)), delays_(loop) {}

  void attach(HttpServer& server);
  /// Something changed: connections are refreshed soon, once for many changes.
  void changed();
  void tick();
  /// Cuts every socket, or only the newest, without a close frame.
  void drop(bool one);
  /// The middleware goes away: sockets are cut, upgrades are 502 until it is back.
  void restart(base::Millis away);
  std::size_t sockets() const { return connections_.size(); }

 private:
  std::optional<HttpReply> refuse(const HttpRequest& request);
  void open(const HttpRequest& request, std::shared_ptr<Socket> socket);
  void refresh();
  void forgetClosed();

  base::Loop& loop_;  // outlives the hub
  World& world_;      // outlives the hub
  std::string publicUrl_;
  std::list<GraphqlConnection> connections_;
  bool pending_ = false;
  bool away_ = false;
  Delays delays_;
};

}  // namespace sim
