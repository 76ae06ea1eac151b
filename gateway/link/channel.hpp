// SPDX-License-Identifier: Apache-2.0
// Channel: frames over one connected Unix stream socket between a worker and the server.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/loop.hpp"
#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace gateway {

constexpr size_t kMaxFrameHeaderBytes = 64u << 10;
constexpr size_t kMaxFramePayloadBytes = 16u << 20;
/// Bytes that may wait for a peer that does not read: over 30 s of parts at the highest bit
/// rate we encode.
constexpr size_t kMaxQueuedBytes = 48u << 20;

/// One message of the wire: u32 BE header length, u32 BE payload length, JSON header, payload.
struct Frame {
  base::Json header;                           ///< An object.
  std::shared_ptr<const std::string> payload;  ///< Null when there is none.
};

/// The first bytes of a frame: both lengths and the header; the payload follows as it is.
std::string encodeFrameHead(const base::Json& header, size_t payloadBytes);

/// Cuts a byte stream into frames. Pure; memory grows with bytes received, not with lengths
/// announced.
class FrameReader {
 public:
  void feed(std::string_view bytes) { pending_.append(bytes); }
  /// The next whole frame, or nothing yet. Fault::Peer (`malformed`, `too_large`): the stream
  /// is lost.
  base::Result<std::optional<Frame>> next();

 private:
  std::string pending_;
  size_t read_ = 0;  // bytes of pending_ already handed out
};

/// Both run on the loop; destroying the channel inside them is allowed.
struct ChannelEvents {
  std::function<void(Frame)> onFrame;
  /// Once: the peer closed (code `closed`), sent nonsense (`malformed`, `too_large`), did not read
  /// (`overflow`), or the socket failed (`socket`). No event afterwards.
  std::function<void(base::Error)> onClosed;
};

/// One peer. Never blocks; frames leave in order. @thread loop
class Channel {
 public:
  /// Takes a connected non-blocking stream socket. `loop` must outlive the channel.
  Channel(base::Loop& loop, base::UniqueFd socket, ChannelEvents events);
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  /// Queues one frame. False when the channel is closed or the peer is so far behind that it
  /// now closes.
  bool send(const base::Json& header, std::shared_ptr<const std::string> payload = nullptr);
  /// Closes without an event; what is queued is lost.
  void close();
  bool isOpen() const { return static_cast<bool>(socket_); }
  size_t queuedBytes() const { return queuedBytes_; }

 private:
  struct Outgoing {
    std::string head;
    std::shared_ptr<const std::string> payload;
    size_t sent = 0;
    size_t size() const { return head.size() + (payload ? payload->size() : 0); }
  };

  void read();
  bool deliver();
  void flush();
  bool writeOne(Outgoing& frame);
  void fail(base::Error why);

  base::Loop& loop_;
  base::UniqueFd socket_;
  ChannelEvents events_;
  FrameReader reader_;
  std::deque<Outgoing> queue_;
  size_t queuedBytes_ = 0;
  base::Timer readable_;
  base::Timer writable_;
  base::Alive alive_;
};

}  // namespace gateway
