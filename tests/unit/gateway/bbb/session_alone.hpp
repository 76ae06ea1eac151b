// SPDX-License-Identifier: Apache-2.0
// A session on a machine of fakes: no network, and a clock that stands still.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gateway/bbb/session.hpp"
#include "tests/unit/gateway/bbb/fake_ports.hpp"

namespace tests {

using base::Json;
using base::Millis;
using gateway::SessionState;

class SessionAlone : public testing::Test {
 protected:
  /// More events a suite wants to hear.
  virtual void listen(gateway::SessionEvents&) {}

  void SetUp() override {
    gateway::JoinedSession joined;
    joined.sessionToken = "token";
    joined.baseUrl = "https://bbb.example.org";
    joined.graphqlWebsocketUrl = "wss://bbb.example.org/graphql";
    gateway::SessionEvents events;
    events.onState = [this](SessionState state, const base::Error& why) {
      states.push_back(state);
      detail = why;
    };
    events.onChat = [this](const gateway::ChatLine& line) { chat.push_back(line.text); };
    events.onChatDelivered = [this](const std::string& id, const gateway::ChatLine&) {
      delivered.push_back(id);
    };
    events.onChatRefused = [this](const std::string& id, const base::Error& why) {
      refused.emplace_back(id, why.code);
    };
    listen(events);
    session = gateway::Session::start(joined, {}, machine.ports(), events);
    session->tick();
  }

  FakeSocket& socket() { return machine.socket(); }
  void pass(Millis time) {
    machine.now += time;
    session->tick();
  }
  void acknowledge() {
    socket().open();
    socket().hear({{"type", "connection_ack"}});
  }
  static Json me(const Json& more = Json::object()) {
    Json row = {
        {"userId", "w_self"},     {"authToken", "secret"},       {"joined", false},
        {"guestStatus", "ALLOW"}, {"currentlyInMeeting", false}, {"meeting", {{"ended", false}}}};
    row.update(more);
    return Json::array({row});
  }
  void tellMe(const Json& more = Json::object()) {
    socket().answer("userCurrentSubscription", "user_current", me(more));
  }
  void enter() {
    acknowledge();
    tellMe();
    tellMe({{"joined", true}, {"currentlyInMeeting", true}});
  }
  bool isIn(SessionState state) const { return !states.empty() && states.back() == state; }

  FakePorts machine;
  std::vector<SessionState> states;
  base::Error detail;
  std::vector<std::string> chat, delivered;
  std::vector<std::pair<std::string, std::string>> refused;
  std::unique_ptr<gateway::Session> session;
};

}  // namespace tests
