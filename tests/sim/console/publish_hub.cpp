// SPDX-License-Identifier: Apache-2.0
// Where the console's browser sends its camera, microphone and screen.
#include "tests/sim/console/publish_hub.hpp"

#include "tests/sim/commands/table.hpp"
#include "tests/sim/ids.hpp"

#include <utility>
#include <vector>

namespace sim {
namespace {

constexpr std::uint64_t kLargestFrame = 51'200;
constexpr int kPingSeconds = 10;

/// What a request is about; nothing when it makes no sense.
std::vector<MediaKey> sourcesOf(const Json& request) {
  using Kind = MediaKey::Kind;
  const std::string kind = textOf(request, "kind");
  const std::int64_t which = numberOf(request, "which");
  if (kind == "microphone") return {{Kind::Sound, 0}};
  if (kind == "screen" && flagOf(request, "sound"))
    return {{Kind::Screen, 0}, {Kind::ScreenSound, 0}};
  if (kind == "screen") return {{Kind::Screen, 0}};
  if (kind != "camera" || which < 0 || which >= kMostCameras) return {};
  return {{Kind::Camera, static_cast<int>(which)}};
}

}  // namespace

void PublishHub::attach(HttpServer& server) {
  SocketRoute route;
  route.path = "/sim/publish";
  route.largestFrame = kLargestFrame;
  route.pingSeconds = kPingSeconds;
  route.refuse = [](const HttpRequest& request) -> std::optional<HttpReply> {
    const std::string origin = request.header("origin");
    if (origin.empty() || origin == "http://" + request.header("host")) return {};
    return HttpReply{403, "text/plain", "only this server's console publishes\n", {}};
  };
  route.open = [this](const HttpRequest&, std::shared_ptr<Socket> socket) {
    open(std::move(socket));
  };
  server.serveSocket(std::move(route));
}

void PublishHub::open(std::shared_ptr<Socket> socket) {
  Publisher& publisher = publishers_.emplace_back();
  publisher.socket = std::move(socket);
  publisher.socket->onText = [this, &publisher](const std::string& text) {
    publish(publisher, parseJson(text));
  };
  publisher.socket->onClosed = [this, &publisher] { end(publisher); };
}

void PublishHub::publish(Publisher& publisher, const Json& request) {
  const auto refuse = [&](const std::string& why) {
    publisher.socket->sendText(dumpJson({{"error", why}}));
  };
  if (publisher.media) return refuse("this socket publishes already");
  const std::vector<MediaKey> what = sourcesOf(request);
  if (what.empty()) return refuse("kind: camera, microphone or screen");
  auto media = media_.publish(what, textOf(request, "sdp"));
  if (!media) return refuse(media.error().what);
  publisher.request = request;
  publisher.media = std::move(media).value();
  publisher.media->onReady = [this, &publisher] { announce(publisher, true); };
  publisher.media->onGone = [&publisher] { publisher.socket->close(0, ""); };
  publisher.socket->sendText(dumpJson({{"sdp", publisher.media->answer()}}));
}

/// A stream of its own each time, as a browser's new session has.
void PublishHub::announce(Publisher& publisher, bool on) {
  if (std::exchange(publisher.announced, on) == on) return;
  Json command = publisher.request;
  command.erase("sdp");
  command["do"] = textOf(publisher.request, "kind");
  command["on"] = false;
  run_(command);
  if (!on) return;
  command["on"] = true;
  command["device"] = randomId(12);
  run_(command);
}

void PublishHub::end(Publisher& publisher) {
  announce(publisher, false);
  publisher.media.reset();
}

void PublishHub::tick() {
  publishers_.remove_if([](const Publisher& publisher) { return publisher.socket->isGone(); });
}

}  // namespace sim
