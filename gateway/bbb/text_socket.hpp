// SPDX-License-Identifier: Apache-2.0
// The seam under everything that speaks JSON to BBB: a web socket, the clock and a timer, all
// replaceable.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/http/client.hpp"
#include "base/loop.hpp"

namespace gateway {

/// One web socket. Destroying it drops the connection and every event after that. @thread loop
class TextSocket {
 public:
  virtual ~TextSocket() = default;
  virtual void send(const std::string& text) = 0;
  /// Sends a close frame; `onClosed` follows.
  virtual void close(int code, const std::string& reason) = 0;
};

/// `onClosed` comes once and last, also when the socket never opened.
struct TextSocketEvents {
  std::function<void()> onOpen;
  std::function<void(std::string text)> onText;
  std::function<void(int code, std::string why)> onClosed;
};

struct TextSocketRequest {
  std::string url;
  std::string protocol;  ///< Sub-protocol asked for; may be empty.
};

/// What the sessions of this folder need from the machine. Tests fill it with fakes.
struct Ports {
  std::function<std::unique_ptr<TextSocket>(TextSocketRequest, TextSocketEvents)> openSocket;
  std::function<base::Steady()> now;
  /// Calls back for ever until the timer is destroyed; empty in tests, which call tick()
  /// themselves.
  std::function<base::Timer(base::Millis, std::function<void()>)> every;
  /// One exchange over HTTP; `done` runs on the loop. May be empty.
  std::function<void(base::http::ClientRequest, base::http::Client::Done)> send;
  /// 0 <= x < 1, for jitter and identifiers.
  std::function<double()> random;
};

/// The real ones: sockets carry the jar's cookies and an Origin. `loop` and `client` must outlive
/// them.
Ports livePorts(base::Loop& loop, base::http::Client& client);

}  // namespace gateway
