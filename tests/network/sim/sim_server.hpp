// SPDX-License-Identifier: Apache-2.0
// A simulator on a thread of its own, and blocking clients of its HTTP and sockets.
#pragma once

#include "base/loop.hpp"
#include "tests/network/tools/raw_client.hpp"
#include "tests/sim/json.hpp"
#include "tests/sim/options.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace tests {

inline constexpr const char* kSimSecret = "0123456789abcdef";

/// One HTTP answer.
struct SimReply {
  int status = 0;
  std::string head;
  std::string body;
  /// What follows `name: ` in the head, or "".
  std::string header(const std::string& name) const;
};

/// Who came in through the join call.
struct SimGuest {
  std::string token;
  std::string cookie;  ///< `JSESSIONID=…`
};

/// Runs until destroyed.
class SimServer {
 public:
  explicit SimServer(sim::Options options = {});
  SimServer(const SimServer&) = delete;
  SimServer& operator=(const SimServer&) = delete;
  ~SimServer();

  int port() const { return port_; }
  SimReply ask(const std::string& method, const std::string& target,
               const std::string& headers = "", const std::string& body = "") const;
  /// A signed GET of an API call (SHA-256).
  SimReply call(const std::string& name, const std::string& query) const;
  SimGuest join(const std::string& parameters = "") const;
  /// POST /sim/command; true when it was done.
  bool command(const std::string& json) const;
  sim::Json state() const;
  /// Reads the state until `holds` says so; false after ten seconds.
  bool eventually(const std::function<bool(const sim::Json&)>& holds) const;

 private:
  base::Loop loop_;
  std::thread thread_;
  int port_ = 0;
};

/// A WebSocket that is spoken to frame by frame.
class SimSocket {
 public:
  /// @param headers  More lines of the upgrade, each with its CRLF.
  SimSocket(int port, const std::string& target, const std::string& headers);

  int status() const { return status_; }
  void send(const std::string& text) { client_.sendFrame(1, text); }
  RawClient& raw() { return client_; }
  /// The next text frame as JSON; discarded when the socket ended. Pings are skipped.
  sim::Json next();
  /// Frames until one of which `wanted` holds; discarded when the socket ended first.
  sim::Json until(const std::function<bool(const sim::Json&)>& wanted);
  /// The close code of the frame that ended it: 0 without a code, -1 without a frame.
  int closeCode() const { return closeCode_; }

 private:
  RawClient client_;
  int status_ = 0;
  int closeCode_ = -1;
};

/// Writes a subscribe frame as clients of BBB do: compact, operation first.
std::string subscribeFrame(const std::string& id, const std::string& operation,
                           const std::string& query, const sim::Json& variables = nullptr);
/// `connection_init` with all four headers.
std::string initFrame(const std::string& token);

/// A GraphQL socket that has been acknowledged, and has joined when `joins`.
class SimGraphql : public SimSocket {
 public:
  SimGraphql(const SimServer& server, const SimGuest& guest, bool joins);
  /// The data of the next `next` frame for `id`; discarded when the socket ended.
  sim::Json data(const std::string& id);
};

}  // namespace tests
