// SPDX-License-Identifier: Apache-2.0
// What names on the link may be made of.
#include <algorithm>

#include "gateway/link/messages.hpp"

namespace gateway {
namespace {

constexpr size_t kMaxRenditionBytes = 16;

/// Lower-case letters, digits and inner hyphens.
bool isName(std::string_view text, size_t most) {
  return !text.empty() && text.size() <= most && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

}  // namespace

bool isSlug(std::string_view text) {
  return isName(text, kMaxSlugBytes);
}

bool isRenditionName(std::string_view text) {
  return isName(text, kMaxRenditionBytes);
}

bool isSession(std::string_view text) {
  return text.size() == kSessionBytes && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7');
         });
}

std::string clip(std::string_view text, size_t maxBytes) {
  if (text.size() <= maxBytes) return std::string(text);
  size_t end = maxBytes;
  while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xC0u) == 0x80u) --end;
  return std::string(text.substr(0, end));
}

}  // namespace gateway
