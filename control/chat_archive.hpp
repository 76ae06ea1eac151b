// SPDX-License-Identifier: Apache-2.0
// Chat lines on their way to the database: taken at once, written when it can be.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "control/desk.hpp"
#include "control/store/chat_table.hpp"

namespace control {

/// Chat never waits for the database. With it away, lines are held, up to a bound, and written
/// later.
class ChatArchive {
 public:
  struct Options {
    base::postgres::ConnectionOptions database;
    size_t maxQueued = 10000;       ///< Then the oldest line is given up.
    base::Millis retryEvery{2000};  ///< While the database is away.
  };
  struct Counters {
    uint64_t stored = 0, dropped = 0;
    size_t queued = 0;
  };

  explicit ChatArchive(Options options);
  ChatArchive(const ChatArchive&) = delete;
  ChatArchive& operator=(const ChatArchive&) = delete;
  ~ChatArchive();  ///< Tries once more to write what it holds.

  void add(StoredLine line);  ///< @thread any; never blocks
  Counters counters() const;  ///< @thread any

 private:
  void run();
  bool write(Desk& desk, std::deque<StoredLine>& lines);
  void putBack(std::deque<StoredLine> lines);

  const Options options_;
  mutable std::mutex mutex_;  // guards queue_, isEnding_, counters_; nothing else is taken under it
  std::condition_variable wake_;
  std::deque<StoredLine> queue_;
  bool isEnding_ = false;
  Counters counters_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace control
