// SPDX-License-Identifier: Apache-2.0
// The supervisor's thread: its socket, its peers, its streams, and the way in from other threads.
#include "gateway/supervisor/supervisor.hpp"

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "base/log.hpp"
#include "base/loop.hpp"
#include "gateway/link/listener.hpp"
#include "gateway/link/worker_lock.hpp"
#include "gateway/supervisor/peer.hpp"
#include "gateway/supervisor/watched_stream.hpp"

namespace gateway {
namespace {

/// Peers that connected and have not said hello; more are turned away.
constexpr size_t kMostStrangers = 64;
constexpr base::Millis kPeerHelloWithin{5000};
/// After the kill at stopAll's deadline.
constexpr base::Millis kKilledWithin{2000};

class LiveSupervisor : public Supervisor {
 public:
  LiveSupervisor(SupervisorOptions options, StreamEvents events)
      : options_(std::move(options)), events_(std::move(events)) {}
  ~LiveSupervisor() override {
    loop_.quit();
    if (thread_.joinable()) thread_.join();
  }

  base::Result<void> open() {
    auto listener = LinkListener::open(loop_, options_.socketPath,
                                       [this](LinkPeer peer) { onPeer(std::move(peer)); });
    if (!listener) return std::move(listener).error();
    listener_ = std::move(*listener);
    thread_ = std::thread([this] { run(); });
    return {};
  }

  void start(WorkerJob job) override {
    loop_.post([this, held = std::move(job)] { stream(held.slug).start(held); });
  }
  void stop(const std::string& slug, const std::string& reason) override {
    loop_.post([this, slug, reason] {
      auto& wanted = stream(slug);
      const auto holder = workerLockHolder(options_.socketPath, slug);
      if (!wanted.hasWorker() && holder) wanted.adopt(*holder);
      wanted.stop(reason);
    });
  }
  void show(const std::string& slug, const base::StreamLook& look) override {
    loop_.post([this, slug, look] { stream(slug).show(look); });
  }
  void say(const std::string& slug, LinkSay line) override {
    loop_.post([this, slug, held = std::move(line)] { stream(slug).say(held); });
  }

  void want(const std::string& slug, LinkWanted wanted) override {
    loop_.post([this, slug, held = std::move(wanted)] { stream(slug).want(held); });
  }

  std::optional<StreamSnapshot> status(const std::string& slug) const override {
    const std::lock_guard lock(mutex_);
    const auto found = snapshots_.find(slug);
    if (found == snapshots_.end()) return std::nullopt;
    return found->second;
  }
  std::map<std::string, StreamSnapshot> snapshot() const override {
    const std::lock_guard lock(mutex_);
    return snapshots_;
  }
  uint64_t droppedPeers() const override { return droppedPeers_; }

  void stopAll(base::Millis deadline) override;

 private:
  void run();
  WatchedStream& stream(const std::string& slug);
  void onPeer(LinkPeer connected);
  void onPeerClosed(Peer& peer, const base::Error& why);
  void stopEveryWorker();
  bool hasWorkers() const;

  const SupervisorOptions options_;
  const StreamEvents events_;
  std::atomic<uint64_t> droppedPeers_{0};

  mutable std::mutex mutex_;  // guards snapshots_; nothing else is taken under it
  mutable std::condition_variable changed_;
  std::map<std::string, StreamSnapshot> snapshots_;

