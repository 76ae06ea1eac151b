// SPDX-License-Identifier: Apache-2.0
// A timed list of commands from a file.
#include "tests/sim/scenario.hpp"

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

base::Result<void> startScenario(const std::string& file, Commands& commands) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return base::Error{base::Fault::Config, "--scenario: cannot read " + file, ""};
  const Json read = parseJson(text.str());
  const Json& steps = read.is_array() ? read : member(read, "steps");
  auto started = commands.run({{"do", "scenario"}, {"steps", steps}});
  if (!started) return std::move(started).error().in("--scenario " + file);
  return {};
}

}  // namespace sim
