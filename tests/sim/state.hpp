// SPDX-License-Identifier: Apache-2.0
// What /sim/state tells of a meeting.
#pragma once

#include "tests/sim/meeting.hpp"

namespace sim {

Json meetingState(const Meeting& meeting);

}  // namespace sim
