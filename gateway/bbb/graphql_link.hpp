// SPDX-License-Identifier: Apache-2.0
// One GraphQL connection: opens, keeps subscriptions alive, notices when the line is dead. Never
// reconnects.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/json.hpp"
#include "base/log.hpp"
#include "gateway/bbb/documents.hpp"
#include "gateway/bbb/messages.hpp"
#include "gateway/bbb/text_socket.hpp"

namespace gateway {

struct LinkOptions {
  std::string url;
  std::string sessionToken;
  std::string clientUuid;  ///< The same for every connection of one process (bbb-session.md §1.3).
};

/// All run on the loop, none after onOver. Do not destroy the link inside one.
struct LinkEvents {
  std::function<void()> onReady;  ///< BBB accepted us: operations may be sent.
  /// The rows of `document`'s root field, whole, also where BBB sent a patch of the last ones.
  std::function<void(const Document& document, const std::string& tag, const base::Json& rows)>
      onRows;
  /// A query or mutation was refused, or a subscription for good (see Need).
  std::function<void(const Document& document, const std::string& tag, const std::string& message)>
      onRefused;
  /// Once, last. With an `id` "-1" error `isFatal` is true and reconnecting makes no sense.
  std::function<void(bool isFatal, const std::string& code, const std::string& why)> onOver;
};

/// @thread loop
class GraphqlLink {
 public:
  GraphqlLink(const Ports& ports, LinkOptions options, LinkEvents events);
  GraphqlLink(const GraphqlLink&) = delete;
  GraphqlLink& operator=(const GraphqlLink&) = delete;

  /// Kept until the link is over: a refused document is replaced by its fallback, then tried again.
  /// `tag` comes back with rows and refusals.
  void subscribe(const Document& document, const base::Json& variables = base::Json::object(),
                 const std::string& tag = "");
  /// Ends every subscription and query of `document`; nothing of them comes afterwards.
  void unsubscribe(const Document& document);
  /// A query or mutation, once. `tag` comes back with rows and refusals.
  void run(const Document& document, const base::Json& variables, const std::string& tag = "");
  /// Says goodbye; onOver does not follow.
  void close();
  /// Watches over silence and retries.
  void tick();
  bool isReady() const { return state_ == State::Ready; }

 private:
  enum class State { Opening, Greeting, Ready, Over };
  struct Operation {
    const Document* document = nullptr;
    base::Json variables;
    std::string tag;
    bool isSubscription = false;
    bool usesFallback = false;
    int refusals = 0;
    std::optional<base::Steady> retryAt;
    base::Json rows;  // the last ones, for a patch to come
  };

  void start(Operation operation);
  void send(const std::string& id, const Operation& operation);
  void onOpen();
  void onText(const std::string& text);
  void onFrame(const messages::Frame& frame);
  void onNext(const messages::Frame& frame);
  bool takeRows(Operation& operation, const base::Json& data);
  void onError(const messages::Frame& frame);
  void onComplete(const std::string& id);
  void over(bool isFatal, const std::string& code, const std::string& why);

  Ports ports_;
  LinkOptions options_;
  LinkEvents events_;
  State state_ = State::Opening;
  base::Steady openedAt_, heardAt_;
  bool isUnresponsive_ = false;
  int nextId_ = 1;
  std::map<std::string, Operation> operations_;  // by id
  base::log::Throttle throttle_;
  std::unique_ptr<TextSocket> socket_;  // last: dropped before what its events touch
};

}  // namespace gateway
