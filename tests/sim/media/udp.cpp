// SPDX-License-Identifier: Apache-2.0
// One UDP socket that knows its peer once ICE has chosen it.
#include "tests/sim/media/udp.hpp"

#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

namespace sim {
namespace {

constexpr std::size_t kLargestDatagram = 2048;
constexpr int kReceiveBuffer = 1 << 18;

/// IPv4 or IPv6 text with port 0 as a socket address.
std::optional<PeerAddress> addressOf(const std::string& host) {
  PeerAddress address;
  in_addr four{};
  in6_addr six{};
  if (inet_pton(AF_INET, host.c_str(), &four) == 1) {
    sockaddr_in socketAddress{};
    socketAddress.sin_family = AF_INET;
    socketAddress.sin_addr = four;
    std::memcpy(&address.storage, &socketAddress, sizeof(socketAddress));
    address.size = sizeof(socketAddress);
    return address;
  }
  if (inet_pton(AF_INET6, host.c_str(), &six) != 1) return {};
  sockaddr_in6 socketAddress{};
  socketAddress.sin6_family = AF_INET6;
  socketAddress.sin6_addr = six;
  std::memcpy(&address.storage, &socketAddress, sizeof(socketAddress));
  address.size = sizeof(socketAddress);
  return address;
}

const sockaddr* raw(const PeerAddress& address) {
  return reinterpret_cast<const sockaddr*>(&address.storage);
}

}  // namespace

Endpoint PeerAddress::endpoint() const {
  Endpoint endpoint;
  if (storage.ss_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, &storage, sizeof(four));
    endpoint.address.resize(sizeof(four.sin_addr));
    std::memcpy(endpoint.address.data(), &four.sin_addr, sizeof(four.sin_addr));
    endpoint.port = ntohs(four.sin_port);
  } else {
    sockaddr_in6 six{};
    std::memcpy(&six, &storage, sizeof(six));
    endpoint.address.resize(sizeof(six.sin6_addr));
    std::memcpy(endpoint.address.data(), &six.sin6_addr, sizeof(six.sin6_addr));
    endpoint.port = ntohs(six.sin6_port);
  }
  return endpoint;
}

std::string PeerAddress::host() const {
  char text[INET6_ADDRSTRLEN] = "";
  const Endpoint here = endpoint();
  inet_ntop(storage.ss_family, here.address.data(), text, sizeof(text));
  return text;
}

base::Result<std::unique_ptr<UdpSocket>> UdpSocket::bind(const std::string& host) {
  const auto address = addressOf(host);
  if (!address) {
    return base::Error{base::Fault::Config, "--media-host " + host + " is no IP address", ""};
  }
  const int descriptor =
      socket(address->storage.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0 || ::bind(descriptor, raw(*address), address->size) != 0) {
    const std::string why = std::strerror(errno);
    if (descriptor >= 0) close(descriptor);
    return base::Error{base::Fault::Config, "no UDP socket on " + host + ": " + why, ""};
  }
  setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &kReceiveBuffer, sizeof(kReceiveBuffer));
  PeerAddress bound;
  bound.size = sizeof(bound.storage);
  getsockname(descriptor, reinterpret_cast<sockaddr*>(&bound.storage), &bound.size);
  return std::make_unique<UdpSocket>(descriptor, bound.endpoint().port);
}

UdpSocket::~UdpSocket() {
  close(descriptor_);
}

std::optional<Bytes> UdpSocket::receive(PeerAddress& from) const {
  Bytes datagram(kLargestDatagram);
  from.size = sizeof(from.storage);
  const auto size = recvfrom(descriptor_, datagram.data(), datagram.size(), 0,
                             reinterpret_cast<sockaddr*>(&from.storage), &from.size);
  if (size < 0) return {};
  datagram.resize(static_cast<std::size_t>(size));
  return datagram;
}

void UdpSocket::sendTo(ByteView datagram, const PeerAddress& to) const {
  // A datagram that does not fit into the kernel's buffer is lost, as on any network.
  if (sendto(descriptor_, datagram.data(), datagram.size(), 0, raw(to), to.size) < 0) return;
}

void UdpSocket::send(ByteView datagram) {
  std::optional<PeerAddress> peer;
  {
    const std::lock_guard lock(mutex_);
    peer = peer_;
  }
  if (peer) sendTo(datagram, *peer);
}

void UdpSocket::choosePeer(const PeerAddress& peer) {
  const std::lock_guard lock(mutex_);
  peer_ = peer;
}

void UdpSocket::forgetPeer() {
  const std::lock_guard lock(mutex_);
  peer_.reset();
}

}  // namespace sim
