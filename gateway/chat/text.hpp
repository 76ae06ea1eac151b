// SPDX-License-Identifier: Apache-2.0
// What a listener may write: valid UTF-8 without control characters, bounded. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gateway {

constexpr size_t kMaxTextLength = 500;  ///< Characters (code points).
constexpr size_t kMaxNameLength = 60;

/// The text without control characters and outer blanks; line breaks become blanks. Characters
/// that turn
/// the direction of writing for what follows are left out too: with them a name can pose as
/// another.
/// @return Nothing when it is not UTF-8.
std::optional<std::string> cleanText(std::string_view text);

/// Code points of valid UTF-8.
size_t lengthOf(std::string_view text);

}  // namespace gateway
