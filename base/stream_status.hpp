// SPDX-License-Identifier: Apache-2.0
// The state of a stream, as worker, supervisor, chat and control plane speak of it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

/// The words of the API (`state` of a stream), in the order a stream usually passes through them.
enum class StreamState { Scheduled, Waiting, Joining, Live, Interrupted, Ended, Failed };

inline constexpr std::array<std::string_view, 7> kStreamStateNames = {
    "scheduled", "waiting", "joining", "live", "interrupted", "ended", "failed"};

/// The word of the API and of the wire.
constexpr std::string_view toString(StreamState state) {
  return kStreamStateNames[static_cast<size_t>(state)];
}

/// Nothing for any other word.
constexpr std::optional<StreamState> parseStreamState(std::string_view word) {
  for (size_t i = 0; i < kStreamStateNames.size(); ++i)
    if (kStreamStateNames[i] == word) return static_cast<StreamState>(i);
  return std::nullopt;
}

/// Whether a worker is wanted in this state: it tries, waits or runs.
constexpr bool isRunning(StreamState state) {
  return state == StreamState::Waiting || state == StreamState::Joining ||
         state == StreamState::Live || state == StreamState::Interrupted;
}

/// `words` with a capital and a full stop: people read them on the page.
inline std::string sentence(std::string words) {
  if (words.empty()) return words;
  if (words.front() >= 'a' && words.front() <= 'z')
    words.front() = static_cast<char>(words.front() - 'a' + 'A');
  if (words.back() != '.') words += '.';
  return words;
}

/// Where a stream stands and what somebody can do about it.
struct StreamStatus {
  StreamState state = StreamState::Scheduled;
  /// Machine word of the reason, e.g. `checksum_error`; empty when all is well.
  std::string code;
  /// English sentence that says what to do; empty when there is nothing to do.
  std::string detail;
  int64_t sinceUnixMs = 0;  ///< When this state began.
  bool operator==(const StreamStatus&) const = default;
};

}  // namespace base
