// SPDX-License-Identifier: Apache-2.0
// What a failure means for the stream: try again, over, or failed until somebody acts.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/stream_status.hpp"

namespace gateway {

struct Verdict {
  base::StreamState state = base::StreamState::Failed;
  std::string code;
  std::string detail;
  bool retries = false;
};

/// After this long without the meeting, a stream that was live has ended.
constexpr base::Millis kGoneIsOver{120'000};

/// Pure. @param isWorthRetrying  isWorthRejoining(why.code)
/// @param wasLive   The stream has been on air.
/// @param goneFor   How long the meeting has been away since.
Verdict judge(const base::Error& why, bool isWorthRetrying, bool wasLive, base::Millis goneFor);

/// A peer's word in the form of the API: `checksumError`, "Params required" → `checksum_error`,
/// `params_required`; at most 64 letters, digits and underscores.
std::string machineWord(std::string_view word);

}  // namespace gateway
