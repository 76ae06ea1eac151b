// SPDX-License-Identifier: Apache-2.0
// Who did nothing for longest: the time-outs of many connections at O(1) each.
#pragma once

#include <list>

#include "base/clock.hpp"

namespace base::http {

struct Session;

/// A list of sessions ordered by their last sign of life. libwebsockets 4.1.6 keeps its own
/// timers in a
/// sorted list that it walks from the head: with 2000 connections that walk took a third of the CPU
/// (measured), so that only short-lived timers are left to it. Not thread safe.
class Ageing {
 public:
  struct Entry {
    Session* session = nullptr;
    Steady since;
  };
  using Place = std::list<Entry>::iterator;

  /// Puts a new session at the young end.
  Place add(Session& session, Steady now) {
    entries_.push_back({&session, now});
    return std::prev(entries_.end());
  }
  /// Moves an entry, of this list or of `from`, to the young end.
  void renew(Place place, Ageing& from, Steady now) {
    entries_.splice(entries_.end(), from.entries_, place);
    place->since = now;
  }
  void remove(Place place) { entries_.erase(place); }
  /// The oldest that was silent for `limit`, or nullptr.
  Session* oldest(Millis limit, Steady now) const {
    if (entries_.empty() || now - entries_.front().since < limit) return nullptr;
    return entries_.front().session;
  }

 private:
  std::list<Entry> entries_;
};

}  // namespace base::http
