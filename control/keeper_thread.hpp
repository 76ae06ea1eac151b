// SPDX-License-Identifier: Apache-2.0
// The thread that drives the keeper.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "control/keeper.hpp"

namespace control {

/// Steps a keeper when something is due or new, from start() until destroyed. News may come before.
class KeeperThread {
 public:
  explicit KeeperThread(KeeperPorts ports);
  KeeperThread(const KeeperThread&) = delete;
  KeeperThread& operator=(const KeeperThread&) = delete;
  ~KeeperThread();  ///< Waits for the step that runs (a question to BBB: at most 10 s).

  void start();
  void changed();                                                              ///< @thread any
  void workerSaid(const std::string& slug, const base::StreamStatus& status);  ///< @thread any
  void workerFound(const std::string& slug);                                   ///< @thread any
  void startAsked(const std::string& slug);                                    ///< @thread any

 private:
  void run();
  void wake();

  Keeper keeper_;
  std::mutex mutex_;  // guards isEnding_ and isWoken_; nothing else is taken under it
  std::condition_variable wake_;
  bool isEnding_ = false;
  bool isWoken_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace control
