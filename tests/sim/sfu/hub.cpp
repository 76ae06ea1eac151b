// SPDX-License-Identifier: Apache-2.0
// The SFU's path and all its signalling sockets.
#include "tests/sim/sfu/hub.hpp"

#include "tests/sim/rest/query.hpp"

namespace sim {
namespace {

constexpr std::uint64_t kLargestFrame = 51'200;
constexpr int kPingSeconds = 20;
constexpr base::Millis kCoalesce{10};

std::string tokenOf(const HttpRequest& request) {
  const Parameters parameters = parseQuery(request.query);
  const auto found = parameters.find("sessionToken");
  return found == parameters.end() ? "" : found->second;
}

}  // namespace

void SfuHub::attach(HttpServer& server) {
  SocketRoute route;
  route.path = "/bbb-webrtc-sfu";
  route.largestFrame = kLargestFrame;
  route.pingSeconds = kPingSeconds;
  route.refuse = [this](const HttpRequest& request) { return refuse(request); };
  route.open = [this](const HttpRequest& request, std::shared_ptr<Socket> socket) {
    open(request, std::move(socket));
  };
  server.serveSocket(std::move(route));
}

std::optional<HttpReply> SfuHub::refuse(const HttpRequest& request) {
  if (away_ || world_.fault("sfu_down")) return HttpReply{502, "text/html", "<h1>502</h1>", {}};
  if (world_.authorised(tokenOf(request), request.cookie("JSESSIONID"))) return {};
  ++world_.refused["sfu_upgrade"];
  return HttpReply{401, "text/html", "<h1>401 Authorization Required</h1>", {}};
}

void SfuHub::open(const HttpRequest& request, std::shared_ptr<Socket> socket) {
  const bool strange = world_.fault("sfu_bad_headers");
  SfuConnection& made = connections_.emplace_back(loop_, world_, media_, socket, tokenOf(request));
  made.isMediaAway = [this] { return mediaAway_; };
  made.onCameraTaken = [this](const SfuConnection& by, const std::string& userId,
                              const std::string& cameraId) {
    for (SfuConnection& connection : connections_) {
      if (&connection != &by) connection.takeOver(userId, cameraId);
    }
  };
  if (strange) socket->close(0, "");
}

void SfuHub::changed() {
  media_.setConsent(!world_.fault("no_consent"));
  if (std::exchange(pending_, true)) return;
  delays_.after(kCoalesce, [this] { refresh(); });
}

void SfuHub::refresh() {
  pending_ = false;
  connections_.remove_if([](const SfuConnection& connection) { return connection.isGone(); });
  for (SfuConnection& connection : connections_) connection.refresh();
}

void SfuHub::tick() {
  for (SfuConnection& connection : connections_) connection.tick(base::steadyNow());
  changed();
}

void SfuHub::drop(const std::string& module, bool one) {
  for (auto connection = connections_.rbegin(); connection != connections_.rend(); ++connection) {
    if (connection->isGone() || !connection->carries(module)) continue;
    connection->kill();
    if (one) return;
  }
}

void SfuHub::restart(base::Millis away) {
  away_ = true;
  for (SfuConnection& connection : connections_) connection.kill();
  delays_.after(away, [this] { away_ = false; });
}

void SfuHub::restartMedia(base::Millis away) {
  mediaAway_ = true;
  for (SfuConnection& connection : connections_) connection.loseMedia();
  delays_.after(away, [this] { mediaAway_ = false; });
}

}  // namespace sim
