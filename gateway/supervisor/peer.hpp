// SPDX-License-Identifier: Apache-2.0
// Peer: one connection of a worker, from its first byte to its close.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "base/loop.hpp"
#include "gateway/link/channel.hpp"
#include "gateway/link/listener.hpp"
#include "gateway/link/messages.hpp"

namespace gateway {

class Peer;

/// All run on the loop. Do not destroy the peer inside one: post that.
struct PeerEvents {
  std::function<void(Peer&, const LinkHello&)> onHello;  ///< First, once; its pid is the kernel's.
  std::function<void(Peer&, FromWorker)> onMessage;      ///< After the hello.
  /// Once, last. Codes of Channel, or `malformed`, `unknown_type`, `no_hello`, `liar`.
  std::function<void(Peer&, const base::Error&)> onClosed;
};

/// A connected program that may be a worker. @thread loop
class Peer {
 public:
  /// `loop` must outlive it.
  Peer(base::Loop& loop, LinkPeer connected, base::Millis helloWithin, PeerEvents events);
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  void send(const ToWorker& message);
  pid_t pid() const { return pid_; }
  /// Of the hello; empty before it.
  const std::string& slug() const { return slug_; }

 private:
  void on(Frame frame);
  void close(const base::Error& why);

  pid_t pid_;
  std::string slug_;
  bool isClosed_ = false;
  PeerEvents events_;
  base::Timer patience_;
  Channel channel_;
};

}  // namespace gateway
