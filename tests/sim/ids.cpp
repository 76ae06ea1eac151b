// SPDX-License-Identifier: Apache-2.0
// Identifiers, digests and dates in the shapes that BBB gives them.
#include "tests/sim/ids.hpp"

#include <array>
#include <ctime>

#include <glib.h>

namespace sim {
namespace {

std::string randomOf(std::string_view alphabet, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = g_random_int_range(0, static_cast<gint32>(alphabet.size()));
    text.push_back(alphabet[static_cast<std::size_t>(at)]);
  }
  return text;
}

GChecksumType typeOf(Digest kind) {
  switch (kind) {
    case Digest::Sha1:
      return G_CHECKSUM_SHA1;
    case Digest::Sha256:
      return G_CHECKSUM_SHA256;
    case Digest::Sha384:
      return G_CHECKSUM_SHA384;
    case Digest::Sha512:
      return G_CHECKSUM_SHA512;
  }
  return G_CHECKSUM_SHA1;
}

std::string formatted(const char* format, std::int64_t unixMilliseconds) {
  const auto seconds = static_cast<std::time_t>(unixMilliseconds / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

}  // namespace

std::string randomId(std::size_t count) {
  return randomOf("abcdefghijklmnopqrstuvwxyz0123456789", count);
}

std::string randomDigits(std::size_t count) {
  return randomOf("123456789", 1) + randomOf("0123456789", count > 0 ? count - 1 : 0);
}

std::string randomUuid() {
  gchar* made = g_uuid_string_random();
  std::string text = made;
  g_free(made);
  return text;
}

std::string digestHex(Digest kind, std::string_view bytes) {
  gchar* made = g_compute_checksum_for_data(
      typeOf(kind), reinterpret_cast<const guchar*>(bytes.data()), bytes.size());
  std::string text = made;
  g_free(made);
  return text;
}

std::string hmacSha1Base64(const std::string& key, const std::string& text) {
  GHmac* hmac =
      g_hmac_new(G_CHECKSUM_SHA1, reinterpret_cast<const guchar*>(key.data()), key.size());
  g_hmac_update(hmac, reinterpret_cast<const guchar*>(text.data()),
                static_cast<gssize>(text.size()));
  std::array<guint8, 20> digest{};
  gsize size = digest.size();
  g_hmac_get_digest(hmac, digest.data(), &size);
  g_hmac_unref(hmac);
  gchar* encoded = g_base64_encode(digest.data(), size);
  std::string base64 = encoded;
  g_free(encoded);
  return base64;
}

std::string isoTime(std::int64_t unixMilliseconds) {
  std::string fraction = std::to_string(1000 + unixMilliseconds % 1000).substr(1);
  return formatted("%Y-%m-%dT%H:%M:%S.", unixMilliseconds) + fraction + "+00:00";
}

std::string javaDate(std::int64_t unixMilliseconds) {
  return formatted("%a %b %d %H:%M:%S UTC %Y", unixMilliseconds);
}

std::int64_t parseIsoTime(const std::string& text) {
  constexpr std::size_t kDateOnly = 10;
  const std::string whole = text.size() == kDateOnly ? text + "T00:00:00Z" : text;
  GTimeZone* utc = g_time_zone_new_utc();
  GDateTime* date = g_date_time_new_from_iso8601(whole.c_str(), utc);
  g_time_zone_unref(utc);
  if (date == nullptr) return 0;
  const auto unixMilliseconds =
      g_date_time_to_unix(date) * 1000 + g_date_time_get_microsecond(date) / 1000;
  g_date_time_unref(date);
  return unixMilliseconds;
}

}  // namespace sim
