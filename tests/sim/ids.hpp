// SPDX-License-Identifier: Apache-2.0
// Identifiers, digests and dates in the shapes that BBB gives them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sim {

/// Digests that BBB accepts as a checksum.
enum class Digest { Sha1, Sha256, Sha384, Sha512 };

/// `count` random characters of [a-z0-9].
std::string randomId(std::size_t count);
/// `count` random decimal digits, the first of them not 0.
std::string randomDigits(std::size_t count);
/// A random UUID, version 4.
std::string randomUuid();
/// Lower-case hex of a digest.
std::string digestHex(Digest kind, std::string_view bytes);
/// The password of the TURN REST scheme.
std::string hmacSha1Base64(const std::string& key, const std::string& text);
/// `2025-03-04T12:06:40.123+00:00`, as Hasura writes timestamptz.
std::string isoTime(std::int64_t unixMilliseconds);
/// `Mon Jul 09 17:03:29 UTC 2018`, as Java prints a date.
std::string javaDate(std::int64_t unixMilliseconds);
/// Unix milliseconds of an ISO date (`2020-01-01`, or with a time and an offset); 0 if it is none.
std::int64_t parseIsoTime(const std::string& text);

}  // namespace sim
