// SPDX-License-Identifier: Apache-2.0
// Decodes and filters UTF-8 (Unicode 15, table 3-7).
#include "gateway/chat/text.hpp"

#include <cstdint>

namespace gateway {
namespace {

struct Decoded {
  uint32_t point = 0;
  size_t bytes = 0;  ///< 0: not UTF-8.
};

Decoded decode(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1};
  const size_t bytes = lead >= 0xf0 ? 4 : (lead >= 0xe0 ? 3 : 2);
  if (lead < 0xc2 || lead > 0xf4 || text.size() < bytes) return {};
  uint32_t point = lead & (0x7fu >> bytes);
  for (size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0) != 0x80) return {};
    point = point << 6 | (next & 0x3fu);
  }
  const bool overlong = (bytes == 3 && point < 0x800) || (bytes == 4 && point < 0x10000);
  const bool surrogate = point >= 0xd800 && point <= 0xdfff;
  if (overlong || surrogate || point > 0x10ffff) return {};
  return {point, bytes};
}

bool isBlank(uint32_t point) {
  return point == ' ' || point == '\t' || point == '\n' || point == '\r' || point == 0x2028 ||
         point == 0x2029;
}

bool isForbidden(uint32_t point) {
  const bool control = point < 0x20 || (point >= 0x7f && point < 0xa0);
  const bool turnsDirection =
      (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
  return control || turnsDirection || point == 0xfeff;
}

}  // namespace

std::optional<std::string> cleanText(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    const Decoded next = decode(text);
    if (next.bytes == 0) return {};
    if (isBlank(next.point)) {
      if (!clean.empty() && clean.back() != ' ') clean += ' ';
    } else if (!isForbidden(next.point)) {
      clean += text.substr(0, next.bytes);
    }
    text.remove_prefix(next.bytes);
  }
  while (!clean.empty() && clean.back() == ' ') clean.pop_back();
  return clean;
}

size_t lengthOf(std::string_view text) {
  size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
  return count;
}

}  // namespace gateway
