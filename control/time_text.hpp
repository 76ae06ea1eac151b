// SPDX-License-Identifier: Apache-2.0
// Dates of the API: RFC 3339 text to Unix milliseconds and back. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace control {

/// Milliseconds of "2026-11-24T09:30:00Z" or "2026-11-24T10:30:00.500+01:00"; nothing for any other
/// text. Years 1970 to 9999. @source RFC 3339 §5.6
std::optional<int64_t> parseTimestamp(std::string_view text);

/// "2026-11-24T09:30:00Z"; milliseconds are cut.
std::string formatTimestamp(int64_t unixMs);

}  // namespace control