  base::Loop loop_;
  // From here on the loop's alone. Streams die before peers: they point at them.
  std::unique_ptr<LinkListener> listener_;
  std::map<Peer*, std::unique_ptr<Peer>> peers_;
  std::map<std::string, std::unique_ptr<WatchedStream>> streams_;
  base::log::Throttle nonsense_;
  std::thread thread_;
};

void LiveSupervisor::run() {
  loop_.run();
  streams_.clear();
  peers_.clear();
  listener_.reset();
}

WatchedStream& LiveSupervisor::stream(const std::string& slug) {
  auto& slot = streams_[slug];
  if (!slot) {
    slot = std::make_unique<WatchedStream>(loop_, slug, options_, events_, [this, slug] {
      {
        const std::lock_guard lock(mutex_);
        snapshots_[slug] = streams_[slug]->snapshot();
      }
      changed_.notify_all();
    });
  }
  return *slot;
}

void LiveSupervisor::onPeer(LinkPeer connected) {
  size_t strangers = 0;
  for (const auto& [key, peer] : peers_) strangers += peer->slug().empty() ? 1 : 0;
  if (strangers >= kMostStrangers) {
    ++droppedPeers_;
    return;
  }
  PeerEvents events;
  events.onHello = [this](Peer& peer, const LinkHello& hello) {
    stream(hello.slug).onHello(peer, hello);
  };
  events.onMessage = [this](Peer& peer, FromWorker message) {
    stream(peer.slug()).onMessage(peer, std::move(message));
  };
  events.onClosed = [this](Peer& peer, const base::Error& why) { onPeerClosed(peer, why); };
  auto peer =
      std::make_unique<Peer>(loop_, std::move(connected), kPeerHelloWithin, std::move(events));
  auto* key = peer.get();
  peers_.emplace(key, std::move(peer));
}

void LiveSupervisor::onPeerClosed(Peer& peer, const base::Error& why) {
  uint64_t suppressed = 0;
  // A worker that dies closes or resets its connection; everything else is nonsense.
  if (why.code != "closed" && why.code != "socket") {
    ++droppedPeers_;
    if (nonsense_.admit(base::steadyNow(), suppressed))
      base::log::warn("supervisor", "peer dropped",
                      {{"slug", peer.slug()},
                       {"pid", static_cast<int64_t>(peer.pid())},
                       {"code", why.code},
                       {"total", nonsense_.total()},
                       {"unwritten", suppressed}});
  }
  if (!peer.slug().empty()) stream(peer.slug()).onLinkLost(peer);
  loop_.post([this, key = &peer] { peers_.erase(key); });
}

// Those of earlier servers hold locks beside the socket, whether they said hello or not.
void LiveSupervisor::stopEveryWorker() {
  constexpr std::string_view kPrefix = "worker-", kSuffix = ".lock";
  std::error_code failed;
  const auto directory = std::filesystem::path(options_.socketPath).parent_path();
  for (const auto& file : std::filesystem::directory_iterator(directory, failed)) {
    const auto name = file.path().filename().string();
    if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) continue;
    const auto slug = name.substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size());
    if (!isSlug(slug)) continue;
    const auto holder = workerLockHolder(options_.socketPath, slug);
    if (holder && !stream(slug).hasWorker()) stream(slug).adopt(*holder);
  }
  for (const auto& [slug, watched] : streams_) watched->stop("shutdown");
}

bool LiveSupervisor::hasWorkers() const {
  for (const auto& [slug, snapshot] : snapshots_)
    if (snapshot.pid != 0) return true;
  return false;
}

void LiveSupervisor::stopAll(base::Millis deadline) {
  bool isAsked = false;
  loop_.post([this, &isAsked] {
    stopEveryWorker();
    const std::lock_guard lock(mutex_);
    isAsked = true;
    changed_.notify_all();
  });
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return isAsked; });
  if (changed_.wait_for(lock, deadline, [this] { return !hasWorkers(); })) return;
  loop_.post([this] {
    for (const auto& [slug, watched] : streams_) watched->kill();
  });
  changed_.wait_for(lock, kKilledWithin, [this] { return !hasWorkers(); });
}

}  // namespace

base::Result<std::unique_ptr<Supervisor>> Supervisor::start(SupervisorOptions options,
                                                            StreamEvents events) {
  auto supervisor = std::make_unique<LiveSupervisor>(std::move(options), std::move(events));
  if (auto opened = supervisor->open(); !opened) return std::move(opened).error();
  return std::unique_ptr<Supervisor>(std::move(supervisor));
}

}  // namespace gateway
