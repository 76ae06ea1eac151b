// SPDX-License-Identifier: Apache-2.0
// The records of tldraw's second version, as BigBlueButton 3.0 sends and records them.
#pragma once

#include "gateway/bbb/tldraw.hpp"

namespace gateway::tldraw_v2 {

/// Reads one record; whatever is missing or of a wrong type has its usual value.
/// @param before  The same shape as known before, whose points stay when the record has none.
/// @source bbb-session.md §3.7
tldraw::Record recordFrom(const base::Json& json, const tldraw::Record* before);

}  // namespace gateway::tldraw_v2
