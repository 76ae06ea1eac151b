// SPDX-License-Identifier: Apache-2.0
// The worker's end of the link: outlives restarts of the server and catches it up.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/loop.hpp"
#include "gateway/link/backoff.hpp"
#include "gateway/link/channel.hpp"
#include "gateway/link/messages.hpp"
#include "gateway/link/part_store.hpp"

namespace gateway {

/// All run on the loop.
struct ServerLinkEvents {
  std::function<void(LinkSay)> onSay;
  std::function<void(std::string reason)> onStop;
  std::function<void(const LinkShow&)> onShow;
  std::function<void(LinkWanted)> onWanted;
};

/// Keeps trying to reach the server for ever; what it misses meanwhile is kept (parts for 41 s,
/// chat
/// lines by the hundred, the last state) and sent when it is back. @thread loop
class ServerLink {
 public:
  /// `loop` must outlive it. Connects as soon as the loop runs.
  ServerLink(base::Loop& loop, std::string socketPath, std::string slug, ServerLinkEvents events);
  ServerLink(const ServerLink&) = delete;
  ServerLink& operator=(const ServerLink&) = delete;

  void publish(pipelines::Init init);
  void publish(pipelines::Part part);
  void publish(LinkState state);
  void publish(LinkChat line);
  void publish(LinkChatRefused line);
  void publish(const LinkStats& stats);  ///< Lost while there is no server.
  void publish(LinkOutputs outputs);     ///< The same.

  bool isConnected() const { return channel_ != nullptr && isWelcome_; }
  /// The server has been handed everything.
  bool isDrained() const { return isConnected() && channel_->queuedBytes() == 0; }
  const std::string& session() const { return hello_.session; }

 private:
  struct KeptLine {
    FromWorker message;
    base::Steady at;
  };

  void connect();
  void retry();
  void on(Frame frame);
  void on(const LinkWelcome& welcome);
  void on(LinkSay& line) { events_.onSay(std::move(line)); }
  void on(const LinkShow& show) {
    if (events_.onShow) events_.onShow(show);
  }
  void on(LinkWanted& wanted) {
    if (events_.onWanted) events_.onWanted(std::move(wanted));
  }
  void on(LinkStop& stop) { events_.onStop(std::move(stop.reason)); }
  void onClosed(const base::Error& why);
  void keepLine(FromWorker line);
  void sendIfWelcome(const FromWorker& message);
  void send(const FromWorker& message);

  base::Loop& loop_;
  std::string socketPath_;
  LinkHello hello_;
  ServerLinkEvents events_;
  PartStore store_;
  std::optional<LinkState> state_;
  std::deque<KeptLine> lines_;  // what the server may not have
  Backoff pause_;
  bool isWelcome_ = false;
  std::unique_ptr<Channel> channel_;
  base::Timer timer_;  // the next try, or the patience with a server that does not welcome us
  base::Alive alive_;
};

}  // namespace gateway
