// SPDX-License-Identifier: Apache-2.0
// Signed access to a stream: a token in its path, valid for a while, the same for all who share it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace base {

/// "~<expires>-<signature>", to stand before the slug in a path. @param expires  Unix seconds.
std::string accessToken(const std::string& key, std::string_view slug, int64_t expires);

enum class Access {
  Granted,
  Expired,  ///< It was right once.
  Refused,
};

/// What `token` (with its '~') is worth for `slug` at `now`, Unix seconds.
Access judgeAccess(const std::string& key, std::string_view slug, std::string_view token,
                   int64_t now);

}  // namespace base
