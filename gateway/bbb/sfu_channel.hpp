// SPDX-License-Identifier: Apache-2.0
// One web socket to the SFU, for one module: keeps it open while it is wanted.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/log.hpp"
#include "gateway/bbb/sfu_messages.hpp"
#include "gateway/bbb/text_socket.hpp"

namespace gateway {

/// All run on the loop. Do not destroy the channel inside one.
struct ChannelEvents {
  std::function<void()> onOpen;
  std::function<void(const sfu_messages::Frame&)> onFrame;
  /// The socket is gone, and with it every session on it; another is opened after a while.
  std::function<void(const std::string& why)> onCut;
};

/// @thread loop
class SfuChannel {
 public:
  SfuChannel(const Ports& ports, std::string url, ChannelEvents events);
  SfuChannel(const SfuChannel&) = delete;
  SfuChannel& operator=(const SfuChannel&) = delete;

  /// Opened at once or at the next tick, closed at once. Nothing is told of a close that was
  /// wanted.
  void want(bool wanted);
  /// A new socket, at once: a session of sound lives and dies with its socket.
  void reopen();
  bool isOpen() const { return isOpen_; }
  void send(const std::string& text);
  /// The server took what we wanted: the next cut starts with a short wait again.
  void forgive() { failures_ = 0; }
  void tick();

 private:
  void open();
  void cut(const std::string& why);

  Ports ports_;
  std::string url_;
  ChannelEvents events_;
  bool isWanted_ = false;
  bool isOpen_ = false;
  bool isGone_ = true;  // the socket object, if any, is of no use any more
  int failures_ = 0;
  std::optional<base::Steady> openAt_;
  base::Steady openedAt_{}, heardAt_{}, pingAt_{};
  base::log::Throttle throttle_;
  std::unique_ptr<TextSocket> socket_;  // last: dropped before what its events touch
};

}  // namespace gateway
