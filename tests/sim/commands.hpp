// SPDX-License-Identifier: Apache-2.0
// What a person at the console, a test or a scenario can make the meeting do.
#pragma once

#include "base/result.hpp"
#include "tests/sim/meeting_state.hpp"

#include <functional>
#include <string>

namespace sim {

/// Runs commands of the form `{"do":"slide","meeting":"demo","page":2}`. @thread loop
///
/// | do | fields (defaults) |
/// |---|---|
/// | slide | page, or step (+1/-1) |
/// | zoom | width_ratio (100), height_ratio (100), x (0), y (0) |
/// | chat | text, name (the presenter; an unknown name becomes a viewer) |
/// | camera | on, which (0) |
/// | microphone | on |
/// | screen | on |
/// | cursor | x, y (-1 = gone) |
/// | ink | id, shape (null = deleted); clear_ink removes all |
/// | lock_chat | on |
/// | guest | allow: answers everyone who waits |
/// | stage | name, role (VIEWER), presenter (false): a person of the simulator comes in |
/// | leave | name: such a person goes |
/// | eject | name (every real client), code (user_requested_eject_reason) |
/// | inactivity | on: the warning of every real client |
/// | begin | a new demo meeting with its presenter, when the last one has ended |
/// | end | reason (ENDED_AFTER_USER_LOGGED_OUT) |
/// | drop | what: graphql or sfu |
/// | fault | name, on |
class Commands {
 public:
  struct Hooks {
    std::function<void(const std::string& what)> drop;
    std::function<void(bool on)> microphone;
    std::function<void()> begin;
  };

  Commands(World& world, std::string defaultMeeting, Hooks hooks)
      : world_(world), defaultMeeting_(std::move(defaultMeeting)), hooks_(std::move(hooks)) {}

  /// Fault::Caller with a sentence when the command makes no sense.
  base::Result<void> run(const Json& command);
  /// Names of faults that can be switched.
  static const std::set<std::string>& faults();

 private:
  base::Result<void> runInMeeting(const std::string& what, const Json& command, Meeting& meeting);
  base::Result<void> slide(const Json& command, Meeting& meeting);
  base::Result<void> chat(const Json& command, Meeting& meeting);
  base::Result<void> camera(const Json& command, Meeting& meeting);
  void microphone(bool on, Meeting& meeting);
  void ink(const Json& command, Meeting& meeting);
  void people(const std::string& what, const Json& command, Meeting& meeting);

  World& world_;  // outlives the commands
  std::string defaultMeeting_;
  Hooks hooks_;
};

/// Turns a meeting's camera `which` on; the people behind cameras 1.. are staged when needed.
void cameraOn(World& world, Meeting& meeting, int which);

}  // namespace sim
