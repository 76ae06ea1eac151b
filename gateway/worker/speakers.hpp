// SPDX-License-Identifier: Apache-2.0
// Who speaks, seen a little longer than heard, so that nothing flickers between two words.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "gateway/bbb/meeting.hpp"

namespace gateway {

/// A speaker stays one for so long after the last word (bbb-session.md §3.3).
constexpr base::Millis kSpeakerHold{3000};

/// Pure.
class Speakers {
 public:
  /// Those who talk at `now`; all others have stopped.
  void hear(const std::vector<Talker>& talkers, base::Steady now);
  void clear() { bursts_.clear(); }

  /// User ids of those who speak, or did until shortly before `now`.
  std::set<std::string> at(base::Steady now) const;
  /// Since when somebody speaks, pauses shorter than the hold left out; nothing: silent.
  std::optional<base::Steady> since(const std::string& userId, base::Steady now) const;
  /// The last word of somebody; the beginning of time: never heard.
  base::Steady lastHeard(const std::string& userId, base::Steady now) const;
  bool isEmpty() const { return bursts_.empty(); }

 private:
  struct Burst {
    base::Steady since;
    std::optional<base::Steady> end;  // nothing: still talking
  };
  static bool isOn(const Burst& burst, base::Steady now);

  std::map<std::string, Burst> bursts_;  // the latest, by user id
};

}  // namespace gateway
