// SPDX-License-Identifier: Apache-2.0
// Rows of the meeting itself and of what is on its current page.
#pragma once

#include "tests/sim/graphql/tables.hpp"

namespace sim {

Json meetingRow(const Viewer& viewer);
Json currentPage(const Viewer& viewer);
Json annotationRows(const Viewer& viewer);
Json annotationHistory(const Viewer& viewer);
Json cursorRows(const Viewer& viewer);

}  // namespace sim
