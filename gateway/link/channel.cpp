// SPDX-License-Identifier: Apache-2.0
// Framing, partial reads and writes, and bounded queues of the worker's socket.
#include "gateway/link/channel.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace gateway {
namespace {

constexpr size_t kLengthsBytes = 8;
constexpr size_t kReadBytes = 64u << 10;
/// Reads per wake-up, so that one busy worker does not hold up the others: 1 MiB.
constexpr int kReadsPerWake = 16;

void appendBigEndian(std::string& out, size_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>((value >> shift) & 0xFFu));
}

size_t readBigEndian(std::string_view bytes) {
  size_t value = 0;
  for (const char byte : bytes.substr(0, 4)) value = (value << 8) | static_cast<uint8_t>(byte);
  return value;
}

base::Error malformed(std::string what) {
  return {base::Fault::Peer, std::move(what), "malformed"};
}

}  // namespace

std::string encodeFrameHead(const base::Json& header, size_t payloadBytes) {
  const std::string text = base::compact(header);
  std::string out;
  out.reserve(kLengthsBytes + text.size());
  appendBigEndian(out, text.size());
  appendBigEndian(out, payloadBytes);
  out += text;
  return out;
}

base::Result<std::optional<Frame>> FrameReader::next() {
  const std::string_view rest = std::string_view(pending_).substr(read_);
  if (rest.size() < kLengthsBytes) return std::optional<Frame>{};
  const size_t headerBytes = readBigEndian(rest);
  const size_t payloadBytes = readBigEndian(rest.substr(4));
  if (headerBytes > kMaxFrameHeaderBytes || payloadBytes > kMaxFramePayloadBytes)
    return base::Error{base::Fault::Peer, "a frame is longer than the link allows", "too_large"};
  if (rest.size() < kLengthsBytes + headerBytes + payloadBytes) return std::optional<Frame>{};

  auto header = base::parseJson(rest.substr(kLengthsBytes, headerBytes), kMaxFrameHeaderBytes);
  if (!header) return malformed("a frame's header is not JSON");
  if (!header->is_object()) return malformed("a frame's header is not a JSON object");
  Frame frame{std::move(*header), nullptr};
  if (payloadBytes > 0)
    frame.payload =
        std::make_shared<const std::string>(rest.substr(kLengthsBytes + headerBytes, payloadBytes));
  read_ += kLengthsBytes + headerBytes + payloadBytes;
  if (read_ == pending_.size() || read_ > kReadBytes) {
    pending_.erase(0, read_);
    read_ = 0;
  }
  return std::optional<Frame>(std::move(frame));
}

Channel::Channel(base::Loop& loop, base::UniqueFd socket, ChannelEvents events)
    : loop_(loop), socket_(std::move(socket)), events_(std::move(events)) {
  readable_ = loop_.onReadable(socket_.get(), [this] { read(); });
}

bool Channel::send(const base::Json& header, std::shared_ptr<const std::string> payload) {
  if (!isOpen()) return false;
  const size_t payloadBytes = payload ? payload->size() : 0;
  Outgoing frame{encodeFrameHead(header, payloadBytes), std::move(payload)};
  if (frame.head.size() > kLengthsBytes + kMaxFrameHeaderBytes ||
      payloadBytes > kMaxFramePayloadBytes)
    return false;
  if (queuedBytes_ + frame.size() > kMaxQueuedBytes) {
    // Not at once: the caller must not meet its own onClosed inside send().
    loop_.post(alive_, [this] {
      fail({base::Fault::Peer, "the peer does not read what it is sent", "overflow"});
    });
    return false;
  }
  queuedBytes_ += frame.size();
  queue_.push_back(std::move(frame));
  if (!writable_.isSet()) writable_ = loop_.onWritable(socket_.get(), [this] { flush(); });
  return true;
}

void Channel::close() {
  readable_.cancel();
  writable_.cancel();
  queue_.clear();
  queuedBytes_ = 0;
  socket_.reset();
}

void Channel::read() {
  static thread_local std::array<char, kReadBytes> buffer;
  for (int i = 0; i < kReadsPerWake; ++i) {
    const ssize_t got = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (got < 0)
      return fail({base::Fault::Peer, std::string("reading the link failed: ") + strerror(errno),
                   "socket"});
    if (got == 0) return fail({base::Fault::Peer, "the peer closed the link", "closed"});
    reader_.feed({buffer.data(), static_cast<size_t>(got)});
    if (!deliver()) return;
  }
}

// False when the channel failed, was closed or is gone.
bool Channel::deliver() {
  const auto watch = alive_.watch();
  while (true) {
    auto frame = reader_.next();
    if (!frame) {
      fail(std::move(frame).error());
      return false;
    }
    if (!*frame) return true;
    if (events_.onFrame) events_.onFrame(std::move(**frame));
    if (watch.expired() || !isOpen()) return false;
  }
}

void Channel::flush() {
  while (!queue_.empty()) {
    if (!writeOne(queue_.front())) return;
    queue_.pop_front();
  }
  writable_.cancel();
}

// True when the whole frame left; otherwise the socket is full, or failed.
bool Channel::writeOne(Outgoing& frame) {
  while (frame.sent < frame.size()) {
    std::array<iovec, 2> pieces{};
    size_t count = 0;
    if (frame.sent < frame.head.size())
      pieces[count++] = {frame.head.data() + frame.sent, frame.head.size() - frame.sent};
    if (frame.payload) {
      const size_t skip = frame.sent > frame.head.size() ? frame.sent - frame.head.size() : 0;
      // iovec has no const form; sendmsg only reads.
      pieces[count++] = {const_cast<char*>(frame.payload->data()) + skip,
                         frame.payload->size() - skip};
    }
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = count;
    const ssize_t put = ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return false;
    if (put < 0) {
      fail({base::Fault::Peer, std::string("writing the link failed: ") + strerror(errno),
            errno == EPIPE ? "closed" : "socket"});
      return false;
    }
    frame.sent += static_cast<size_t>(put);
    queuedBytes_ -= static_cast<size_t>(put);
  }
  return true;
}

void Channel::fail(base::Error why) {
  if (!isOpen()) return;
  close();
  if (events_.onClosed) events_.onClosed(std::move(why));
}

}  // namespace gateway
