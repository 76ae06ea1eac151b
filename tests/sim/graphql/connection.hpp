// SPDX-License-Identifier: Apache-2.0
// One client of the GraphQL socket, as bbb-graphql-middleware treats it (bbb-session.md §1).
#pragma once

#include "tests/sim/delays.hpp"
#include "tests/sim/graphql/document.hpp"
#include "tests/sim/graphql/frame_kind.hpp"
#include "tests/sim/graphql/mutation.hpp"
#include "tests/sim/graphql/rate.hpp"
#include "tests/sim/http.hpp"
#include "tests/sim/meeting_state.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace sim {

/// Speaks graphql-transport-ws with one client. @thread loop
class GraphqlConnection {
 public:
  struct Origin {
    std::string cookie;
    std::string baseUrl;
    /// How many sockets a token already has; asked at `connection_init`.
    std::function<int(const std::string& token)> socketsOfToken;
  };

  GraphqlConnection(base::Loop& loop, World& world, std::shared_ptr<Socket> socket, Origin origin);
  GraphqlConnection(const GraphqlConnection&) = delete;
  GraphqlConnection& operator=(const GraphqlConnection&) = delete;
  ~GraphqlConnection();

  /// Recomputes every subscription and sends what differs from what was sent last.
  void refresh();
  /// Pings, idle sockets, sessions that are over. Called once a second.
  void tick(base::Steady now);
  bool isGone() const { return socket_->isGone(); }
  bool isReady() const { return state_ == State::Ready; }
  const std::string& token() const { return token_; }
  void kill() { socket_->kill(); }

 private:
  enum class State { New, Ready, Over };
  struct Frame {
    std::string id;
    FrameKind kind = FrameKind::Query;
    std::string operation;
    std::string query;
    Json variables;
  };
  struct Subscription {
    Document document;
    bool stream = false;
    bool cursors = false;
    bool patched = false;  ///< Opted in to patches by its name.
    std::string column;
    std::int64_t after = 0;
    std::string sent;  ///< The last data, as text and as rows.
    Json rows;
  };

  void onText(const std::string& raw);
  void init(const Json& frame);
  void subscribe(const std::string& raw, const Json& frame);
  void admit(const Frame& frame);
  void run(const Frame& frame);
  void mutate(const Frame& frame);
  void open(const Frame& frame, Document document);
  void send(const Json& frame);
  void sendRefusal(const std::string& id, const std::string& message);
  void sendFault(const std::string& id, const base::Error& fault);
  void fatal(const std::string& messageId, const std::string& text);
  void refreshOne(const std::string& id, Subscription& subscription);
  void refreshStream(const std::string& id, Subscription& subscription, const Json& rows);
  /// What a live row set is sent as: whole, or as a patch (bbb-session.md §1.7).
  Json dataFor(Subscription& subscription, Json rows, const std::string& text) const;
  void endSession(const World::Session& session);
  void ignore(const char* kind) { ++world_.refused[kind]; }

  World& world_;  // outlives the connection
  std::shared_ptr<Socket> socket_;
  Origin origin_;
  State state_ = State::New;
  std::string token_;
  std::map<std::string, Subscription> subscriptions_;
  std::deque<Frame> held_;  ///< Kept back by the gate until the user has joined.
  RateLimit queries_;
  RateLimit mutations_;
  base::Steady lastFrame_;
  base::Steady lastPing_;
  bool gateOpen_ = false;
  bool ending_ = false;
  Delays delays_;  // last: its jobs use everything above
};

}  // namespace sim
