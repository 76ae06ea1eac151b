// SPDX-License-Identifier: Apache-2.0
// Frames are not parsed: a line is known by a token that nothing else contains.
#include "tests/bench/chat/crowd.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace bench {
namespace {

// Connections whose greeting is awaited at a time: below the listen backlog.
constexpr int kBatch = 200;
constexpr size_t kReadBytes = 16u << 10;
constexpr int kMostEvents = 512;
constexpr const char* kGreeting = "\"type\":\"hello\"";

base::Error failure(const std::string& what) {
  return {base::Fault::Peer, what, "crowd"};
}

// A client's text frame; the mask is all zeros, which is as good as any on loopback.
std::string frameOf(const std::string& text) {
  constexpr char kText = '\x81';
  constexpr size_t kShortest = 126;
  std::string frame{kText};
  if (text.size() < kShortest) {
    frame += static_cast<char>(0x80 | text.size());
  } else {
    frame += static_cast<char>(0x80 | kShortest);
    frame += static_cast<char>(text.size() >> 8);
    frame += static_cast<char>(text.size() & 0xff);
  }
  return frame + std::string(4, '\0') + text;
}

double millisSince(base::Steady from) {
  return std::chrono::duration<double, std::milli>(base::steadyNow() - from).count();
}

}  // namespace

Crowd::Crowd(int port, std::string path)
    : port_(port), path_(std::move(path)), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {}

base::Result<void> Crowd::connect() {
  base::UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port_));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (!socket ||
      ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return failure("a listener could not connect");
  }
  const std::string upgrade = "GET " + path_ +
                              " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                              "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                              "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
  if (::send(socket.get(), upgrade.data(), upgrade.size(), MSG_NOSIGNAL) < 0)
    return failure("a listener was cut off");
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = listeners_.size();
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, socket.get(), &event);
  listeners_.push_back({std::move(socket), "", true});
  return {};
}

base::Result<void> Crowd::gather(int listeners, base::Millis within) {
  token_ = kGreeting;
  const auto deadline = base::steadyNow() + within;
  while (static_cast<int>(listeners_.size()) < listeners) {
    const int left = listeners - static_cast<int>(listeners_.size());
    const int batch = std::min(kBatch, left);
    for (int i = 0; i < batch; ++i) {
      if (auto connected = connect(); !connected) return connected;
    }
    if (static_cast<int>(collect(base::steadyNow(), deadline).size()) < batch)
      return failure("only " + std::to_string(listeners_.size()) + " listeners were greeted");
  }
  return {};
}

std::vector<double> Crowd::say(int round, base::Millis within) {
  token_ = "bench-line-" + std::to_string(round) + "-";
  for (auto& listener : listeners_) {
    listener.isWaiting = true;
    listener.tail.clear();
  }
  const auto number = std::to_string(round);
  const auto frame = frameOf("{\"type\":\"say\",\"client_id\":\"bench-" + number +
                             "\",\"name\":\"Bench\",\"text\":\"" + token_ + " is read by all\"}");
  const auto from = base::steadyNow();
  // Another speaker each time, because one may not speak that often.
  const auto& speaker = listeners_[static_cast<size_t>(round) % listeners_.size()];
  ::send(speaker.socket.get(), frame.data(), frame.size(), MSG_NOSIGNAL);
  return collect(from, from + within);
}

bool Crowd::read(Listener& listener) {
  std::array<char, kReadBytes> bytes;
  const ssize_t got = ::recv(listener.socket.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (got <= 0) {
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, listener.socket.get(), nullptr);
    return false;
  }
  listener.tail.append(bytes.data(), static_cast<size_t>(got));
  const bool isFound = listener.isWaiting && listener.tail.find(token_) != std::string::npos;
  if (listener.tail.size() > token_.size())
    listener.tail.erase(0, listener.tail.size() - token_.size());
  return isFound;
}

std::vector<double> Crowd::collect(base::Steady from, base::Steady deadline) {
  const auto waiting = std::count_if(listeners_.begin(), listeners_.end(),
                                     [](const Listener& one) { return one.isWaiting; });
  std::vector<double> delays;
  std::array<epoll_event, kMostEvents> events;
  while (static_cast<long>(delays.size()) < waiting) {
    const auto left =
        std::chrono::duration_cast<base::Millis>(deadline - base::steadyNow()).count();
    if (left <= 0) break;
    const int ready =
        ::epoll_wait(epoll_.get(), events.data(), kMostEvents, static_cast<int>(left));
    for (int i = 0; i < ready; ++i) {
      auto& listener = listeners_[events[static_cast<size_t>(i)].data.u64];
      if (!read(listener)) continue;
      listener.isWaiting = false;
      delays.push_back(millisSince(from));
    }
  }
  return delays;
}

}  // namespace bench
