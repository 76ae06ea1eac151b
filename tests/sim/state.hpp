// SPDX-License-Identifier: Apache-2.0
// What /sim/state and /sim/board tell of a meeting.
#pragma once

#include "tests/sim/meeting.hpp"

namespace sim {

Json meetingState(const Meeting& meeting);
/// `shapes` of the current page, in the order of drawing.
Json boardState(const Meeting& meeting);

}  // namespace sim
