// SPDX-License-Identifier: Apache-2.0
// Supervisor: the workers of this machine, started, watched, replaced, and found again after a
// restart.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/stream_status.hpp"
#include "gateway/link/job.hpp"
#include "gateway/link/messages.hpp"

namespace gateway {

/// Where a worker's parts stand in its stream's playlists: the MSN of a part is `firstMsn +
/// part.segment`.
struct WorkerPlace {
  std::string slug;
  std::string session;  ///< Eight characters of base32, new per worker process.
  int64_t firstMsn = 0;
  int64_t discontinuity = 0;  ///< Grows by one with each worker of the stream.
};

/// Who wants to know. All run on the supervisor's thread, must not block, and may call the
/// supervisor.
/// Any may be empty.
struct StreamEvents {
  std::function<void(const WorkerPlace&, pipelines::Init)> onInit;
  std::function<void(const WorkerPlace&, pipelines::Part)> onPart;
  /// The stream's state changed, or its detail; `meeting` is the meeting's name, empty until known.
  std::function<void(const std::string& slug, const base::StreamStatus&,
                     const std::string& meeting)>
      onState;
  std::function<void(const std::string& slug, LinkChat)> onChat;  ///< Echoes of our lines too.
  std::function<void(const std::string& slug, LinkChatRefused)> onChatRefused;
  std::function<void(const std::string& slug, const std::map<std::string, double>&)> onStats;
  /// A worker of an earlier server came: it is served at once. Answer with start(job) to go on
  /// watching over it, or with stop(slug) when nobody wants it.
  std::function<void(const std::string& slug)> onNeedJob;
};

struct SupervisorOptions {
  std::string socketPath;  ///< Absolute: <data>/run/link.sock
  /// Run as `<executable> <arguments…>`, job on stdin.
  std::string executable = "/proc/self/exe";
  std::vector<std::string> arguments{"worker"};
  base::Millis silence{5000};       ///< A worker that says nothing for so long is killed.
  base::Millis helloWithin{10000};  ///< From its start, or from a cut of the link.
  base::Millis stopWithin{10000};   ///< From `stop` to SIGKILL.
  base::Millis firstPause{1000};    ///< Before the second restart in a row; the first is at once.
  base::Millis longestPause{30000};
};

/// One stream as the supervisor sees it.
struct StreamSnapshot {
  base::StreamStatus status;
  std::string meeting;
  std::string session;  ///< Empty when no worker is connected.
  int64_t pid = 0;      ///< 0: no worker.
  bool isConnected = false;
  int64_t restarts = 0;  ///< Workers that died while they were wanted.
  std::map<std::string, double> stats;
  LinkOutputs outputs;  ///< As the worker told them last.
};

/// Runs on a thread of its own. Every method may be called from any thread and returns at once.
class Supervisor {
 public:
  /// Listens and starts the thread. Fault::Config when the socket cannot be had.
  static base::Result<std::unique_ptr<Supervisor>> start(SupervisorOptions options,
                                                         StreamEvents events);
  /// Stops watching and ends the thread; workers run on and come back to the next server.
  virtual ~Supervisor() = default;

  /// The stream is wanted: its worker is adopted or started, and replaced when it dies, until the
  /// meeting ends, it fails for good, or stop(). `job.socket` and `job.chatSinceMs` are
  /// filled in here.
  virtual void start(WorkerJob job) = 0;
  /// The stream is no longer wanted: its worker leaves the meeting. onState follows with `ended`.
  virtual void stop(const std::string& slug, const std::string& reason) = 0;
  /// What the stream's picture looks like from now on, by this worker and those that replace it.
  virtual void show(const std::string& slug, const base::StreamLook& look) = 0;
  /// Posts a listener's line into the stream's BBB chat; kept until a worker answers for it.
  /// Answered by onChat with `echoOf`, or by onChatRefused.
  virtual void say(const std::string& slug, LinkSay line) = 0;

  /// Other outputs are wanted than the job said. @param pushes  `sinceMs` is filled in here.
  virtual void want(const std::string& slug, LinkWanted wanted) = 0;

  /// Nothing for a stream that this supervisor never heard of.
  virtual std::optional<StreamSnapshot> status(const std::string& slug) const = 0;
  virtual std::map<std::string, StreamSnapshot> snapshot() const = 0;
  /// Peers dropped for nonsense since the start.
  virtual uint64_t droppedPeers() const = 0;

  /// Ends every worker, those of earlier servers too, and waits until all are gone or
  /// `deadline` passed
  /// (then they are killed). @thread any but the supervisor's; blocks
  virtual void stopAll(base::Millis deadline) = 0;
};

}  // namespace gateway
