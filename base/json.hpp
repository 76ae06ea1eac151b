// SPDX-License-Identifier: Apache-2.0
// JSON in and out; the door of nlohmann/json. Nothing here throws on foreign input.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

using Json = nlohmann::json;

/// Parses foreign text. Fault::Peer when it is not JSON, deeper than 64 levels, or over `maxBytes`.
Result<Json> parseJson(std::string_view text, size_t maxBytes = 16u << 20);

/// Compact text; bytes that are not UTF-8 are replaced, so it never fails.
std::string compact(const Json& value);

/// `document` after an RFC 6902 patch of foreign making: add, remove, replace, move, test; `copy`
/// is refused, since a few of them make a small document fill the memory. Fault::Peer when the
/// patch does not fit.
Result<Json> patched(const Json& document, const Json& patch);

/// Typed readers for foreign objects: the member when it is there and of that type, else the
/// fallback. They accept any `object`, also one that is not an object.
std::string textAt(const Json& object, std::string_view key, std::string_view fallback = "");
int64_t integerAt(const Json& object, std::string_view key, int64_t fallback = 0);
double numberAt(const Json& object, std::string_view key, double fallback = 0);
bool boolAt(const Json& object, std::string_view key, bool fallback = false);
/// The member, or a JSON null that lives for ever.
const Json& memberAt(const Json& object, std::string_view key);

}  // namespace base
