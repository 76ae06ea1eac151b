// SPDX-License-Identifier: Apache-2.0
// A machine for sessions under test: sockets that record, a clock that stands still, HTTP that
// waits.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "gateway/bbb/text_socket.hpp"

namespace tests {

/// One socket that the code under test opened. Outlives the socket object, so that a test may look.
struct FakeSocket {
  gateway::TextSocketRequest request;
  gateway::TextSocketEvents events;
  std::vector<base::Json> sent;
  std::vector<std::string> raw;
  int closeCode = 0;
  bool isDropped = false;  ///< The object was destroyed.

  void open() { events.onOpen(); }
  void hear(const base::Json& frame) { events.onText(frame.dump()); }
  void cut(int code = 1006, const std::string& why = "cut") {
    if (!isDropped) events.onClosed(code, why);
  }
  /// Frames of that operation, e.g. "UserJoin".
  std::vector<base::Json> operations(const std::string& name) const {
    std::vector<base::Json> found;
    for (const auto& frame : sent)
      if (base::textAt(base::memberAt(frame, "payload"), "operationName") == name)
        found.push_back(frame);
    return found;
  }
  /// The id of the latest operation of that name, or "".
  std::string idOf(const std::string& name) const {
    const auto found = operations(name);
    return found.empty() ? "" : base::textAt(found.back(), "id");
  }
  /// Answers the latest operation of that name with rows of its root field.
  void answer(const std::string& name, const std::string& root, const base::Json& rows) {
    hear({{"id", idOf(name)}, {"type", "next"}, {"payload", {{"data", {{root, rows}}}}}});
  }
};

class FakePorts {
 public:
  gateway::Ports ports() {
    gateway::Ports made;
    made.openSocket = [this](gateway::TextSocketRequest request, gateway::TextSocketEvents events) {
      auto socket = std::make_shared<FakeSocket>();
      socket->request = std::move(request);
      socket->events = std::move(events);
      sockets.push_back(socket);
      return std::make_unique<Handle>(std::move(socket));
    };
    made.now = [this] { return now; };
    made.send = [this](base::http::ClientRequest request, base::http::Client::Done done) {
      requests.emplace_back(std::move(request), std::move(done));
    };
    made.random = [] { return 0.5; };
    return made;
  }

  FakeSocket& socket() { return *sockets.back(); }
  void reply(int status, std::string body) {
    auto [request, done] = std::move(requests.front());
    requests.pop_front();
    base::http::ClientReply answer;
    answer.status = status;
    answer.body = std::move(body);
    done(std::move(answer));
  }

  base::Steady now{std::chrono::hours(1)};
  std::vector<std::shared_ptr<FakeSocket>> sockets;
  std::deque<std::pair<base::http::ClientRequest, base::http::Client::Done>> requests;

 private:
  struct Handle final : gateway::TextSocket {
    explicit Handle(std::shared_ptr<FakeSocket> s) : socket(std::move(s)) {}
    ~Handle() override { socket->isDropped = true; }
    void send(const std::string& text) override {
      socket->raw.push_back(text);
      socket->sent.push_back(base::Json::parse(text));
    }
    void close(int code, const std::string&) override { socket->closeCode = code; }
    std::shared_ptr<FakeSocket> socket;
  };
};

}  // namespace tests
