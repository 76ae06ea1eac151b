// SPDX-License-Identifier: Apache-2.0
// STUN as an ICE-lite server needs it: checks Binding requests, writes answers. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sim {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// What a packet that looks like STUN is worth (bbb-media.md §9.1).
struct StunVerdict {
  enum class Kind {
    Ignore,        ///< Not STUN, an indication, an answer, another method, or a wrong checksum.
    BadRequest,    ///< An attribute that must be there is missing: 400.
    Unauthorised,  ///< Wrong user name or integrity: 401.
    RoleConflict,  ///< The other side says it is controlled: 487.
    Valid,         ///< A Binding request that counts as consent.
  };
  Kind kind = Kind::Ignore;
  bool useCandidate = false;
  std::array<std::uint8_t, 12> transaction{};
};

/// An IPv4 or IPv6 address with its port.
struct Endpoint {
  Bytes address;  ///< 4 or 16 bytes.
  std::uint16_t port = 0;
};

/// Judges one datagram. @param fragment,password  The server's own ICE credentials.
StunVerdict checkStun(ByteView packet, const std::string& fragment, const std::string& password);

/// Success with XOR-MAPPED-ADDRESS, integrity and fingerprint.
Bytes stunSuccess(const StunVerdict& request, const Endpoint& sender, const std::string& password);
/// An error with `code` (400, 401, 487).
Bytes stunError(const StunVerdict& request, int code, const std::string& password);

/// A Binding request as a controlling client sends it; for tests.
Bytes stunRequest(const std::string& username, const std::string& password, bool useCandidate);

}  // namespace sim
