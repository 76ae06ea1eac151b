// SPDX-License-Identifier: Apache-2.0
// A listener's line as BBB's public chat shows it.
#pragma once

#include <string>
#include <string_view>

namespace gateway {

/// `text` on one line, control characters and line breaks as blanks, so that Markdown shows it
/// as typed.
/// Escaped are the characters with a meaning inside a paragraph; the others only count at a line's
/// start, where the name stands.
std::string escapeMarkdown(std::string_view text);

/// `**name**: text`, both escaped.
std::string chatLineForBbb(std::string_view name, std::string_view text);

}  // namespace gateway
