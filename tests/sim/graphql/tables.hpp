// SPDX-License-Identifier: Apache-2.0
// The rows of BBB's tables, made from the state of a meeting as one of its users sees it.
#pragma once

#include "tests/sim/meeting_state.hpp"

#include <string>

namespace sim {

/// Who asks, where, and since when.
struct Viewer {
  const Meeting& meeting;
  const User& user;
  std::string baseUrl;     ///< `http://host:port`, for the addresses of slides.
  std::int64_t after = 0;  ///< Streams only: rows at or before this (Unix ms) may be left out.
};

/// Key of a row that holds its place in a stream (Unix ms); never a column.
inline constexpr const char* kStreamKey = "$at";

/// All rows of a table with all their columns; aggregates give an object.
/// Tables that the simulator knows but never fills give an empty list.
Json tableRows(const std::string& table, const Viewer& viewer);

}  // namespace sim
