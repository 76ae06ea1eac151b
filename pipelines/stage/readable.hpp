// SPDX-License-Identifier: Apache-2.0
// Foreign text as Pango takes it.
#pragma once

#include <glib.h>

#include <algorithm>
#include <string>

namespace pipelines {

/// The text as valid UTF-8, cut to so many bytes: Pango warns about what is broken, draws boxes,
/// and takes longer the more there is.
inline std::string readable(const std::string& text, size_t mostBytes) {
  const size_t length = std::min(text.size(), mostBytes);
  char* valid = g_utf8_make_valid(text.data(), static_cast<gssize>(length));
  std::string result(valid);
  g_free(valid);
  return result;
}

}  // namespace pipelines
