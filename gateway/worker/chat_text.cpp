// SPDX-License-Identifier: Apache-2.0
// Markdown escapes of the chat bridge.
#include "gateway/worker/chat_text.hpp"

namespace gateway {
namespace {

// CommonMark §2.4 lets a backslash stand before any ASCII punctuation; '|' and '~' are GFM's.
constexpr std::string_view kSpecial = "\\`*_~[]<>|&";

bool isBlank(char c) {
  return (c >= 0 && c <= ' ') || c == 0x7F;
}

}  // namespace

std::string escapeMarkdown(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    if (isBlank(c)) {
      if (!out.empty() && out.back() != ' ') out.push_back(' ');
      continue;
    }
    if (kSpecial.find(c) != std::string_view::npos) out.push_back('\\');
    out.push_back(c);
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string chatLineForBbb(std::string_view name, std::string_view text) {
  return "**" + escapeMarkdown(name) + "**: " + escapeMarkdown(text);
}

}  // namespace gateway
