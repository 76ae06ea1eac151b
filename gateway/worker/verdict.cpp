// SPDX-License-Identifier: Apache-2.0
// Retry classification.
#include "gateway/worker/verdict.hpp"

#include <algorithm>
#include <array>

#include "gateway/link/messages.hpp"

namespace gateway {
namespace {

constexpr size_t kMaxWord = 64;

/// Words that mean that no such meeting runs (bbb-api.md §2.3, bbb-session.md §1.6).
constexpr std::array<std::string_view, 6> kNoMeeting = {
    "not_found",           "invalid_meeting_identifier", "invalid_meeting_id",
    "meeting_not_running", "meeting_not_found",          "meeting_ended"};

bool isIn(const auto& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace

Verdict judge(const base::Error& why, bool isWorthRetrying, bool wasLive, base::Millis goneFor) {
  Verdict out;
  out.code = machineWord(why.code);
  out.detail = base::sentence(clip(why.what, kMaxSentenceBytes - 1));
  // One word for the many that BBB's versions have, so that pages know it.
  if (isIn(kNoMeeting, out.code)) out.code = "meeting_not_running";
  const bool isOver = out.code == "meeting_forcibly_ended" ||
                      (out.code == "meeting_not_running" && goneFor >= kGoneIsOver);
  if (wasLive && isOver) return {base::StreamState::Ended, "meeting_ended", "", false};
  out.retries = isWorthRetrying;
  if (isWorthRetrying)
    out.state = wasLive ? base::StreamState::Interrupted : base::StreamState::Joining;
  return out;
}

std::string machineWord(std::string_view word) {
  std::string out;
  bool wasLower = false;
  for (const char c : word) {
    const bool isUpper = c >= 'A' && c <= 'Z';
    const bool isLower = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool isBreak = (isUpper && wasLower) || !(isUpper || isLower);
    if (isBreak && !out.empty() && out.back() != '_') out += '_';
    wasLower = isLower;
    if (isUpper) out += static_cast<char>(c - 'A' + 'a');
    if (isLower) out += c;
    if (out.size() >= kMaxWord) break;
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out.substr(0, kMaxWord);
}

}  // namespace gateway
