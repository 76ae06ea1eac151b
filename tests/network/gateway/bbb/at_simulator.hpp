// SPDX-License-Identifier: Apache-2.0
// A test beside a running BBB simulator: it has a thread of its own and is reached over sockets
// only.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/digest.hpp"
#include "base/http/client.hpp"
#include "base/loop.hpp"
#include "gateway/bbb/join.hpp"
#include "gateway/bbb/session.hpp"
#include "gateway/bbb/text_socket.hpp"
#include "tests/sim/options.hpp"
#include "tests/sim/simulator.hpp"

namespace tests {

constexpr auto kSecret = "0123456789abcdef";

/// Runs one simulated server until destroyed.
class SimulatorThread {
 public:
  explicit SimulatorThread(sim::Options options) {
    std::promise<std::string> ready;
    thread_ = std::thread([this, options, &ready] {
      sim::Simulator simulator(loop_, options);
      loop_.post([&] {
        const auto started = simulator.start();
        ready.set_value(started ? simulator.url() : "");
      });
      loop_.run();
    });
    url_ = ready.get_future().get();
  }
  SimulatorThread(const SimulatorThread&) = delete;
  SimulatorThread& operator=(const SimulatorThread&) = delete;
  ~SimulatorThread() {
    loop_.quit();
    thread_.join();
  }
  const std::string& url() const { return url_; }

 private:
  base::Loop loop_;
  std::thread thread_;
  std::string url_;
};

/// Everything a session told, in the order it came.
struct Heard {
  std::vector<gateway::SessionState> states;
  base::Error detail;
  std::optional<gateway::Meeting> meeting;
  std::optional<gateway::Page> page;
  std::optional<gateway::MeetingLayout> layout;
  std::vector<gateway::Camera> cameras;
  bool hasCameras = false;
  std::optional<gateway::Screenshare> screen;
  std::vector<gateway::ChatLine> lines;
  std::vector<std::pair<std::string, gateway::ChatLine>> delivered;
  std::vector<std::pair<std::string, base::Error>> refused;

  bool isIn(gateway::SessionState state) const { return !states.empty() && states.back() == state; }
};

class AtSimulator : public testing::Test {
 protected:
  static sim::Options options() {
    sim::Options made;
    made.secret = kSecret;
    return made;
  }

  void startSimulator(const sim::Options& made = options()) {
    simulator = std::make_unique<SimulatorThread>(made);
    ASSERT_NE(simulator->url(), "");
  }

  std::string joinUrl(const std::string& meeting = "demo", const std::string& secret = kSecret) {
    const std::string query =
        "meetingID=" + meeting + "&fullName=Amphi&role=VIEWER&bot=true&userID=amphi";
    return simulator->url() + "/bigbluebutton/api/join?" + query +
           "&checksum=" + base::digest(base::DigestKind::Sha256, "join" + query + secret);
  }

  /// False when `isSo` did not come true in time.
  bool waitUntil(const std::function<bool()>& isSo, base::Millis deadline = base::Millis(15000)) {
    if (isSo()) return true;
    bool isLate = false;
    const auto late = loop.after(deadline, [&] {
      isLate = true;
      loop.quit();
    });
    const auto look = loop.every(base::Millis(5), [&] {
      if (isSo()) loop.quit();
    });
    loop.run();
    return !isLate;
  }

  base::Result<gateway::JoinedSession> join(const std::string& url) {
    std::optional<base::Result<gateway::JoinedSession>> answer;
    gateway::join(client, url, [&](auto result) { answer = std::move(result); });
    if (!waitUntil([&] { return answer.has_value(); }))
      return base::Error{base::Fault::Internal, "the test waited too long", "late"};
    return *std::move(answer);
  }

  /// Makes the meeting do something, as a person at the console would.
  base::Json command(const base::Json& what) {
    base::http::ClientRequest request;
    request.method = "POST";
    request.url = simulator->url() + "/sim/command";
    request.body = what.dump();
    request.contentType = "application/json";
    return exchange(std::move(request));
  }
  base::Json state() {
    base::http::ClientRequest request;
    request.url = simulator->url() + "/sim/state";
    return exchange(std::move(request));
  }

  gateway::SessionEvents record() {
    gateway::SessionEvents events;
    events.onState = [this](gateway::SessionState next, const base::Error& detail) {
      heard.states.push_back(next);
      heard.detail = detail;
    };
    events.onMeeting = [this](const auto& meeting) { heard.meeting = meeting; };
    events.onPage = [this](const auto& page) { heard.page = page; };
    events.onCameras = [this](const auto& cameras) {
      heard.cameras = cameras;
      heard.hasCameras = true;
    };
    events.onScreenshare = [this](const auto& screen) { heard.screen = screen; };
    events.onLayout = [this](const auto& layout) { heard.layout = layout; };
    events.onChat = [this](const auto& line) { heard.lines.push_back(line); };
    events.onChatDelivered = [this](const auto& id, const auto& line) {
      heard.delivered.emplace_back(id, line);
    };
    events.onChatRefused = [this](const auto& id, const auto& why) {
      heard.refused.emplace_back(id, why);
    };
    return events;
  }

  /// Joins and starts a session; does not wait for it.
  void startSession() {
    auto made = join(joinUrl());
    ASSERT_TRUE(made) << made.error().what;
    joined = *std::move(made);
    session = gateway::Session::start(joined, {}, gateway::livePorts(loop, client), record());
  }
  void enterMeeting() {
    startSession();
    ASSERT_TRUE(waitUntil([this] { return heard.isIn(gateway::SessionState::Joined); }))
        << heard.detail.what;
  }

  base::Loop loop;
  std::unique_ptr<SimulatorThread> simulator;
  base::http::Client client{loop, {}};
  gateway::JoinedSession joined;
  Heard heard;
  std::unique_ptr<gateway::Session> session;

 private:
  base::Json exchange(base::http::ClientRequest request) {
    std::optional<base::Json> answer;
    client.send(std::move(request), [&](base::Result<base::http::ClientReply> reply) {
      answer = reply ? base::parseJson(reply->body).value_or(nullptr) : base::Json();
    });
    waitUntil([&] { return answer.has_value(); });
    return answer.value_or(nullptr);
  }
};

}  // namespace tests
