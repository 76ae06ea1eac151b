// SPDX-License-Identifier: Apache-2.0
// JSON patches between two results of a live query (bbb-session.md §1.7). Pure.
#include "tests/sim/graphql/patch.hpp"

#include <algorithm>

namespace sim {
namespace {

const Json& keyOf(const Json& row) {
  static const Json none;
  return row.is_object() && !row.empty() ? row.begin().value() : none;
}

std::string place(std::size_t index) {
  return "/" + std::to_string(index);
}

}  // namespace

Json rowPatch(const Json& before, const Json& after) {
  if (!before.is_array() || !after.is_array() || before.size() != after.size()) {
    return Json::diff(before, after);
  }
  Json patch = Json::array();
  Json now = before;
  for (std::size_t i = 0; i < after.size(); ++i) {
    std::size_t at = i;
    while (at < now.size() && keyOf(now[at]) != keyOf(after[i])) ++at;
    // Other rows than before: the plain difference says it.
    if (at == now.size()) return Json::diff(before, after);
    if (at == i) continue;
    patch.push_back({{"op", "move"}, {"from", place(at)}, {"path", place(i)}});
    const auto first = now.begin() + static_cast<std::ptrdiff_t>(i);
    const auto found = now.begin() + static_cast<std::ptrdiff_t>(at);
    std::rotate(first, found, std::next(found));
  }
  for (std::size_t i = 0; i < after.size(); ++i) {
    for (Json& step : Json::diff(now[i], after[i], place(i))) patch.push_back(std::move(step));
  }
  return patch;
}

}  // namespace sim
