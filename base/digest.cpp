// SPDX-License-Identifier: Apache-2.0
// Digests on GLib.
#include "base/digest.hpp"

#include <glib.h>

#include "base/check.hpp"

namespace base {

std::string digest(DigestKind kind, std::string_view text) {
  static constexpr GChecksumType kKinds[] = {G_CHECKSUM_SHA1, G_CHECKSUM_SHA256, G_CHECKSUM_SHA384,
                                             G_CHECKSUM_SHA512};
  char* hex = g_compute_checksum_for_data(
      kKinds[static_cast<size_t>(kind)], reinterpret_cast<const guchar*>(text.data()), text.size());
  check(hex != nullptr, "GLib knows the digests it names");
  std::string out(hex);
  g_free(hex);
  return out;
}

std::string hmacSha256(std::string_view key, std::string_view text) {
  char* hex = g_compute_hmac_for_data(G_CHECKSUM_SHA256,
                                      reinterpret_cast<const guchar*>(key.data()), key.size(),
                                      reinterpret_cast<const guchar*>(text.data()), text.size());
  check(hex != nullptr, "GLib knows SHA-256");
  std::string out(hex);
  g_free(hex);
  return out;
}

}  // namespace base
