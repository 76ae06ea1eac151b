// SPDX-License-Identifier: Apache-2.0
// A bounded queue and the thread that writes it down.
#include "control/chat_archive.hpp"

#include <iterator>
#include <utility>

#include "base/log.hpp"

namespace control {

ChatArchive::ChatArchive(Options options)
    : options_(std::move(options)), thread_([this] { run(); }) {}

ChatArchive::~ChatArchive() {
  {
    const std::lock_guard lock(mutex_);
    isEnding_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void ChatArchive::add(StoredLine line) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(line));
    if (queue_.size() > options_.maxQueued) {
      queue_.pop_front();
      ++counters_.dropped;
    }
  }
  wake_.notify_all();
}

ChatArchive::Counters ChatArchive::counters() const {
  const std::lock_guard lock(mutex_);
  Counters out = counters_;
  out.queued = queue_.size();
  return out;
}

void ChatArchive::run() {
  Desk desk(options_.database);
  bool isAway = false;
  for (;;) {
    std::deque<StoredLine> lines;
    bool isLast = false;
    {
      std::unique_lock lock(mutex_);
      if (isAway) wake_.wait_for(lock, options_.retryEvery, [this] { return isEnding_; });
      wake_.wait(lock, [this] { return isEnding_ || !queue_.empty(); });
      isLast = isEnding_;
      lines.swap(queue_);
    }
    isAway = !write(desk, lines);
    if (isLast) return;
    if (isAway) putBack(std::move(lines));
  }
}

/// Writes from the front; false when the database is away, with the rest left in `lines`.
bool ChatArchive::write(Desk& desk, std::deque<StoredLine>& lines) {
  while (!lines.empty()) {
    auto database = desk.database();
    if (!database) return false;
    auto done = chat_table::insert(**database, lines.front());
    if (!done && (base::postgres::isAway(done.error()) || !(*database)->isUsable())) return false;
    // A line the database will never take must not hold up those behind it.
    if (!done) base::log::failure("chat", "a line cannot be stored", done.error());
    lines.pop_front();
    const std::lock_guard lock(mutex_);
    ++(done ? counters_.stored : counters_.dropped);
  }
  return true;
}

void ChatArchive::putBack(std::deque<StoredLine> lines) {
  const std::lock_guard lock(mutex_);
  queue_.insert(queue_.begin(), std::make_move_iterator(lines.begin()),
                std::make_move_iterator(lines.end()));
  while (queue_.size() > options_.maxQueued) {
    queue_.pop_front();
    ++counters_.dropped;
  }
}

}  // namespace control
