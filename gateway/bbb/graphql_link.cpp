// SPDX-License-Identifier: Apache-2.0
// One GraphQL connection.
#include "gateway/bbb/graphql_link.hpp"

#include <utility>
#include <vector>

namespace gateway {
namespace {

constexpr auto kPart = "bbb";
constexpr base::Millis kOpenTimeout{20000};
constexpr base::Millis kAckTimeout{30000};  // BBB tries its own checks for some seconds (§1.3).
// §1.9: silence that is worth a warning, and the further silence that ends the connection.
constexpr base::Millis kSilence{15000};
constexpr base::Millis kDead{45000};
constexpr int kDeadCode = 4499;
constexpr int kFatalCode = 4403;
constexpr base::Millis kRetryAfter{2000};  // BBB swaps roles for some time after a join (§2.1).
constexpr base::Millis kRetryRarely{30000};
constexpr int kMaxRefusals = 5;

}  // namespace

GraphqlLink::GraphqlLink(const Ports& ports, LinkOptions options, LinkEvents events)
    : ports_(ports),
      options_(std::move(options)),
      events_(std::move(events)),
      openedAt_(ports_.now()),
      heardAt_(openedAt_) {
  TextSocketEvents socket;
  socket.onOpen = [this] { onOpen(); };
  socket.onText = [this](std::string text) { onText(text); };
  socket.onClosed = [this](int code, const std::string& why) {
    over(code == kFatalCode, code == kFatalCode ? "closed_by_bbb" : "line_cut", why);
  };
  socket_ = ports_.openSocket({options_.url, "graphql-transport-ws"}, std::move(socket));
}

void GraphqlLink::onOpen() {
  if (state_ != State::Opening) return;
  state_ = State::Greeting;
  heardAt_ = ports_.now();
  socket_->send(messages::connectionInit(options_.sessionToken, options_.clientUuid));
}

void GraphqlLink::send(const std::string& id, const Operation& operation) {
  const Document& document = *operation.document;
  const auto& query = operation.usesFallback ? document.fallback : document.query;
  socket_->send(
      messages::subscribe(id, std::string(document.name), std::string(query), operation.variables));
}

void GraphqlLink::start(Operation operation) {
  if (state_ != State::Ready) return;
  const std::string id = std::to_string(nextId_++);
  send(id, operations_.emplace(id, std::move(operation)).first->second);
}

void GraphqlLink::subscribe(const Document& document, const base::Json& variables,
                            const std::string& tag) {
  Operation operation;
  operation.document = &document;
  operation.variables = variables;
  operation.tag = tag;
  operation.isSubscription = true;
  start(std::move(operation));
}

void GraphqlLink::run(const Document& document, const base::Json& variables,
                      const std::string& tag) {
  Operation operation;
  operation.document = &document;
  operation.variables = variables;
  operation.tag = tag;
  start(std::move(operation));
}

void GraphqlLink::unsubscribe(const Document& document) {
  if (state_ != State::Ready) return;
  for (auto it = operations_.begin(); it != operations_.end();) {
    if (it->second.document != &document) {
      ++it;
      continue;
    }
    socket_->send(messages::complete(it->first));
    it = operations_.erase(it);
  }
}

void GraphqlLink::close() {
  if (state_ == State::Over) return;
  const bool wasOpen = state_ != State::Opening;
  state_ = State::Over;
  if (wasOpen) socket_->close(1000, "");
}

void GraphqlLink::onText(const std::string& text) {
  if (state_ == State::Over) return;
  heardAt_ = ports_.now();
  isUnresponsive_ = false;
  const auto frame = messages::parseFrame(text);
  if (!frame) {
    uint64_t suppressed = 0;
    if (throttle_.admit(heardAt_, suppressed))
      base::log::warn(kPart, "a frame of BBB is not JSON", {{"suppressed", suppressed}});
    return;
  }
  onFrame(*frame);
}

void GraphqlLink::onFrame(const messages::Frame& frame) {
  using Kind = messages::Frame::Kind;
  if (frame.isFatal()) return over(true, frame.errorCode(), frame.errorMessage());
  switch (frame.kind) {
    case Kind::Ping:
      return socket_->send(messages::pong(frame.payload));
    case Kind::Ack:
      if (state_ != State::Greeting) return;
      state_ = State::Ready;
      return events_.onReady();
    case Kind::Next:
      return onNext(frame);
    case Kind::Error:
      return onError(frame);
    case Kind::Complete:
      return onComplete(frame.id);
    case Kind::Pong:
    case Kind::Unknown:
      return;
  }
}

void GraphqlLink::onNext(const messages::Frame& frame) {
  const auto found = operations_.find(frame.id);
  if (found == operations_.end()) return;
  Operation& operation = found->second;
  operation.refusals = 0;
  if (!takeRows(operation, frame.payload)) {
    if (operation.retryAt) socket_->send(messages::complete(frame.id));
    return;
  }
  // Copies: the event may end the operation.
  const Document& document = *operation.document;
  const std::string tag = operation.tag;
  const base::Json rows =
      document.isStream() ? base::memberAt(frame.payload, document.root) : operation.rows;
  events_.onRows(document, tag, rows);
}

// A patch is told against the last rows (§1.7); one that does not fit means that we lost some.
bool GraphqlLink::takeRows(Operation& operation, const base::Json& data) {
  const Document& document = *operation.document;
  if (!data.is_object() || !data.contains(document.root)) return false;
  if (document.isStream()) return true;
  const base::Json& patch = base::memberAt(data, "patch");
  if (!patch.is_array()) {
    operation.rows = base::memberAt(data, document.root);
    return true;
  }
  auto patched = base::patched(operation.rows, patch);
  if (!patched) {
    base::log::warn(kPart, "a patch of BBB does not fit; asking for the whole",
                    {{"operation", document.name}, {"why", patched.error().what}});
    operation.retryAt = ports_.now();
    return false;
  }
  operation.rows = *std::move(patched);
  return true;
}

void GraphqlLink::onError(const messages::Frame& frame) {
  const auto found = operations_.find(frame.id);
  if (found == operations_.end()) return;
  Operation& operation = found->second;
  const Document& document = *operation.document;
  const bool isTolerable = document.need == Need::Optional;
  base::log::write(isTolerable ? base::log::Level::Debug : base::log::Level::Warn, kPart,
                   "BBB refused an operation",
                   {{"operation", document.name},
                    {"code", frame.errorCode()},
                    {"why", frame.errorMessage()},
                    {"fallback", operation.usesFallback}});
  ++operation.refusals;
  const bool isTired = operation.refusals > kMaxRefusals;
  if (!operation.isSubscription || (isTired && document.need != Need::Usual)) {
    const auto gone = std::move(operation);
    operations_.erase(found);
    return events_.onRefused(document, gone.tag, frame.errorMessage());
  }
  // First the short document at once; later both in turn, because the refusal may be of the moment.
  const bool isFirst = operation.refusals == 1 && !document.fallback.empty();
  operation.usesFallback = !operation.usesFallback && !document.fallback.empty();
  operation.retryAt =
      ports_.now() + (isFirst ? base::Millis(0) : (isTired ? kRetryRarely : kRetryAfter));
  if (isFirst) tick();
}

void GraphqlLink::onComplete(const std::string& id) {
  const auto found = operations_.find(id);
  if (found == operations_.end()) return;
  if (!found->second.isSubscription) {
    operations_.erase(found);
  } else if (!found->second.retryAt) {
    found->second.retryAt = ports_.now() + kRetryAfter;
  }
}

void GraphqlLink::tick() {
  if (state_ == State::Over) return;
  const auto now = ports_.now();
  if (state_ == State::Opening && now - openedAt_ > kOpenTimeout)
    return over(false, "timeout", "the GraphQL socket did not open in time");
  if (state_ == State::Greeting && now - heardAt_ > kAckTimeout)
    return over(false, "timeout", "BBB did not accept the session in time");
  if (state_ != State::Ready) return;
  if (now - heardAt_ > kDead) {
    socket_->close(kDeadCode, "silent");
    return over(false, "silent", "the line to BBB went silent");
  }
  if (now - heardAt_ > kSilence && !std::exchange(isUnresponsive_, true))
    base::log::warn(kPart, "BBB has been silent for 15 s");
  // A retry gets a new id: the refused one may still be completed by the server.
  std::vector<Operation> due;
  for (auto it = operations_.begin(); it != operations_.end();) {
    if (it->second.retryAt && *it->second.retryAt <= now) {
      due.push_back(std::move(it->second));
      it = operations_.erase(it);
    } else {
      ++it;
    }
  }
  for (auto& operation : due) {
    operation.retryAt.reset();
    const std::string id = std::to_string(nextId_++);
    send(id, operations_.emplace(id, std::move(operation)).first->second);
  }
}

void GraphqlLink::over(bool isFatal, const std::string& code, const std::string& why) {
  if (state_ == State::Over) return;
  state_ = State::Over;
  events_.onOver(isFatal, code, why);
}

}  // namespace gateway
