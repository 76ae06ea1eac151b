// SPDX-License-Identifier: Apache-2.0
// The one thread that accepts connections and deals them out to the threads of the front door.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "base/http/server_mailbox.hpp"
#include "base/result.hpp"

namespace base::http {

/// libwebsockets 4.1.6 of Debian ignores ALLOW_LISTEN_SHARE (no SO_REUSEPORT), so that one of its
/// contexts would get every connection; this thread takes them in place of it.
class Acceptor {
  struct Private {};

 public:
  /// Binds and listens. @param host  Name or address; "" or "*" for every address.
  /// @return Fault::Config when the address is in use or not ours.
  static Result<std::unique_ptr<Acceptor>> listen(const std::string& host, int port);
  Acceptor(Private, int socket, int port, int stop);
  ~Acceptor();  ///< Stops the thread.
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  /// Starts the thread. @param deal  Gets every connection (non-blocking); called on that thread.
  void start(std::function<void(Accepted)> deal);
  int port() const { return port_; }

 private:
  void run();
  void acceptAll();

  const int socket_;
  const int port_;
  const int stop_;  ///< An eventfd.
  std::function<void(Accepted)> deal_;
  std::thread thread_;
};

}  // namespace base::http
