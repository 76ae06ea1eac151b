// SPDX-License-Identifier: Apache-2.0
// The records of tldraw's first version, as BigBlueButton 2.6 and 2.7 record them.
#pragma once

#include "gateway/bbb/tldraw.hpp"

namespace gateway::tldraw_v1 {

/// Reads one record; whatever is missing or of a wrong type has its usual value.
/// @param before  The same shape as known before, whose points stay when the record has none.
/// @source bbb-api.md §7.9, bbb-session.md §7
tldraw::Record recordFrom(const base::Json& json, const tldraw::Record* before);

}  // namespace gateway::tldraw_v1
