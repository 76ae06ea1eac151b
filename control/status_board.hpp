// SPDX-License-Identifier: Apache-2.0
// Where each stream stands right now: written by the keeper and by workers' news, read by the API.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/stream_status.hpp"

namespace control {

/// @thread any
class StatusBoard {
 public:
  /// Sets what the keeper says of the stream. `isWanted`: whether a worker's news may replace it.
  void put(const std::string& slug, const base::StreamStatus& status, bool isWanted);
  /// Takes a worker's news; false (and nothing changes) for a stream nobody wants on air, or the
  /// same news.
  bool acceptFromWorker(const std::string& slug, const base::StreamStatus& status);
  void remove(const std::string& slug);
  std::optional<base::StreamStatus> find(const std::string& slug) const;
  /// How many streams stand in each state, in the order of base::StreamState.
  std::array<int, base::kStreamStateNames.size()> countByState() const;

 private:
  struct Entry {
    base::StreamStatus status;
    bool isWanted = false;
  };
  mutable std::mutex mutex_;  // guards entries_; nothing else is taken under it
  std::map<std::string, Entry> entries_;
};

}  // namespace control
