// SPDX-License-Identifier: Apache-2.0
// BBB's machine words as sentences somebody can act on.
#pragma once

#include <string>

#include "base/result.hpp"

namespace gateway {

/// Why BBB removed us, refused us or logged us out: `joinErrorCode`, `ejectReasonCode` (§2.4).
base::Error removal(const std::string& code);
/// Why the meeting is over: `endedReasonCode`.
base::Error meetingEnd(const std::string& code);
/// What an error frame with the id "-1" says (§1.6).
base::Error fatalRefusal(const std::string& messageId, const std::string& message);

}  // namespace gateway
