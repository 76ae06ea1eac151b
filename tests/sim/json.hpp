// SPDX-License-Identifier: Apache-2.0
// The JSON type of the simulator (it keeps the order of keys) and readers that never throw.
#pragma once

#include "base/json.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace sim {

/// JSON that keeps keys in the order in which they were written, as Hasura does.
using Json = nlohmann::ordered_json;

/// Parses `text`; a discarded value (`is_discarded()`) when it is no JSON or nests over 64 levels.
Json parseJson(std::string_view text);

/// One line of compact JSON; bytes that are no UTF-8 are replaced.
inline std::string dumpJson(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The member `key` of an object, or a null when it is missing or `object` is none.
inline const Json& member(const Json& object, std::string_view key) {
  static const Json none;
  if (!object.is_object()) return none;
  const auto found = object.find(key);
  return found == object.end() ? none : *found;
}

/// The string under `key`, or `fallback` for anything that is no string.
inline std::string textOf(const Json& object, std::string_view key, std::string fallback = "") {
  const Json& value = member(object, key);
  return value.is_string() ? value.get<std::string>() : fallback;
}

/// The whole number under `key`, or `fallback` for anything that is no number.
inline std::int64_t numberOf(const Json& object, std::string_view key, std::int64_t fallback = 0) {
  const Json& value = member(object, key);
  if (value.is_number_integer()) return value.get<std::int64_t>();
  constexpr double kWithinInt64 = 9e18;
  const double real = value.is_number() ? value.get<double>() : 2 * kWithinInt64;
  return real > -kWithinInt64 && real < kWithinInt64 ? static_cast<std::int64_t>(real) : fallback;
}

/// The boolean under `key`, or `fallback` for anything that is no boolean.
inline bool flagOf(const Json& object, std::string_view key, bool fallback = false) {
  const Json& value = member(object, key);
  return value.is_boolean() ? value.get<bool>() : fallback;
}

}  // namespace sim
