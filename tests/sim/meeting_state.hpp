// SPDX-License-Identifier: Apache-2.0
// What the simulated server knows: all its meetings, sessions, faults and counters.
#pragma once

#include "tests/sim/meeting.hpp"

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace sim {

/// After a lost connection a user is still listed for this long (bbb-session.md §2.5).
inline constexpr std::int64_t kExpireAfterMs = 10'000;
/// An ended meeting answers getMeetingInfo for this long.
inline constexpr std::int64_t kForgetAfterMs = 30'000;

/// A caption is in its table for this long (bbb-session.md §3.14).
inline constexpr std::int64_t kCaptionMs = 5'000;

/// All meetings of the server, and a bell for those who show them. @thread loop
class World {
 public:
  /// Called after every change, possibly many times in a row.
  std::function<void()> onChange;

  /// A new meeting with the internal id that BBB would give it.
  Meeting& createMeeting(const std::string& extId, const std::string& name,
                         std::shared_ptr<Deck> deck);
  /// A living meeting, or one that ended a short while ago; by external or internal id.
  Meeting* meeting(const std::string& anyId);
  /// A user with new ids; not yet in the meeting.
  User& registerUser(Meeting& meeting, const std::string& name, const std::string& role);
  /// A user played by the simulator, present at once.
  User& stageUser(Meeting& meeting, const std::string& name, const std::string& role);
  /// Who a session token belongs to.
  struct Session {
    Meeting* meeting = nullptr;
    User* user = nullptr;
    explicit operator bool() const { return user != nullptr; }
  };
  Session session(const std::string& token);
  /// The session that a cookie and a token open together (bbb-session.md §1.1).
  Session authorised(const std::string& token, const std::string& cookie);

  ChatLine& say(Meeting& meeting, const User& sender, const std::string& text);
  /// Makes `user` the one presenter; the chat says so (bbb-session.md §3.9).
  void present(Meeting& meeting, User& user);
  /// A burst of talk begins or ends; who begins has the floor.
  void talk(Meeting& meeting, User& user, bool on);
  /// One external user at most `maxAccesses` times: the oldest are thrown out (§2.4).
  void dropDuplicates(Meeting& meeting, const User& joined);
  void end(Meeting& meeting, const std::string& reason);
  void eject(User& user, const std::string& code);
  void changed() {
    if (onChange) onChange();
  }
  /// Lets time pass: durations, lost connections, forgotten meetings.
  void tick(std::int64_t now);

  std::list<Meeting>& meetings() { return meetings_; }
  /// Switches that make the server misbehave, by name.
  std::set<std::string> faults;
  bool fault(const std::string& name) const { return faults.count(name) > 0; }
  /// Things refused or ignored, by kind.
  std::map<std::string, std::uint64_t> refused;

 private:
  std::list<Meeting> meetings_;  // a list: pointers to meetings stay good
};

}  // namespace sim
