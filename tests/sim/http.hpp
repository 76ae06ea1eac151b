// SPDX-License-Identifier: Apache-2.0
// The simulator's HTTP and WebSocket server; http.cpp is the one file that knows libsoup.
#pragma once

#include "base/loop.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim {

/// One HTTP request, as it came.
struct HttpRequest {
  std::string method;
  std::string path;                            ///< Still percent-encoded.
  std::string query;                           ///< Raw, still encoded, without `?`.
  std::map<std::string, std::string> headers;  ///< Names in lower case.
  std::string body;

  /// A header's value, or "".
  std::string header(const std::string& lowerName) const;
  /// A cookie's value, or "".
  std::string cookie(const std::string& name) const;
};

/// What goes back.
struct HttpReply {
  int status = 200;
  std::string contentType = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// One accepted WebSocket. @thread loop
class Socket {
 public:
  Socket() = default;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  virtual ~Socket() = default;

  virtual void sendText(std::string_view text) = 0;
  /// Closes with a close frame; `code` 0 sends one without a code (the peer sees 1005).
  virtual void close(int code, const std::string& reason) = 0;
  /// Cuts the TCP connection without a word.
  virtual void kill() = 0;
  virtual bool isOpen() const = 0;
  /// Nothing will happen on it any more; until then it must be kept, or a close frame is lost.
  virtual bool isGone() const = 0;

  std::function<void(const std::string&)> onText;
  std::function<void()> onBinary;
  std::function<void()> onPong;  ///< An answer to a protocol ping.
  std::function<void()> onClosed;
};

/// How a WebSocket path behaves.
struct SocketRoute {
  std::string path;
  std::string protocol;  ///< Required sub-protocol, or "" for none.
  std::uint64_t largestFrame = 0;
  int pingSeconds = 0;  ///< Protocol pings; 0 for none.
  /// Refuses the upgrade with a reply, or lets it happen.
  std::function<std::optional<HttpReply>(const HttpRequest&)> refuse;
  std::function<void(const HttpRequest&, std::shared_ptr<Socket>)> open;
};

/// Listens on one TCP port. @thread loop, all of it
class HttpServer {
 public:
  using Handler = std::function<HttpReply(const HttpRequest&)>;

  HttpServer() = default;
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  virtual ~HttpServer() = default;

  /// @param host  An IP address. @param port  0 takes any free port.
  static base::Result<std::unique_ptr<HttpServer>> open(base::Loop& loop, const std::string& host,
                                                        int port);
  virtual int port() const = 0;
  /// Every request that is for no socket goes to `handler`.
  virtual void serve(Handler handler) = 0;
  virtual void serveSocket(SocketRoute route) = 0;
  /// Requests that could not be read, were cut off or were too large.
  virtual std::uint64_t badRequests() const = 0;
};

}  // namespace sim
