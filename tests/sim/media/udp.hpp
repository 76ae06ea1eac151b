// SPDX-License-Identifier: Apache-2.0
// One UDP socket that knows its peer once ICE has chosen it.
#pragma once

#include "base/result.hpp"
#include "tests/sim/media/stun.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <sys/socket.h>

namespace sim {

/// A peer's address as the kernel writes it.
struct PeerAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  Endpoint endpoint() const;
  /// The IP address as text.
  std::string host() const;
};

/// Non-blocking. @thread any
class UdpSocket {
 public:
  static base::Result<std::unique_ptr<UdpSocket>> bind(const std::string& host);
  UdpSocket(int descriptor, std::uint16_t port) : descriptor_(descriptor), port_(port) {}
  UdpSocket(const UdpSocket&) = delete;
  UdpSocket& operator=(const UdpSocket&) = delete;
  ~UdpSocket();

  int descriptor() const { return descriptor_; }
  std::uint16_t port() const { return port_; }
  /// The next datagram, or nothing when none waits.
  std::optional<Bytes> receive(PeerAddress& from) const;
  void sendTo(ByteView datagram, const PeerAddress& to) const;
  /// Sends to the chosen peer; dropped while there is none.
  void send(ByteView datagram);
  void choosePeer(const PeerAddress& peer);
  void forgetPeer();

 private:
  int descriptor_;
  std::uint16_t port_;
  std::mutex mutex_;  // guards peer_
  std::optional<PeerAddress> peer_;
};

}  // namespace sim
