// SPDX-License-Identifier: Apache-2.0
// The keeper makes true what people asked for: it waits for meetings and sees that workers run.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "control/bbb/api.hpp"
#include "control/status_board.hpp"
#include "control/store/streams_table.hpp"
#include "control/stream_port.hpp"

namespace control {

/// What the keeper reaches the world through. All are called on its thread; the first two may
/// block.
struct KeeperPorts {
  std::function<base::Result<std::vector<StreamRow>>()> load;
  std::function<base::Result<void>(const std::string& slug, const base::StreamStatus&, bool isOver)>
      save;
  StreamPort& streams;        ///< Outlives the keeper.
  StatusBoard& board;         ///< Outlives the keeper.
  std::optional<BbbApi> bbb;  ///< Nothing: no [bbb] url is configured.
  std::string botName = "Amphi";
};

/// One moment, given by the caller.
struct Now {
  base::Steady steady;
  int64_t unixMs = 0;
};

/// For each stream somebody wants on air: waits for its time, asks BBB whether the meeting runs,
/// then has a worker started; follows what the worker says; writes each change of state down. With
/// the database away it goes on with what it knows and writes later.
///
/// @thread one: its owner's, except changed() and workerSaid().
class Keeper {
 public:
  explicit Keeper(KeeperPorts ports) : ports_(std::move(ports)) {}

  /// Rows were added, changed or removed; step() will read them. @thread any
  void changed();
  /// A worker's news, from the supervisor. Listeners and the board hear at once. @thread any
  void workerSaid(const std::string& slug, const base::StreamStatus& status);
  /// A worker that outlived an earlier server reports for work: it gets an order, or is stopped.
  /// @thread any
  void workerFound(const std::string& slug);
  /// Somebody asked for the stream again: a failed one is tried at once. @thread any
  void startAsked(const std::string& slug);
  /// Whether step() has something to do before the time it gave. @thread any
  bool hasNews() const;

  /// Does all that is due and gives how long nothing else will be.
  base::Millis step(Now now);

 private:
  struct Kept {
    StreamRow row;
    base::StreamStatus status;
    bool isCalled = false;  // somebody started it: the time announced no longer matters
    bool isAtWork = false;  // a worker was asked for and has not reported its end
    bool isUnsaved = false;
    bool isOver = false;  // to be saved with the status
    int tries = 0;        // failures in a row
    int asked = 0;        // how often BBB said the meeting does not run
    base::Steady due{};   // next attempt while wanted and not at work
  };
  enum class NewsKind { WorkerSaid, WorkerFound, StartAsked };
  struct News {
    NewsKind kind;
    std::string slug;
    base::StreamStatus status;  // of WorkerSaid
  };
  /// What BBB itself failed with lately; until then it is not asked again for any stream.
  struct Outage {
    base::Error error;
    base::Steady until;
  };

  void reload(Now now);
  void forgetMissing(const std::vector<StreamRow>& rows);
  void add(const StreamRow& row, Now now);
  void update(Kept& kept, const StreamRow& row, Now now);
  void drainNews(Now now);
  void take(const News& news, Now now);
  void hear(Kept& kept, const base::StreamStatus& status, Now now);
  void attempt(Kept& kept, Now now);
  void attemptMeeting(Kept& kept, Now now);
  void waitForMeeting(Kept& kept, Now now);
  void orderFound(Kept& kept, Now now);
  /// Its join URL is empty when there is no way to join.
  StreamOrder orderFor(const StreamRow& row) const;
  void order(Kept& kept, Now now);
  void failed(Kept& kept, const base::Error& error, Now now);
  void set(Kept& kept, base::StreamStatus status, Now now);
  void saveAll(Now now);
  base::Steady nextDue(Now now) const;

  KeeperPorts ports_;
  std::map<std::string, Kept> kept_;
  std::optional<Outage> outage_;
  base::Steady loadDue_{};
  base::Steady saveDue_{};
  bool hasLoaded_ = false;

  mutable std::mutex mutex_;  // guards what follows; nothing else is taken under it
  bool isChanged_ = true;
  std::vector<News> news_;
};

/// How long to wait after the n-th failure in a row (n from 1): 2 s, 4 s … 60 s.
base::Millis retryDelay(int failures);

}  // namespace control
