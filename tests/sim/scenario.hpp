// SPDX-License-Identifier: Apache-2.0
// A timed list of commands from a file.
#pragma once

#include "base/result.hpp"
#include "tests/sim/commands.hpp"

#include <string>
#include <vector>

namespace sim {

/// One step: a command and when it runs.
struct ScenarioStep {
  base::Millis at{0};  ///< After the scenario's start.
  Json command;
};

/// Reads `{"steps":[{"at":2.5,"do":"slide","page":2}, …]}` (or the bare list); `at`
/// is in seconds. Every step is a command of commands.hpp.
/// @return Steps in the order of time; Fault::Config when the text is no scenario.
base::Result<std::vector<ScenarioStep>> readScenario(const std::string& text);

/// Reads `file` and lets its steps happen.
base::Result<void> startScenario(const std::string& file, Commands& commands);

}  // namespace sim
