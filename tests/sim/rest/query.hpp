// SPDX-License-Identifier: Apache-2.0
// Query strings and the checksum of a BBB call over their raw bytes.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace sim {

/// Decoded parameters; the first of a repeated name wins.
using Parameters = std::map<std::string, std::string>;

/// `%HH` and `+` decoded; a broken escape stays as it is.
std::string percentDecode(std::string_view text);
/// Everything outside `A-Za-z0-9-_.` as `%HH`.
std::string percentEncode(std::string_view text);
/// Splits `a=1&b=2`. Control characters are stripped and values trimmed, as bbb-web does.
Parameters parseQuery(std::string_view raw);

/// True when `checksum` is the digest of call, query (without the checksum) and secret.
///
/// The digest is chosen by the length of `checksum`; an empty secret disables the check.
/// @param rawQuery  As sent, without `?`; may hold the checksum anywhere.
/// @source bbb-api.md §1.2
bool checksumMatches(std::string_view call, std::string_view rawQuery, std::string_view checksum,
                     std::string_view secret);

}  // namespace sim
