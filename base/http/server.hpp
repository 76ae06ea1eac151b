// SPDX-License-Identifier: Apache-2.0
// The front door: HTTP/1.1 (and 2 with TLS) and web sockets on N threads. The door of
// libwebsockets.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace base::http {

/// Immutable bytes shared by many listeners; never copied per listener.
using Body = std::shared_ptr<const std::string>;

inline Body body(std::string bytes) {
  return std::make_shared<const std::string>(std::move(bytes));
}

struct Request {
  std::string method;  ///< GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS
  std::string path;    ///< Decoded, starts with '/', no "..", no NUL.
  std::vector<std::pair<std::string, std::string>> query;    ///< Decoded.
  std::vector<std::pair<std::string, std::string>> headers;  ///< Those of kKeptHeaders, lower case.
  std::string body;    ///< At most ServerOptions::maxBodyBytes.
  std::string remote;  ///< The peer's address, no port.

  /// The first value, or "".
  std::string_view parameter(std::string_view name) const;
  std::string_view header(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string contentType = "text/plain; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers;  ///< Names in lower case.
  Body headerLines;  ///< More headers, ready made ("name: value\r\n"…) and shared; may be empty.
  std::vector<Body> chunks;  ///< Sent one after the other; content-length is their sum.

  static Response text(int status, std::string text);
};

/// The right to answer one request, once. Movable; may be kept and used later from any thread (a
/// parked
/// blocking reload is one). Dropped unanswered: 500. Of no effect when the client is gone by then.
class Responder {
 public:
  struct Target;
  explicit Responder(std::shared_ptr<Target> target);
  Responder(Responder&&) noexcept = default;
  Responder& operator=(Responder&&) noexcept;
  ~Responder();
  void send(Response response) &&;  ///< @thread any
  bool isGone() const;              ///< The client left. @thread any

 private:
  std::shared_ptr<Target> target_;
};

/// One open web socket of a listener. @thread any, except where said
class Peer {
 public:
  virtual ~Peer() = default;
  /// Queues one text frame. A peer whose queue is over ServerOptions::maxQueuedBytes is closed
  /// (1013).
  virtual void send(Body text) = 0;
  virtual void close(int code, std::string reason) = 0;
  virtual const std::string& remote() const = 0;
};

/// What becomes of the messages of one web socket. All called on the peer's front door thread.
class PeerEvents {
 public:
  virtual ~PeerEvents() = default;
  virtual void onText(std::string text) = 0;
  virtual void onClosed() = 0;
};

/// Both run on a front door thread and must not block.
struct Routes {
  std::function<void(Request, Responder)> onRequest;
  /// The events' owner is the server; nothing → the upgrade is answered 404.
  std::function<std::unique_ptr<PeerEvents>(const Request&, std::shared_ptr<Peer>)> onUpgrade;
};

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;                          ///< 0: any free one.
  int threads = 1;                       ///< Contexts of libwebsockets, one thread each.
  std::string certificateFile, keyFile;  ///< Both set: TLS with HTTP/2.
  size_t maxBodyBytes = 1u << 20;
  size_t maxMessageBytes = 8u << 10;  ///< Of one web socket message.
  size_t maxQueuedBytes = 1u << 20;   ///< Of one slow web socket peer.
  Millis idleTimeout{30000};
};

/// What the door saw, for /metrics. @thread any
struct ServerCounters {
  uint64_t connections = 0, requests = 0, refused = 0, bytesOut = 0;
  uint64_t openSockets = 0, openPeers = 0;
};

class Server {
 public:
  /// Binds, starts the threads. Fault::Config when the address is in use or not ours.
  static Result<std::unique_ptr<Server>> start(ServerOptions options, Routes routes);
  virtual ~Server() = default;  ///< Stops the threads; parked responders become without effect.
  virtual int port() const = 0;
  virtual ServerCounters counters() const = 0;
};

}  // namespace base::http
