// SPDX-License-Identifier: Apache-2.0
// WatchedStream: one stream's worker, wanted or not, alive or not, and its place in the playlists.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/loop.hpp"
#include "base/process.hpp"
#include "gateway/link/backoff.hpp"
#include "gateway/supervisor/peer.hpp"
#include "gateway/supervisor/supervisor.hpp"

namespace gateway {

/// @thread loop. Its events are those given to the supervisor.
class WatchedStream {
 public:
  /// All references must outlive it. `onChanged` follows every change of what snapshot() tells.
  WatchedStream(base::Loop& loop, std::string slug, const SupervisorOptions& options,
                const StreamEvents& events, std::function<void()> onChanged);
  WatchedStream(const WatchedStream&) = delete;
  WatchedStream& operator=(const WatchedStream&) = delete;

  void start(WorkerJob job);
  void stop(const std::string& reason);
  void show(const base::StreamLook& look);
  void say(LinkSay line);
  void want(LinkWanted wanted);
  /// Takes over a worker that runs already, found by its lock.
  void adopt(pid_t pid);
  /// SIGKILL, now.
  void kill();

  void onHello(Peer& peer, const LinkHello& hello);
  void onMessage(Peer& peer, FromWorker message);
  void onLinkLost(const Peer& peer);

  bool hasWorker() const { return process_.has_value(); }
  const StreamSnapshot& snapshot() const { return snapshot_; }

 private:
  // The process (watched_process.cpp).
  void launch();
  void forget();
  base::Result<base::Process> spawn();
  void watch(base::Process process);
  void onExit(const base::Exit& exit);
  void afterExit(const base::Exit& exit);
  void replace(const base::Exit& exit);
  void relaunch();
  void stopProcess();
  void awaitHello();
  void heard();

  // What a worker says (watched_stream.cpp).
  void on(const LinkHello&) {}
  void on(const LinkState& state);
  void on(pipelines::Init& init);
  void on(pipelines::Part& part);
  void on(LinkChat& line);
  void on(LinkChatRefused& line);
  void on(LinkStats& stats);
  void on(LinkOutputs& outputs);
  void datePushes(LinkWanted& wanted);
  LinkWelcome welcomeFor(const LinkHello& hello);
  void answered(const std::string& lineId);
  void setStatus(base::StreamState state, const std::string& code, const std::string& detail);

  base::Loop& loop_;
  const std::string slug_;
  const SupervisorOptions& options_;
  const StreamEvents& events_;
  std::function<void()> onChanged_;

  std::optional<WorkerJob> job_;  // set while the stream is wanted
  std::string stopReason_;        // set when it is known to be unwanted
  StreamSnapshot snapshot_;

  std::optional<base::Process> process_;
  base::Timer exitWatch_;           // destroyed before the process it watches
  std::optional<base::Exit> exit_;  // it ended, but its last frames may still be unread
  Peer* peer_ = nullptr;            // outlived by no one: onLinkLost comes first
  base::Steady aliveSince_{};

  std::optional<WorkerPlace> place_;
  int64_t lastMsn_ = -1;
  std::map<std::string, int64_t> have_;  // Last `global` of each rendition.

  bool wasLive_ = false;
  bool isOver_ = false;  // this worker told its stream's end
  int64_t chatSinceMs_ = 0;
  std::deque<LinkSay> pendingLines_;
  std::map<std::string, int64_t> pushesSinceMs_;  // by their ids
  std::set<std::string> toldChat_;
  std::deque<std::string> toldChatOrder_;

  bool restartsAtOnce_ = true;
  Backoff pause_;
  base::Timer silence_, helloWatch_, killWatch_, restart_, lastFrames_;
  base::Alive alive_;
};

}  // namespace gateway
