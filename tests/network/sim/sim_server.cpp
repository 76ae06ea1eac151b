// SPDX-License-Identifier: Apache-2.0
// A simulator on a thread of its own, and blocking clients of its HTTP and sockets.
#include "tests/network/sim/sim_server.hpp"

#include "tests/sim/ids.hpp"
#include "tests/sim/simulator.hpp"

#include <chrono>
#include <cstdlib>
#include <future>

namespace tests {

using sim::Json;

std::string SimReply::header(const std::string& name) const {
  const auto at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const auto start = at + name.size() + 4;
  return head.substr(start, head.find("\r\n", start) - start);
}

SimServer::SimServer(sim::Options options) {
  options.secret = kSimSecret;
  std::promise<int> ready;
  thread_ = std::thread([this, options, &ready] {
    sim::Simulator simulator(loop_, options);
    loop_.post([&] {
      const auto started = simulator.start();
      const std::string url = started ? simulator.url() : ":0";
      ready.set_value(std::atoi(url.c_str() + url.rfind(':') + 1));
    });
    loop_.run();
  });
  port_ = ready.get_future().get();
}

SimServer::~SimServer() {
  loop_.quit();
  thread_.join();
}

SimReply SimServer::ask(const std::string& method, const std::string& target,
                        const std::string& headers, const std::string& body) const {
  RawClient client(port_);
  client.send(method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_) +
              "\r\nConnection: close\r\n" + headers +
              "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  const std::string all = client.receiveToEnd();
  const auto end = all.find("\r\n\r\n");
  if (end == std::string::npos) return {};
  constexpr std::size_t kStatusAt = 9;
  return {std::atoi(all.c_str() + kStatusAt), all.substr(0, end + 2), all.substr(end + 4)};
}

SimReply SimServer::call(const std::string& name, const std::string& query) const {
  const std::string sum = sim::digestHex(sim::Digest::Sha256, name + query + kSimSecret);
  return ask("GET", "/bigbluebutton/api/" + name + "?" + query +
                        (query.empty() ? "checksum=" : "&checksum=") + sum);
}

SimGuest SimServer::join(const std::string& parameters) const {
  const SimReply reply =
      call("join", "meetingID=demo&fullName=Amphi&role=VIEWER&bot=true" + parameters);
  const std::string location = reply.header("Location");
  const std::string cookie = reply.header("Set-Cookie");
  const auto token = location.find("sessionToken=");
  if (token == std::string::npos) return {};
  return {location.substr(token + std::string("sessionToken=").size()),
          cookie.substr(0, cookie.find(';'))};
}

bool SimServer::command(const std::string& json) const {
  return ask("POST", "/sim/command", "Content-Type: application/json\r\n", json).status == 200;
}

Json SimServer::state() const {
  return sim::parseJson(ask("GET", "/sim/state").body);
}

bool SimServer::eventually(const std::function<bool(const Json&)>& holds) const {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < deadline) {
    if (holds(state())) return true;
  }
  return false;
}

SimSocket::SimSocket(int port, const std::string& target, const std::string& headers)
    : client_(port) {
  client_.send("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
               "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
               headers + "\r\n");
  status_ = client_.reply(false).status;
}

Json SimSocket::next() {
  constexpr int kText = 1, kClose = 8;
  while (true) {
    const RawClient::Frame frame = client_.frame();
    if (frame.opcode == kText) {
      Json read = sim::parseJson(frame.payload);
      if (sim::textOf(read, "type") != "ping") return read;
    }
    if (frame.opcode == kClose) closeCode_ = frame.payload.size() < 2 ? 0 : frame.closeCode();
    if (frame.opcode == kClose || frame.opcode < 0) return Json(Json::value_t::discarded);
  }
}

Json SimSocket::until(const std::function<bool(const Json&)>& wanted) {
  while (true) {
    Json frame = next();
    if (frame.is_discarded() || wanted(frame)) return frame;
  }
}

std::string subscribeFrame(const std::string& id, const std::string& operation,
                           const std::string& query, const Json& variables) {
  return sim::dumpJson({{"id", id},
                        {"type", "subscribe"},
                        {"payload",
                         {{"variables", variables.is_null() ? Json::object() : variables},
                          {"extensions", Json::object()},
                          {"operationName", operation},
                          {"query", query}}}});
}

std::string initFrame(const std::string& token) {
  return R"({"type":"connection_init","payload":{"headers":{"X-Session-Token":")" + token +
         R"(","X-ClientSessionUUID":"5b2d1d4c","X-ClientType":"HTML5",)"
         R"("X-ClientIsMobile":"false"}}})";
}

SimGraphql::SimGraphql(const SimServer& server, const SimGuest& guest, bool joins)
    : SimSocket(
          server.port(), "/graphql",
          "Sec-WebSocket-Protocol: graphql-transport-ws\r\nCookie: " + guest.cookie + "\r\n") {
  send(initFrame(guest.token));
  next();
  if (!joins) return;
  send(subscribeFrame("me", "userCurrentSubscription",
                      "subscription userCurrentSubscription { user_current { authToken joined "
                      "ejectReasonCode loggedOut meeting { ended endedReasonCode } } }"));
  const Json me = data("me");
  if (me.is_discarded()) return;
  send(subscribeFrame(
      "join", "UserJoin",
      "mutation UserJoin($authToken: String!, $clientType: String!, $clientIsMobile: Boolean!) {\n"
      "  userJoinMeeting(authToken: $authToken, clientType: $clientType, "
      "clientIsMobile: $clientIsMobile)\n}",
      {{"authToken", me["user_current"][0]["authToken"]},
       {"clientType", "HTML5"},
       {"clientIsMobile", false}}));
  while (true) {
    const Json row = data("me");
    if (row.is_discarded() || row["user_current"][0]["joined"] == true) return;
  }
}

Json SimGraphql::data(const std::string& id) {
  const Json frame = until([&](const Json& one) {
    return sim::textOf(one, "id") == id && sim::textOf(one, "type") == "next";
  });
  return frame.is_discarded() ? frame : frame["payload"]["data"];
}

}  // namespace tests
