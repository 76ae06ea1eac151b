// SPDX-License-Identifier: Apache-2.0
// One client of the GraphQL socket, as bbb-graphql-middleware treats it (bbb-session.md §1).
#include "tests/sim/graphql/connection.hpp"

#include "base/log.hpp"
#include "tests/sim/graphql/patch.hpp"
#include "tests/sim/graphql/schema.hpp"
#include "tests/sim/graphql/select.hpp"
#include "tests/sim/graphql/tables.hpp"

#include <algorithm>
#include <array>

#include <glib.h>

namespace sim {
namespace {

using std::chrono::seconds;

// Defaults of the middleware's configuration (bbb-session.md §1.6).
constexpr int kQueriesPerMinute = 200;
constexpr int kMutationsPerMinute = 900;
constexpr std::size_t kMostSubscriptions = 100;
constexpr std::size_t kLongestQuery = 5000;
constexpr std::size_t kLongestMutation = 10000;
constexpr int kDeepestQuery = 6;
constexpr int kSocketsOfAToken = 3;
constexpr int kFatalClose = 4403;
constexpr auto kPingEvery = seconds(5);
constexpr auto kIdleAfter = seconds(60);
/// The server swaps roles after the join; data of the meeting come a little later.
constexpr base::Millis kRoleSwap{200};
/// From `ended` in a row to the socket's end.
constexpr base::Millis kFarewell{300};

base::Millis coreDelay() {
  return base::Millis(g_random_int_range(20, 100));
}

std::string tooLong(const std::string& operation, std::size_t length, std::size_t most,
                    const char* what) {
  return "Query " + operation + " is not valid with " + what + " " + std::to_string(length) +
         " and the max allowed is " + std::to_string(most);
}

}  // namespace

GraphqlConnection::GraphqlConnection(base::Loop& loop, World& world, std::shared_ptr<Socket> socket,
                                     Origin origin)
    : world_(world),
      socket_(std::move(socket)),
      origin_(std::move(origin)),
      queries_(kQueriesPerMinute),
      mutations_(kMutationsPerMinute),
      lastFrame_(base::steadyNow()),
      lastPing_(base::steadyNow()),
      delays_(loop) {
  socket_->onText = [this](const std::string& raw) { onText(raw); };
  socket_->onBinary = [this] { ignore("binary_frame"); };
  socket_->onClosed = [this] {
    state_ = State::Over;
    world_.changed();
  };
}

GraphqlConnection::~GraphqlConnection() {
  socket_->onText = nullptr;
  socket_->onBinary = nullptr;
  socket_->onClosed = nullptr;
}

void GraphqlConnection::send(const Json& frame) {
  if (world_.fault("stall")) return;
  socket_->sendText(dumpJson(frame));
}

void GraphqlConnection::sendRefusal(const std::string& id, const std::string& message) {
  ++world_.refused["operation"];
  send({{"id", id}, {"type", "error"}, {"payload", Json::array({Json{{"message", message}}})}});
  send({{"id", id}, {"type", "complete"}});
}

void GraphqlConnection::sendFault(const std::string& id, const base::Error& fault) {
  ++world_.refused["validation"];
  const Json extensions = {{"path", fault.code}, {"code", "validation-failed"}};
  send({{"id", id},
        {"type", "error"},
        {"payload", Json::array({Json{{"message", fault.what}, {"extensions", extensions}}})}});
}

void GraphqlConnection::fatal(const std::string& messageId, const std::string& text) {
  ++world_.refused["fatal"];
  state_ = State::Over;
  send({{"id", "-1"},
        {"type", "error"},
        {"payload", Json::array({Json{{"messageId", messageId}, {"message", text}}})}});
  socket_->close(kFatalClose, text);
}

void GraphqlConnection::onText(const std::string& raw) {
  lastFrame_ = base::steadyNow();
  const Json frame = parseJson(raw);
  if (!frame.is_object()) return ignore("broken_json");
  const std::string type = textOf(frame, "type");
  if (state_ == State::New) {
    if (type == "connection_init") init(frame);
    return;
  }
  if (state_ != State::Ready) return;
  if (type == "subscribe") return subscribe(raw, frame);
  if (type == "complete") {
    subscriptions_.erase(textOf(frame, "id"));
    return;
  }
  if (type != "pong" && type != "ping") ignore("unknown_frame");
}

void GraphqlConnection::init(const Json& frame) {
  const Json& headers = member(member(frame, "payload"), "headers");
  static constexpr std::array<const char*, 4> kNeeded = {"X-Session-Token", "X-ClientSessionUUID",
                                                         "X-ClientType", "X-ClientIsMobile"};
  for (const char* name : kNeeded) {
    if (member(headers, name).is_string()) continue;
    return fatal("param_missing", std::string(name) + " is missing on connection_init");
  }
  const std::string token = textOf(headers, "X-Session-Token");
  const World::Session known = world_.session(token);
  if (!known) return fatal("user_not_found", "User not found or session expired");
  if (known.meeting->ended()) return fatal("meeting_not_found", "Meeting not found");
  if (!world_.authorised(token, origin_.cookie)) {
    return fatal("check_authorization_error", "error on trying to check authorization");
  }
  if (origin_.socketsOfToken(token) >= kSocketsOfAToken || world_.fault("too_many_connections")) {
    return fatal("too_many_connections", "too many connections");
  }
  token_ = token;
  known.user->connected = true;
  gateOpen_ = known.user->isPresent();
  state_ = State::Ready;
  send({{"type", "connection_ack"}});
  world_.changed();
}

void GraphqlConnection::subscribe(const std::string& raw, const Json& frame) {
  const Json& payload = member(frame, "payload");
  Frame read;
  read.id = textOf(frame, "id");
  read.query = textOf(payload, "query");
  read.operation = textOf(payload, "operationName");
  read.variables = member(payload, "variables");
  read.kind = classify(raw, "subscribe", read.query);
  if (read.id.empty() || read.id == "-1" || read.query.empty()) return ignore("unknown_frame");
  const bool mutation = read.kind == FrameKind::Mutation;
  const auto wait = (mutation ? mutations_ : queries_).reserve(base::steadyNow());
  if (!wait || world_.fault("rate_limit")) {
    const int most = (mutation ? mutations_ : queries_).perMinute();
    return sendRefusal(read.id, "Rate limit exceeded: Maximum " + std::to_string(most) +
                                    (mutation ? " mutations" : " queries") +
                                    " per minute allowed. Please try again later.");
  }
  if (wait->count() == 0) return admit(read);
  delays_.after(*wait, [this, read] { admit(read); });
}

void GraphqlConnection::admit(const Frame& frame) {
  if (state_ != State::Ready) return;
  if (frame.kind == FrameKind::Mutation) return mutate(frame);
  if (frame.query.size() > kLongestQuery) {
    return sendRefusal(frame.id,
                       tooLong(frame.operation, frame.query.size(), kLongestQuery, "length"));
  }
  if (!gateOpen_ && !passesGate(frame.operation)) {
    if (held_.size() < kMostSubscriptions) held_.push_back(frame);
    return;
  }
  run(frame);
}

void GraphqlConnection::run(const Frame& frame) {
  auto parsed = parseDocument(frame.query, frame.variables);
  if (!parsed) return sendFault(frame.id, {base::Fault::Peer, parsed.error().what, "$.query"});
  if (parsed->depth > kDeepestQuery) {
    return sendRefusal(frame.id, tooLong(frame.operation, static_cast<std::size_t>(parsed->depth),
                                         kDeepestQuery, "depth"));
  }
  const std::string absent = world_.fault("field_unknown") ? "pres_page_curr.nextPagesSvg" : "";
  if (const auto valid = validate(*parsed, absent); !valid) {
    return sendFault(frame.id, valid.error());
  }
  if (parsed->kind == Document::Kind::Subscription) return open(frame, std::move(parsed).value());
  const World::Session session = world_.session(token_);
  if (!session) return;
  Json data = Json::object();
  for (const Field& root : parsed->fields) {
    const Json rows = tableRows(root.name, {*session.meeting, *session.user, origin_.baseUrl});
    data[root.alias] = project(rows.is_array() ? filterRows(rows, root) : rows, root);
  }
  send({{"id", frame.id}, {"type", "next"}, {"payload", {{"data", data}}}});
  send({{"id", frame.id}, {"type", "complete"}});
}

void GraphqlConnection::mutate(const Frame& frame) {
  if (frame.query.size() > kLongestMutation) {
    return sendRefusal(frame.id,
                       tooLong(frame.operation, frame.query.size(), kLongestMutation, "length"));
  }
  const auto mutation = readMutation(frame.query, frame.variables);
  if (!mutation) return sendRefusal(frame.id, mutation.error().what);
  const World::Session session = world_.session(token_);
  if (!session) return;
  const std::string refusal = mutationRefusal(*mutation, *session.user);
  if (!refusal.empty()) return sendRefusal(frame.id, refusal);
  send({{"id", frame.id}, {"type", "next"}, {"payload", {{"data", Json{{mutation->name, true}}}}}});
  send({{"id", frame.id}, {"type", "complete"}});
  // `true` only means queued: the core acts later, so that nobody relies on an order.
  delays_.after(coreDelay(), [this, what = *mutation] {
    const World::Session now = world_.session(token_);
    if (now) applyMutation(what, world_, *now.meeting, *now.user);
  });
}

void GraphqlConnection::open(const Frame& frame, Document document) {
  const bool oneTooMany = subscriptions_.size() >= kMostSubscriptions;
  if (oneTooMany) {
    return sendRefusal(frame.id, "Limit exceeded: Maximum " + std::to_string(kMostSubscriptions) +
                                     " concurrent subscriptions allowed.");
  }
  Subscription made;
  made.cursors = frame.kind == FrameKind::CursorStream;
  const bool secondCursors =
      made.cursors && std::any_of(subscriptions_.begin(), subscriptions_.end(),
                                  [](const auto& entry) { return entry.second.cursors; });
  if (secondCursors) {
    return sendRefusal(frame.id, "Only one getCursorCoordinatesStream subscription is allowed");
  }
  const Field& root = document.fields.front();
  const std::string& table = root.name;
  // The middleware serves cursors itself, and knows them by this very spelling.
  if (table == "pres_page_cursor_stream" && !made.cursors) {
    return sendFault(frame.id, {base::Fault::Peer,
                                "field '" + table + "' not found in type: 'subscription_root'",
                                "$.selectionSet." + table});
  }
  constexpr std::size_t kSuffix = 7;
  made.stream =
      table.size() > kSuffix && table.compare(table.size() - kSuffix, kSuffix, "_stream") == 0;
  const StreamCursor cursor = cursorOf(root);
  if (made.stream && cursor.column.empty()) {
    return sendFault(frame.id, {base::Fault::Peer, "missing required field 'cursor'",
                                "$.selectionSet." + table + ".args.cursor"});
  }
  made.column = cursor.column;
  made.after = made.cursors ? 0 : cursor.after;
  made.patched = mayPatch(frame.operation) && !made.stream;
  made.document = std::move(document);
  Subscription& kept = subscriptions_[frame.id] = std::move(made);
  refreshOne(frame.id, kept);
}

void GraphqlConnection::refresh() {
  if (state_ != State::Ready) return;
  const World::Session session = world_.session(token_);
  if (!session) return endSession(session);
  if (!gateOpen_ && session.user->isPresent() && !held_.empty()) {
    gateOpen_ = true;
    delays_.after(kRoleSwap, [this] {
      for (const Frame& frame : std::exchange(held_, {})) run(frame);
    });
  }
  if (session.user->isPresent()) gateOpen_ = true;
  for (auto& [id, subscription] : subscriptions_) refreshOne(id, subscription);
  const bool over =
      session.meeting->ended() || !session.user->ejectCode.empty() || session.user->loggedOut;
  if (over) endSession(session);
}

void GraphqlConnection::refreshOne(const std::string& id, Subscription& subscription) {
  const World::Session session = world_.session(token_);
  if (!session) return;
  const Field& root = subscription.document.fields.front();
  const Viewer viewer{*session.meeting, *session.user, origin_.baseUrl,
                      subscription.stream ? subscription.after : 0};
  const Json all = tableRows(root.name, viewer);
  const Json rows = all.is_array() ? filterRows(all, root) : all;
  if (subscription.stream) return refreshStream(id, subscription, rows);
  Json picked = project(rows, root);
  std::string text = dumpJson(picked);
  if (text == subscription.sent) return;
  const Json data = dataFor(subscription, std::move(picked), text);
  subscription.sent = std::move(text);
  send({{"id", id}, {"type", "next"}, {"payload", {{"data", data}}}});
}

Json GraphqlConnection::dataFor(Subscription& subscription, Json rows,
                                const std::string& text) const {
  const std::string& field = subscription.document.fields.front().alias;
  if (!subscription.patched || world_.fault("no_patches")) return {{field, std::move(rows)}};
  constexpr std::size_t kWorthIt = 250;
  const Json patch = rowPatch(subscription.rows, rows);
  const bool first = subscription.sent.empty();
  subscription.rows = rows;
  const bool smaller = dumpJson(patch).size() < text.size() / 2;
  if (first || text.size() <= kWorthIt || !smaller) return {{field, std::move(rows)}};
  return {{"patch", patch}, {field, Json::array()}};
}

void GraphqlConnection::refreshStream(const std::string& id, Subscription& subscription,
                                      const Json& rows) {
  const Field& root = subscription.document.fields.front();
  const std::size_t batch = cursorOf(root).batch;
  Json fresh = Json::array();
  std::int64_t newest = subscription.after;
  const auto flush = [&] {
    if (fresh.empty()) return;
    const Json data = {{root.alias, project(fresh, root)}};
    send({{"id", id}, {"type", "next"}, {"payload", {{"data", data}}}});
    fresh = Json::array();
  };
  for (const Json& row : rows) {
    const std::int64_t at = numberOf(row, kStreamKey);
    if (at <= subscription.after) continue;
    fresh.push_back(row);
    newest = std::max(newest, at);
    if (fresh.size() >= batch) flush();
  }
  flush();
  subscription.after = newest;
}

/// Who was thrown out is told the reason's own word; at an end the user is simply gone (§1.6).
void GraphqlConnection::endSession(const World::Session& session) {
  if (std::exchange(ending_, true)) return;
  const std::string code = session ? session.user->ejectCode : "";
  delays_.after(kFarewell, [this, code] {
    if (state_ != State::Ready) return;
    if (world_.fault("plain_close")) {
      state_ = State::Over;
      return socket_->close(1000, "");
    }
    if (code.empty()) return fatal("user_not_found", "User not found or session expired");
    fatal(code, "user ejected (" + code + ")");
  });
}

void GraphqlConnection::tick(base::Steady now) {
  if (!socket_->isOpen()) return;
  if (now - lastFrame_ > kIdleAfter) {
    state_ = State::Over;
    return socket_->close(1000, "idle timeout");
  }
  if (state_ != State::Ready || now - lastPing_ < kPingEvery) return;
  lastPing_ = now;
  send({{"type", "ping"}, {"payload", {{"message", "keepalive"}}}});
}

}  // namespace sim
