// SPDX-License-Identifier: Apache-2.0
// The GraphQL socket's path and all its connections.
#include "tests/sim/graphql/hub.hpp"

#include <algorithm>

namespace sim {
namespace {

constexpr std::uint64_t kLargestFrame = 9'999'999;
/// Changes within this time reach a client as one.
constexpr base::Millis kCoalesce{20};

}  // namespace

void GraphqlHub::attach(HttpServer& server) {
  SocketRoute route;
  route.path = "/graphql";
  route.protocol = "graphql-transport-ws";
  route.largestFrame = kLargestFrame;
  route.refuse = [this](const HttpRequest& request) { return refuse(request); };
  route.open = [this](const HttpRequest& request, std::shared_ptr<Socket> socket) {
    open(request, std::move(socket));
  };
  server.serveSocket(std::move(route));
}

std::optional<HttpReply> GraphqlHub::refuse(const HttpRequest& request) {
  if (away_ || world_.fault("graphql_down")) return HttpReply{502, "text/html", "<h1>502</h1>", {}};
  const std::string protocols = request.header("sec-websocket-protocol");
  if (protocols.find("graphql-transport-ws") == std::string::npos) {
    ++world_.refused["no_protocol"];
    return HttpReply{400, "text/plain", "graphql-transport-ws is needed\n", {}};
  }
  const std::string origin = request.header("origin");
  const auto scheme = origin.find("://");
  // A client without an Origin is let in: what BBB does then is not known (bbb-session.md §10.14).
  const bool foreign =
      !origin.empty() &&
      (scheme == std::string::npos ||
       (origin.substr(scheme + 3) != request.header("host") && origin != publicUrl_));
  if (!foreign) return {};
  ++world_.refused["foreign_origin"];
  return HttpReply{403, "text/plain", "", {}};
}

void GraphqlHub::open(const HttpRequest& request, std::shared_ptr<Socket> socket) {
  GraphqlConnection::Origin origin;
  origin.cookie = request.cookie("JSESSIONID");
  origin.baseUrl = publicUrl_.empty() ? "http://" + request.header("host") : publicUrl_;
  origin.socketsOfToken = [this](const std::string& token) {
    return static_cast<int>(
        std::count_if(connections_.begin(), connections_.end(), [&](const auto& connection) {
          return connection.isReady() && connection.token() == token;
        }));
  };
  connections_.emplace_back(loop_, world_, std::move(socket), std::move(origin));
}

void GraphqlHub::changed() {
  if (std::exchange(pending_, true)) return;
  delays_.after(kCoalesce, [this] { refresh(); });
}

void GraphqlHub::refresh() {
  pending_ = false;
  forgetClosed();
  for (GraphqlConnection& connection : connections_) connection.refresh();
}

void GraphqlHub::forgetClosed() {
  connections_.remove_if([](const GraphqlConnection& connection) { return connection.isGone(); });
  const std::int64_t now = base::unixMillis();
  for (Meeting& meeting : world_.meetings()) {
    for (User& user : meeting.users) {
      const bool has = std::any_of(
          connections_.begin(), connections_.end(), [&](const GraphqlConnection& connection) {
            return connection.isReady() && connection.token() == user.sessionToken;
          });
      if (user.staged || user.connected == has) continue;
      user.connected = has;
      if (!has) user.disconnectedAt = now;
    }
  }
}

void GraphqlHub::tick() {
  for (GraphqlConnection& connection : connections_) connection.tick(base::steadyNow());
  if (std::any_of(connections_.begin(), connections_.end(),
                  [](const GraphqlConnection& connection) { return connection.isGone(); })) {
    changed();
  }
}

void GraphqlHub::drop(bool one) {
  for (auto connection = connections_.rbegin(); connection != connections_.rend(); ++connection) {
    if (connection->isGone()) continue;
    connection->kill();
    if (one) return;
  }
}

void GraphqlHub::restart(base::Millis away) {
  away_ = true;
  drop(false);
  delays_.after(away, [this] { away_ = false; });
}

}  // namespace sim
