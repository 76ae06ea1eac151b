// SPDX-License-Identifier: Apache-2.0
// What a person at the console, a test or a scenario can make the meeting do.
#include "tests/sim/commands.hpp"

#include "base/log.hpp"
#include "tests/sim/commands/table.hpp"
#include "tests/sim/scenario.hpp"

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

const CommandTable& inMeeting() {
  static const CommandTable all = [] {
    CommandTable table = boardCommands();
    table.merge(contentCommands());
    table.merge(mediaCommands());
    table.merge(peopleCommands());
    return table;
  }();
  return all;
}

base::Result<void> switchFault(const Json& command, World& world) {
  const std::string name = textOf(command, "name");
  if (Commands::faults().count(name) == 0) return refused("no fault is called '" + name + "'");
  if (flagOf(command, "on", true)) {
    world.faults.insert(name);
  } else {
    world.faults.erase(name);
  }
  world.changed();
  return {};
}

constexpr double kMostPpm = 10'000;

const std::map<std::string, std::string> kRestarts = {
    {"middleware_restart", "middleware"}, {"restart_sfu", "sfu"}, {"media_restart", "media"}};

base::Result<void> drop(const Json& command, const Commands::Hooks& hooks) {
  static const std::set<std::string> kTargets = {"graphql", "sfu", "sfu_audio", "sfu_video",
                                                 "sfu_screenshare"};
  const std::string target = textOf(command, "what");
  if (kTargets.count(target) == 0) {
    return refused("drop what: graphql, sfu, sfu_audio, sfu_video or sfu_screenshare");
  }
  hooks.drop(target, flagOf(command, "one"));
  return {};
}

base::Result<void> network(const Json& command, const Commands::Hooks& hooks) {
  constexpr double kWhole = 100;
  constexpr std::int64_t kLongestMs = 5000;
  const double loss = realOf(command, "loss", 0);
  const std::int64_t jitter = numberOf(command, "jitter");
  if (loss < 0 || loss > kWhole || jitter < 0 || jitter > kLongestMs) {
    return refused("loss is a percentage, jitter at most 5000 ms");
  }
  hooks.network(loss, static_cast<int>(jitter));
  return {};
}

base::Result<MediaKey> sourceOf(const Json& command) {
  using Kind = MediaKey::Kind;
  static const std::map<std::string, Kind> kKinds = {{"camera", Kind::Camera},
                                                     {"screen", Kind::Screen},
                                                     {"screen_sound", Kind::ScreenSound},
                                                     {"sound", Kind::Sound}};
  const auto kind = kKinds.find(textOf(command, "what", "camera"));
  if (kind == kKinds.end()) return refused("what: camera, screen, screen_sound or sound");
  const std::int64_t which = kind->second == Kind::Camera ? numberOf(command, "which") : 0;
  if (which < 0 || which >= kMostCameras) return refused("which must be 0..63");
  return MediaKey{kind->second, static_cast<int>(which)};
}

}  // namespace

const std::set<std::string>& Commands::faults() {
  static const std::set<std::string> all = {
      "guest_wait",      "guest_deny",     "token_invalid", "auth_token",
      "end_before_join", "rate_limit",     "field_unknown", "too_many_connections",
      "chat_locked",     "graphql_down",   "no_patches",    "plain_close",
      "stall",           "slides_missing", "sfu_down",      "sfu_unauthorised",
      "sfu_bad_headers", "sfu_2019",       "sfu_2300",      "sfu_2001",
      "sfu_silent",      "no_consent",     "turn_only"};
  return all;
}

base::Result<void> Commands::run(const Json& command) {
  const std::string what = textOf(command, "do");
  const auto known = inMeeting().find(what);
  if (known == inMeeting().end()) return runOnServer(what, command);
  Meeting* meeting = world_.meeting(textOf(command, "meeting", defaultMeeting_));
  if (meeting == nullptr || meeting->ended()) return refused("no such meeting is running");
  auto done = known->second(command, {world_, *meeting, hooks_});
  world_.changed();
  return done;
}

base::Result<void> Commands::runOnServer(const std::string& what, const Json& command) {
  if (what == "fault") return switchFault(command, world_);
  if (what == "drop") return drop(command, hooks_);
  if (what == "network") return network(command, hooks_);
  if (what == "freeze" || what == "drift") {
    const auto source = sourceOf(command);
    if (!source) return source.error();
    if (what == "freeze") return hooks_.freeze(*source, flagOf(command, "on", true));
    return hooks_.drift(*source, std::clamp(realOf(command, "ppm", 0), -kMostPpm, kMostPpm));
  }
  if (what == "scenario") return startSteps(member(command, "steps"));
  const auto restarted = kRestarts.find(what);
  if (restarted != kRestarts.end()) {
    constexpr double kLongest = 600, kUsual = 2, kMs = 1000;
    const double seconds = std::clamp(realOf(command, "seconds", kUsual), 0.0, kLongest);
    const base::Millis away(static_cast<std::int64_t>(seconds * kMs));
    hooks_.restart(restarted->second, away);
    return {};
  }
  if (what == "begin") {
    const Meeting* last = world_.meeting(defaultMeeting_);
    if (last != nullptr && !last->ended()) return refused("the meeting is running already");
    hooks_.begin();
    return {};
  }
  return refused("no command is called '" + what + "'");
}

base::Result<void> Commands::startSteps(const Json& list) {
  auto steps = readScenario(dumpJson(list));
  if (!steps) return refused(steps.error().what);
  for (ScenarioStep& step : *steps) {
    hooks_.later(step.at, [this, command = std::move(step.command)] {
      if (const auto done = run(command); !done) {
        base::log::failure("scenario", "a step could not be done", done.error());
      }
    });
  }
  return {};
}

base::Error refused(const std::string& why) {
  return {base::Fault::Caller, why, "bad_command"};
}

User* userNamed(Meeting& meeting, const std::string& name, bool stagedOnly) {
  const auto found = std::find_if(meeting.users.begin(), meeting.users.end(), [&](User& user) {
    return user.name == name && user.isPresent() && (user.staged || !stagedOnly);
  });
  return found == meeting.users.end() ? nullptr : &*found;
}

User* actor(const Json& command, Meeting& meeting) {
  const std::string name = textOf(command, "name");
  return name.empty() ? meeting.presenter() : userNamed(meeting, name);
}

double realOf(const Json& command, const char* key, double fallback) {
  const Json& value = member(command, key);
  const double read = value.is_number() ? value.get<double>() : fallback;
  return std::isfinite(read) ? read : fallback;
}

}  // namespace sim
