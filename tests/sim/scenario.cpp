// SPDX-License-Identifier: Apache-2.0
// A timed list of commands from a file.
#include "tests/sim/scenario.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace sim {

base::Result<std::vector<ScenarioStep>> readScenario(const std::string& text) {
  const Json read = parseJson(text);
  const Json& list = read.is_array() ? read : member(read, "steps");
  if (!list.is_array()) {
    return base::Error{base::Fault::Config, "a scenario is a JSON list of steps", ""};
  }
  std::vector<ScenarioStep> steps;
  for (const Json& entry : list) {
    const Json& at = member(entry, "at");
    constexpr double kLongest = 1e6;
    if (!at.is_number() || at.get<double>() < 0 || at.get<double>() > kLongest ||
        textOf(entry, "do").empty()) {
      return base::Error{base::Fault::Config, "a step needs \"at\" (seconds) and \"do\"", ""};
    }
    steps.push_back({base::Millis(static_cast<std::int64_t>(at.get<double>() * 1000)), entry});
  }
  std::stable_sort(steps.begin(), steps.end(),
                   [](const ScenarioStep& a, const ScenarioStep& b) { return a.at < b.at; });
  return steps;
}

base::Result<void> startScenario(const std::string& file, Commands& commands, Delays& delays) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return base::Error{base::Fault::Config, "--scenario: cannot read " + file, ""};
  auto steps = readScenario(text.str());
  if (!steps) return std::move(steps).error().in("--scenario " + file);
  for (ScenarioStep& step : *steps) {
    delays.after(step.at, [&commands, command = std::move(step.command)] {
      if (const auto done = commands.run(command); !done) {
        base::log::failure("scenario", "a step could not be done", done.error());
      }
    });
  }
  return {};
}

}  // namespace sim
