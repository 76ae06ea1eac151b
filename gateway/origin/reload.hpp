// SPDX-License-Identifier: Apache-2.0
// When a blocking playlist reload may be answered (RFC 8216bis §6.2.5.2): pure, no clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gateway {

/// Where a playlist stands.
struct Edge {
  int64_t lastComplete = -1;  ///< Newest segment with all its parts.
  int lastParts = 0;          ///< How many those are.
  int openParts = 0;          ///< Parts of the segment after it.
  bool ended = false;
  bool operator==(const Edge&) const = default;
};

/// The delivery directives of one request.
struct Directives {
  std::optional<int64_t> msn;
  std::optional<int64_t> part;
  bool skip = false;
};

enum class Reload {
  Now,      ///< The list holds what was asked for, or nothing was.
  Wait,     ///< It will.
  Refused,  ///< 400: too far ahead.
};

/// @param edge  Of the playlist asked for.
Reload decide(const Edge& edge, const Directives& directives);

/// Reads `_HLS_msn` and `_HLS_part` ("" when absent). Nothing when they are no numbers or a part
/// comes
/// without its segment: 400.
std::optional<Directives> readDirectives(std::string_view msn, std::string_view part,
                                         std::string_view skip);

}  // namespace gateway
