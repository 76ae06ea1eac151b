// SPDX-License-Identifier: Apache-2.0
// HMAC-SHA256 over slug and date, cut to 128 bits: short enough for an address, far from guessable.
#include "base/access_token.hpp"

#include <charconv>

#include "base/digest.hpp"

namespace base {
namespace {

constexpr size_t kSignatureDigits = 32;

std::string signature(const std::string& key, std::string_view slug, std::string_view expires) {
  return hmacSha256(key, std::string(slug) + "\n" + std::string(expires))
      .substr(0, kSignatureDigits);
}

/// In a time that tells nothing about where they differ.
bool isSame(std::string_view one, std::string_view two) {
  if (one.size() != two.size()) return false;
  unsigned difference = 0;
  for (size_t i = 0; i < one.size(); ++i) difference |= static_cast<unsigned>(one[i] ^ two[i]);
  return difference == 0;
}

}  // namespace

std::string accessToken(const std::string& key, std::string_view slug, int64_t expires) {
  const std::string date = std::to_string(expires);
  return "~" + date + "-" + signature(key, slug, date);
}

Access judgeAccess(const std::string& key, std::string_view slug, std::string_view token,
                   int64_t now) {
  const size_t dash = token.find('-');
  if (!token.starts_with('~') || dash == std::string_view::npos) return Access::Refused;
  const std::string_view date = token.substr(1, dash - 1);
  int64_t expires = 0;
  const auto [end, fault] = std::from_chars(date.data(), date.data() + date.size(), expires);
  const bool isDate = fault == std::errc() && end == date.data() + date.size();
  if (!isDate || !isSame(token.substr(dash + 1), signature(key, slug, date)))
    return Access::Refused;
  return now < expires ? Access::Granted : Access::Expired;
}

}  // namespace base
