// SPDX-License-Identifier: Apache-2.0
// The real ports: web sockets of base/http, the steady clock, the loop's timers.
#include "gateway/bbb/text_socket.hpp"

#include <memory>
#include <random>
#include <utility>

#include "base/http/web_socket_client.hpp"

namespace gateway {
namespace {

class HttpTextSocket final : public TextSocket {
 public:
  HttpTextSocket(base::http::Client& client, base::http::WebSocketClient::Options options,
                 TextSocketEvents events)
      : socket_(client, std::move(options),
                {std::move(events.onOpen), std::move(events.onText), std::move(events.onClosed)}) {}

  void send(const std::string& text) override { socket_.sendText(text); }
  void close(int code, const std::string& reason) override { socket_.close(code, reason); }

 private:
  base::http::WebSocketClient socket_;
};

// http for ws: the jar and the Origin header know pages, not sockets.
std::string pageUrl(std::string url) {
  if (url.starts_with("ws")) url.replace(0, 2, "http");
  return url;
}

}  // namespace

Ports livePorts(base::Loop& loop, base::http::Client& client) {
  Ports ports;
  ports.openSocket = [&client](TextSocketRequest request, TextSocketEvents events) {
    const std::string page = pageUrl(request.url);
    base::http::WebSocketClient::Options options;
    options.url = std::move(request.url);
    options.protocol = std::move(request.protocol);
    // Every cookie of the host, whatever path it was set for: the session's must reach all sockets.
    if (const auto cookies = client.cookiesFor(page); !cookies.empty())
      options.headers.emplace_back("Cookie", cookies);
    if (const auto parsed = base::http::parseUrl(page))
      options.headers.emplace_back("Origin", parsed->origin());
    return std::make_unique<HttpTextSocket>(client, std::move(options), std::move(events));
  };
  ports.now = base::steadyNow;
  ports.every = [&loop](base::Millis period, std::function<void()> job) {
    return loop.every(period, std::move(job));
  };
  ports.send = [&client](base::http::ClientRequest request, base::http::Client::Done done) {
    client.send(std::move(request), std::move(done));
  };
  const auto engine = std::make_shared<std::mt19937_64>(std::random_device{}());
  ports.random = [engine] { return std::uniform_real_distribution<>(0.0, 1.0)(*engine); };
  return ports;
}

}  // namespace gateway
