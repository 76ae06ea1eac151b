// SPDX-License-Identifier: Apache-2.0
// A random UUID, as BBB wants one per client.
#pragma once

#include <functional>
#include <string>

namespace gateway {

/// Version 4, lower case. `random` gives 0 <= x < 1.
inline std::string randomUuid(const std::function<double()>& random) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  for (char& c : text) {
    if (c == 'x') c = kHex[static_cast<size_t>(random() * 16) & 15];
    if (c == 'y') c = kHex[8 + (static_cast<size_t>(random() * 4) & 3)];
  }
  return text;
}

}  // namespace gateway
