// SPDX-License-Identifier: Apache-2.0
// A map under a lock.
#include "control/status_board.hpp"

namespace control {

void StatusBoard::put(const std::string& slug, const base::StreamStatus& status, bool isWanted) {
  const std::lock_guard lock(mutex_);
  entries_[slug] = Entry{status, isWanted};
}

bool StatusBoard::acceptFromWorker(const std::string& slug, const base::StreamStatus& status) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(slug);
  if (found == entries_.end() || !found->second.isWanted) return false;
  if (found->second.status == status) return false;
  found->second.status = status;
  return true;
}

void StatusBoard::remove(const std::string& slug) {
  const std::lock_guard lock(mutex_);
  entries_.erase(slug);
}

std::optional<base::StreamStatus> StatusBoard::find(const std::string& slug) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(slug);
  if (found == entries_.end()) return std::nullopt;
  return found->second.status;
}

std::array<int, base::kStreamStateNames.size()> StatusBoard::countByState() const {
  std::array<int, base::kStreamStateNames.size()> counts{};
  const std::lock_guard lock(mutex_);
  for (const auto& [slug, entry] : entries_) ++counts[static_cast<size_t>(entry.status.state)];
  return counts;
}

}  // namespace control
