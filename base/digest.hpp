// SPDX-License-Identifier: Apache-2.0
// Digests of text, as BBB's checksums and our migration records want them.
#pragma once

#include <string>
#include <string_view>

namespace base {

enum class DigestKind { Sha1, Sha256, Sha384, Sha512 };

/// The digest as lower-case hexadecimal. @thread any
std::string digest(DigestKind kind, std::string_view text);

/// HMAC-SHA256 as lower-case hexadecimal. @thread any
std::string hmacSha256(std::string_view key, std::string_view text);

}  // namespace base
