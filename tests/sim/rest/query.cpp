// SPDX-License-Identifier: Apache-2.0
// Query strings and the checksum of a BBB call over their raw bytes.
#include "tests/sim/rest/query.hpp"

#include "tests/sim/ids.hpp"

#include <cctype>
#include <optional>

namespace sim {
namespace {

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string sanitised(const std::string& text) {
  std::string kept;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) kept.push_back(c);
  }
  const auto first = kept.find_first_not_of(' ');
  if (first == std::string::npos) return "";
  return kept.substr(first, kept.find_last_not_of(' ') - first + 1);
}

std::optional<Digest> digestFor(std::size_t length) {
  switch (length) {
    case 40:
      return Digest::Sha1;
    case 64:
      return Digest::Sha256;
    case 96:
      return Digest::Sha384;
    case 128:
      return Digest::Sha512;
    default:
      return {};
  }
}

/// Textual removal, in bbb-web's order.
std::string withoutChecksum(std::string query, const std::string& checksum) {
  for (const std::string& form :
       {"&checksum=" + checksum, "checksum=" + checksum + "&", "checksum=" + checksum}) {
    const auto at = query.find(form);
    if (at != std::string::npos) return query.erase(at, form.size());
  }
  return query;
}

}  // namespace

std::string percentDecode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      decoded.push_back(' ');
    } else if (text[i] == '%' && i + 2 < text.size() && hexDigit(text[i + 1]) >= 0 &&
               hexDigit(text[i + 2]) >= 0) {
      decoded.push_back(static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2])));
      i += 2;
    } else {
      decoded.push_back(text[i]);
    }
  }
  return decoded;
}

std::string percentEncode(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x80 && std::isalnum(byte) != 0) || c == '-' || c == '_' || c == '.') {
      encoded.push_back(c);
    } else {
      encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return encoded;
}

Parameters parseQuery(std::string_view raw) {
  Parameters parameters;
  while (!raw.empty()) {
    const auto end = raw.find('&');
    const std::string_view pair = raw.substr(0, end);
    const auto equals = pair.find('=');
    const std::string name = sanitised(percentDecode(pair.substr(0, equals)));
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
    if (!name.empty()) parameters.emplace(name, sanitised(percentDecode(value)));
    raw = end == std::string_view::npos ? std::string_view() : raw.substr(end + 1);
  }
  return parameters;
}

bool checksumMatches(std::string_view call, std::string_view rawQuery, std::string_view checksum,
                     std::string_view secret) {
  if (secret.empty()) return true;
  const auto digest = digestFor(checksum.size());
  if (!digest) return false;
  const std::string query = withoutChecksum(std::string(rawQuery), std::string(checksum));
  const std::string text = std::string(call) + query + std::string(secret);
  return digestHex(*digest, text) == checksum;
}

}  // namespace sim
