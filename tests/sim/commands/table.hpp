// SPDX-License-Identifier: Apache-2.0
// Commands by name, in groups; each works on one running meeting.
#pragma once

#include "tests/sim/commands.hpp"

#include <map>
#include <string>

namespace sim {

inline constexpr int kMostCameras = 64;

/// What a command works on.
struct Stage {
  World& world;
  Meeting& meeting;
  const Commands::Hooks& hooks;
};

using CommandTable =
    std::map<std::string, base::Result<void> (*)(const Json& command, const Stage& stage)>;

CommandTable boardCommands();
CommandTable contentCommands();
CommandTable mediaCommands();
CommandTable peopleCommands();

/// Fault::Caller with a sentence.
base::Error refused(const std::string& why);
/// Somebody present by name; only people of the simulator when `stagedOnly`.
User* userNamed(Meeting& meeting, const std::string& name, bool stagedOnly = false);
/// Who a command is about: `name`, or the presenter; null when there is nobody.
User* actor(const Json& command, Meeting& meeting);
/// A finite number, or `fallback`.
double realOf(const Json& command, const char* key, double fallback);

}  // namespace sim
