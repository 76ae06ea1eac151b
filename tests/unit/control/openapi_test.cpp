// SPDX-License-Identifier: Apache-2.0
// control/openapi.yaml and the table of routes say the same, both ways.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "control/openapi_text.hpp"
#include "control/routes.hpp"
#include "control/streams.hpp"

namespace control {
namespace {

/// "GET /path" → the statuses.
using Contract = std::map<std::string, std::set<int>>;

std::string fileText() {
  std::ifstream file("control/openapi.yaml");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

size_t indentOf(const std::string& line) {
  return line.find_first_not_of(' ');
}

/// Reads the shape our file has: paths at two blanks, methods at four, statuses at eight.
Contract documented() {
  Contract contract;
  std::istringstream lines(fileText());
  bool isInPaths = false;
  std::string path;
  std::string operation;
  for (std::string line; std::getline(lines, line);) {
    const size_t indent = indentOf(line);
    if (indent == std::string::npos) continue;
    if (indent == 0) isInPaths = line == "paths:";
    if (!isInPaths) continue;
    const std::string word = line.substr(indent, line.find(':', indent) - indent);
    if (indent == 2) path = word;
    if (indent == 4 && word != "parameters") {
      operation = word;
      for (auto& c : operation) c = static_cast<char>(std::toupper(c));
      operation += " " + path;
      contract[operation];
    }
    if (indent == 8 && word.starts_with('"')) contract[operation].insert(std::stoi(word.substr(1)));
  }
  return contract;
}

Contract implemented() {
  Contract contract;
  for (const auto& route : routes())
    contract[std::string(route.method) + " " + std::string(route.path)] =
        std::set<int>(route.statuses.begin(), route.statuses.end());
  return contract;
}

TEST(Openapi, HasExactlyTheRoutesAndTheirStatuses) {
  EXPECT_EQ(documented(), implemented());
}

TEST(Openapi, IsWhatTheProgramServes) {
  EXPECT_EQ(openapiText(), fileText()) << "touch control/openapi_text.cpp and build again";
}

TEST(Openapi, ListsTheMembersOfAStream) {
  const std::string text = fileText();
  const auto at = text.find("required: [slug, title, state,");
  ASSERT_NE(at, std::string::npos);
  std::istringstream words(text.substr(at + 11, text.find(']', at) - at - 11));
  std::set<std::string> required;
  for (std::string word; words >> word;) {
    if (word.back() == ',') word.pop_back();
    required.insert(word);
  }
  std::set<std::string> shown;
  const base::Json stream = streamJson({}, {}, "", "");
  for (const auto& [key, value] : stream.items()) shown.insert(key);
  EXPECT_EQ(required, shown);
}

TEST(Openapi, AsksForATokenExactlyWhereWritesAre) {
  const std::string text = fileText();
  size_t open = 0;
  for (size_t at = 0; (at = text.find("      security: []", at)) != std::string::npos; ++at) ++open;
  size_t reads = 0;
  for (const auto& route : routes()) reads += route.access == Access::Read ? 1 : 0;
  EXPECT_EQ(open, reads);
}

}  // namespace
}  // namespace control
