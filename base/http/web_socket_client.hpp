// SPDX-License-Identifier: Apache-2.0
// A web socket client on a Loop, over the cookies and trust of an http::Client.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/http/client.hpp"

namespace base::http {

class WebSocketClient {
 public:
  struct Options {
    std::string url;  ///< ws:// or wss://
    Headers headers;  ///< e.g. Cookie, Origin
    std::string protocol;
    size_t maxMessageBytes = 16u << 20;
    Millis openTimeout{10000};
  };
  /// All run on the loop; none after the client object is gone. `onClosed` comes once, last.
  struct Events {
    std::function<void()> onOpen;
    std::function<void(std::string)> onText;
    /// `code` is the peer's close code, or 1006 when there was none; `why` a sentence.
    std::function<void(int code, std::string why)> onClosed;
  };

  /// Starts connecting. `client` must outlive the socket. @thread the client's loop
  WebSocketClient(Client& client, Options options, Events events);
  WebSocketClient(const WebSocketClient&) = delete;
  WebSocketClient& operator=(const WebSocketClient&) = delete;
  ~WebSocketClient();  ///< Drops the connection without a close frame if it is still open.

  bool isOpen() const;
  /// Sends a text frame; ignored unless open.
  void sendText(const std::string& text);
  /// Sends a close frame; `onClosed` follows.
  void close(int code, const std::string& reason);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace base::http
