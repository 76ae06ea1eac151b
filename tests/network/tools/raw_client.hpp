// SPDX-License-Identifier: Apache-2.0
// A loopback client that sends exactly the bytes it is told, good or bad, and web socket frames
// by hand.
#pragma once

#include <string>
#include <string_view>

namespace tests {

/// What came back for one request.
struct RawReply {
  int status = 0;  ///< 0: the connection ended before a whole answer.
  std::string head, body;
  /// The value of a header, however it is written, or "". @param name  Lower case.
  std::string header(std::string_view name) const;
};

/// One blocking connection to 127.0.0.1; every wait ends after ten seconds.
class RawClient {
 public:
  explicit RawClient(int port);
  ~RawClient();
  RawClient(RawClient&& other) noexcept;
  RawClient& operator=(RawClient&&) = delete;

  bool send(std::string_view bytes);
  /// Whatever arrives next; empty at the end of the connection.
  std::string receive();
  /// All until the peer closes.
  std::string receiveToEnd();
  /// One answer; keeps what came after it. @param withBody  False after HEAD.
  RawReply reply(bool withBody = true);
  /// Sends "METHOD target" with a host and `headers` ("a: b\r\n"…) and reads the answer.
  RawReply ask(std::string_view method, std::string_view target, std::string_view headers = "",
               std::string_view body = "");
  void shutdownWrite();
  void close();
  void receiveBufferOf(int bytes);
  int socket() const { return socket_; }

  /// The upgrade; true when it was granted.
  bool upgrade(std::string_view target);
  /// A masked frame. @param opcode  1 text, 0 continuation, 2 binary, 8 close, 9 ping.
  bool sendFrame(int opcode, std::string_view payload, bool isFinal = true);
  struct Frame {
    int opcode = -1;  ///< -1: the connection ended.
    std::string payload;
    int closeCode() const;
  };
  /// The next frame of the server.
  Frame frame();

 private:
  bool fill(size_t bytes);

  int socket_ = -1;
  std::string pending_;
};

}  // namespace tests
