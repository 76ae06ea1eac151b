// SPDX-License-Identifier: Apache-2.0
// Running streams: supervisor, origin and hub, put together behind the control plane's port.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/config.hpp"
#include "control/stream_port.hpp"
#include "gateway/chat/hub.hpp"
#include "gateway/origin/origin.hpp"
#include "gateway/supervisor/supervisor.hpp"

namespace gateway {

/// What the live side tells the control plane. All may be called on any thread and must not block,
/// except `history`.
struct LiveSideEvents {
  std::function<void(const std::string& slug, const base::StreamStatus&)> workerSaid;
  std::function<void(const std::string& slug)> workerFound;
  std::function<void(const std::string& slug, const ChatLine&)> store;
  /// The last lines of a stream's chat; asked by show(), on its caller's thread.
  std::function<std::vector<ChatLine>(const std::string& slug)> history;
};

/// Parts flow from the supervisor to the origin, lines between the hub and the supervisor.
class LiveSide : public control::StreamPort {
 public:
  LiveSide(const base::Config& config, LiveSideEvents events);
  LiveSide(const LiveSide&) = delete;
  LiveSide& operator=(const LiveSide&) = delete;
  ~LiveSide() override;

  /// Opens the link and takes over workers of an earlier server. Until then start() fails.
  /// Fault::Config when the socket cannot be had.
  base::Result<void> open(const std::string& socketPath);
  /// Ends every worker; blocks until they are gone, at most `limit`.
  void stopWorkers(base::Millis limit);

  void show(const control::StreamCard& card, const base::StreamStatus& status) override;
  void tell(const std::string& slug, const base::StreamStatus& status) override;
  void remove(const std::string& slug) override;
  base::Result<void> start(const control::StreamOrder& order) override;
  void setLook(const std::string& slug, const base::StreamLook& look) override;
  void want(const std::string& slug, const control::OutputOrder& outputs) override;
  void stop(const std::string& slug, const std::string& reason) override;
  /// @thread any
  control::StreamOutputs outputs(const std::string& slug) const;

  Origin& origin() { return origin_; }
  Hub& hub() { return hub_; }
  /// Nothing before open().
  Supervisor* supervisor() { return supervisor_.get(); }

 private:
  StreamEvents supervisorEvents();
  void enter(const WorkerPlace& place);
  void onState(const std::string& slug, const base::StreamStatus& status);
  void tick();

  const base::Config config_;
  const LiveSideEvents events_;
  Origin origin_;
  Hub hub_;
  std::map<std::string, std::string> sessions_;  // by slug; supervisor's thread only

  std::mutex mutex_;  // guards isEnding_; nothing else is taken under it
  std::condition_variable ending_;
  bool isEnding_ = false;
  std::set<std::string> shown_;  // slugs the hub knows; keeper's thread only

  std::unique_ptr<Supervisor> supervisor_;  // its thread uses all of the above
  std::thread ticker_;
};

}  // namespace gateway
