// SPDX-License-Identifier: Apache-2.0
// JSON patches between two results of a live query (bbb-session.md §1.7). Pure.
#pragma once

#include "tests/sim/json.hpp"

namespace sim {

/// RFC 6902 operations that make `after` of `before`, both lists of rows. Rows that only change
/// places are moved; they are known by their first column.
Json rowPatch(const Json& before, const Json& after);

}  // namespace sim
