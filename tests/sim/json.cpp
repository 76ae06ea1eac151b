// SPDX-License-Identifier: Apache-2.0
// The JSON type of the simulator (it keeps the order of keys) and readers that never throw.
#include "tests/sim/json.hpp"

namespace sim {
namespace {

constexpr int kDeepest = 64;

/// Nesting is checked before parsing, because printing and destroying are recursive.
bool nestsTooDeep(std::string_view text) {
  int depth = 0;
  bool inString = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (inString) {
      if (c == '\\') ++i;
      if (c == '"') inString = false;
      continue;
    }
    if (c == '"') inString = true;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth > kDeepest) return true;
  }
  return false;
}

}  // namespace

Json parseJson(std::string_view text) {
  if (nestsTooDeep(text)) return Json(Json::value_t::discarded);
  return Json::parse(text, nullptr, false);
}

}  // namespace sim
