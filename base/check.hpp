// SPDX-License-Identifier: Apache-2.0
// check(): a broken promise of our own code ends the process with the sentence that was promised.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace base {

/// Aborts, in release builds too, unless `holds`. For our own bugs only, never for outside input.
inline void check(bool holds, const char* whyItHolds) {
  if (holds) [[likely]]
    return;
  std::fprintf(stderr, "broken promise: %s\n", whyItHolds);
  std::abort();
}

}  // namespace base
