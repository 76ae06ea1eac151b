// SPDX-License-Identifier: Apache-2.0
// Bind, listen, accept.
#include "base/http/acceptor.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/clock.hpp"
#include "base/log.hpp"

namespace base::http {
namespace {

constexpr int kBacklog = 4096;
constexpr int kPauseMs = 100;  // after accept() failed for want of descriptors or memory

struct Addresses {
  addrinfo* first = nullptr;
  ~Addresses() {
    if (first != nullptr) freeaddrinfo(first);
  }
};

std::string addressText(const sockaddr_storage& address, socklen_t length) {
  std::array<char, NI_MAXHOST> text{};
  if (getnameinfo(reinterpret_cast<const sockaddr*>(&address), length, text.data(), text.size(),
                  nullptr, 0, NI_NUMERICHOST) != 0)
    return "unknown";
  const std::string_view found = text.data();
  constexpr std::string_view kMapped = "::ffff:";
  return std::string(found.starts_with(kMapped) ? found.substr(kMapped.size()) : found);
}

int portOf(int socket) {
  sockaddr_storage bound{};
  socklen_t length = sizeof bound;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &length) != 0) return 0;
  const auto port = bound.ss_family == AF_INET6
                        ? reinterpret_cast<const sockaddr_in6*>(&bound)->sin6_port
                        : reinterpret_cast<const sockaddr_in*>(&bound)->sin_port;
  return ntohs(port);
}

/// A listening socket, or -1 with errno.
int listenOn(const addrinfo& address, bool everywhere) {
  const int made = ::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (made < 0) return -1;
  const int on = 1;
  const int off = 0;
  setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address.ai_family == AF_INET6)
    setsockopt(made, IPPROTO_IPV6, IPV6_V6ONLY, everywhere ? &off : &on, sizeof on);
  if (::bind(made, address.ai_addr, address.ai_addrlen) == 0 && ::listen(made, kBacklog) == 0)
    return made;
  const int why = errno;
  ::close(made);
  errno = why;
  return -1;
}

}  // namespace

Result<std::unique_ptr<Acceptor>> Acceptor::listen(const std::string& host, int port) {
  const std::string where = host + " port " + std::to_string(port);
  const bool everywhere = host.empty() || host == "*" || host == "::";
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  Addresses addresses;
  const int found = getaddrinfo(everywhere ? "::" : host.c_str(), std::to_string(port).c_str(),
                                &hints, &addresses.first);
  if (found != 0)
    return Error{Fault::Config, "cannot find the address " + host + ": " + gai_strerror(found),
                 "no_such_host"};
  int made = -1;
  for (const addrinfo* at = addresses.first; at != nullptr && made < 0; at = at->ai_next)
    made = listenOn(*at, everywhere);
  if (made < 0 && everywhere && errno == EAFNOSUPPORT) return listen("0.0.0.0", port);
  if (made < 0 && errno == EADDRINUSE)
    return Error{Fault::Config, where + " is in use by another program; choose another port",
                 "address_in_use"};
  if (made < 0)
    return Error{Fault::Config, "cannot listen on " + where + ": " + std::strerror(errno),
                 "cannot_listen"};
  const int stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return std::make_unique<Acceptor>(Private{}, made, portOf(made), stop);
}

Acceptor::Acceptor(Private, int socket, int port, int stop)
    : socket_(socket), port_(port), stop_(stop) {}

Acceptor::~Acceptor() {
  eventfd_write(stop_, 1);
  if (thread_.joinable()) thread_.join();
  ::close(socket_);
  ::close(stop_);
}

void Acceptor::start(std::function<void(Accepted)> deal) {
  deal_ = std::move(deal);
  thread_ = std::thread([this] { run(); });
}

void Acceptor::run() {
  while (true) {
    std::array<pollfd, 2> watched{{{stop_, POLLIN, 0}, {socket_, POLLIN, 0}}};
    if (poll(watched.data(), watched.size(), -1) < 0) continue;
    if (watched[0].revents != 0) return;
    acceptAll();
  }
}

void Acceptor::acceptAll() {
  while (true) {
    sockaddr_storage peer{};
    socklen_t length = sizeof peer;
    const int taken =
        accept4(socket_, reinterpret_cast<sockaddr*>(&peer), &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (taken >= 0) {
      const int on = 1;
      setsockopt(taken, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      deal_({taken, addressText(peer, length)});
      continue;
    }
    if (errno == EINTR || errno == ECONNABORTED) continue;
    if (errno == EAGAIN || errno == EWOULDBLOCK) return;
    log::error("http", "cannot accept connections: raise the limit of open files",
               {{"why", std::strerror(errno)}});
    pollfd stopping{stop_, POLLIN, 0};
    poll(&stopping, 1, kPauseMs);
    return;
  }
}

}  // namespace base::http
