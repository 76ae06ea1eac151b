// SPDX-License-Identifier: Apache-2.0
// Blocking sockets with a deadline.
#include "tests/network/tools/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <utility>

namespace tests {
namespace {

constexpr int kSeconds = 10;

}  // namespace

std::string RawReply::header(std::string_view name) const {
  const std::string key = "\r\n" + std::string(name) + ": ";
  std::string names = head;
  for (char& c : names) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const size_t at = names.find(key);
  if (at == std::string::npos) return {};
  const size_t from = at + key.size();
  return head.substr(from, head.find("\r\n", from) - from);
}

RawClient::RawClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval limit{kSeconds, 0};
  const int on = 1;
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) close();
}

RawClient::~RawClient() {
  close();
}

RawClient::RawClient(RawClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), pending_(std::move(other.pending_)) {}

void RawClient::close() {
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

void RawClient::shutdownWrite() {
  ::shutdown(socket_, SHUT_WR);
}

void RawClient::receiveBufferOf(int bytes) {
  setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

std::string RawClient::receive() {
  if (!pending_.empty()) return std::exchange(pending_, {});
  std::array<char, 65536> buffer{};
  const ssize_t got = ::recv(socket_, buffer.data(), buffer.size(), 0);
  return got > 0 ? std::string(buffer.data(), static_cast<size_t>(got)) : std::string();
}

std::string RawClient::receiveToEnd() {
  std::string all;
  for (std::string piece = receive(); !piece.empty(); piece = receive()) all += piece;
  return all;
}

bool RawClient::fill(size_t bytes) {
  while (pending_.size() < bytes) {
    std::array<char, 65536> buffer{};
    const ssize_t got = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (got <= 0) return false;
    pending_.append(buffer.data(), static_cast<size_t>(got));
  }
  return true;
}

RawReply RawClient::reply(bool withBody) {
  RawReply reply;
  size_t end = std::string::npos;
  while ((end = pending_.find("\r\n\r\n")) == std::string::npos)
    if (!fill(pending_.size() + 1)) return reply;
  reply.head = pending_.substr(0, end + 2);
  pending_.erase(0, end + 4);
  const size_t length =
      withBody ? std::strtoul(reply.header("content-length").c_str(), nullptr, 10) : 0;
  if (!fill(length)) return reply;
  reply.body = pending_.substr(0, length);
  pending_.erase(0, length);
  if (reply.head.size() > 12) reply.status = std::atoi(reply.head.c_str() + 9);
  return reply;
}

RawReply RawClient::ask(std::string_view method, std::string_view target, std::string_view headers,
                        std::string_view body) {
  std::string text(method);
  text += ' ';
  text += target;
  text += " HTTP/1.1\r\nhost: localhost\r\n";
  text += headers;
  if (!body.empty()) text += "content-length: " + std::to_string(body.size()) + "\r\n";
  text += "\r\n";
  text += body;
  send(text);
  return reply(method != "HEAD");
}

bool RawClient::upgrade(std::string_view target) {
  const RawReply granted = ask("GET", target,
                               "upgrade: websocket\r\nconnection: Upgrade\r\n"
                               "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                               "sec-websocket-version: 13\r\n");
  return granted.status == 101;
}

bool RawClient::sendFrame(int opcode, std::string_view payload, bool isFinal) {
  std::string bytes;
  bytes += static_cast<char>((isFinal ? 0x80 : 0) | opcode);
  if (payload.size() < 126) {
    bytes += static_cast<char>(0x80 | payload.size());
  } else if (payload.size() < 65536) {
    bytes += static_cast<char>(0x80 | 126);
    bytes += static_cast<char>(payload.size() >> 8);
    bytes += static_cast<char>(payload.size() & 255);
  } else {
    bytes += static_cast<char>(0x80 | 127);
    for (int shift = 56; shift >= 0; shift -= 8)
      bytes += static_cast<char>((static_cast<uint64_t>(payload.size()) >> shift) & 255);
  }
  bytes += std::string(4, '\0');  // a mask of zeros changes nothing
  bytes += payload;
  return send(bytes);
}

int RawClient::Frame::closeCode() const {
  if (opcode != 8 || payload.size() < 2) return 0;
  return static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
}

RawClient::Frame RawClient::frame() {
  if (!fill(2)) return {};
  const int opcode = pending_[0] & 15;
  size_t length = static_cast<unsigned char>(pending_[1]) & 127;
  size_t start = 2;
  const size_t wide = length == 126 ? 2 : (length == 127 ? 8 : 0);
  if (!fill(start + wide)) return {};
  if (wide > 0) length = 0;
  for (size_t i = 0; i < wide; ++i)
    length = length << 8 | static_cast<unsigned char>(pending_[start + i]);
  start += wide;
  if (!fill(start + length)) return {};
  Frame frame{opcode, pending_.substr(start, length)};
  pending_.erase(0, start + length);
  return frame;
}

}  // namespace tests
