// SPDX-License-Identifier: Apache-2.0
// Bursts of talk.
#include "gateway/worker/speakers.hpp"

#include <algorithm>

namespace gateway {
namespace {

/// Who was silent for so long is as good as never heard.
constexpr base::Millis kForgottenAfter{600'000};

}  // namespace

bool Speakers::isOn(const Burst& burst, base::Steady now) {
  return !burst.end || now - *burst.end < kSpeakerHold;
}

void Speakers::hear(const std::vector<Talker>& talkers, base::Steady now) {
  for (auto& [userId, burst] : bursts_) {
    const bool talks = std::any_of(talkers.begin(), talkers.end(),
                                   [&](const Talker& talker) { return talker.userId == userId; });
    if (!talks && !burst.end) burst.end = now;
  }
  for (const auto& talker : talkers) {
    const auto [found, isNew] = bursts_.try_emplace(talker.userId, Burst{now, std::nullopt});
    if (!isNew && !isOn(found->second, now)) found->second.since = now;
    found->second.end.reset();
  }
  std::erase_if(bursts_, [&](const auto& one) {
    return one.second.end && now - *one.second.end > kForgottenAfter;
  });
}

std::set<std::string> Speakers::at(base::Steady now) const {
  std::set<std::string> found;
  for (const auto& [userId, burst] : bursts_)
    if (isOn(burst, now)) found.insert(userId);
  return found;
}

std::optional<base::Steady> Speakers::since(const std::string& userId, base::Steady now) const {
  const auto found = bursts_.find(userId);
  if (found == bursts_.end() || !isOn(found->second, now)) return std::nullopt;
  return found->second.since;
}

base::Steady Speakers::lastHeard(const std::string& userId, base::Steady now) const {
  const auto found = bursts_.find(userId);
  return found == bursts_.end() ? base::Steady::min() : found->second.end.value_or(now);
}

}  // namespace gateway
