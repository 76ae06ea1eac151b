// SPDX-License-Identifier: Apache-2.0
// The table of hls.md §1.11.
#include "gateway/origin/reload.hpp"

#include <charconv>

#include "pipelines/grid.hpp"

namespace gateway {
namespace {

// "Advance Part Limit": three seconds of parts, rounded up (RFC 8216bis §6.2.5.2).
constexpr int64_t kAdvanceMillis = 3000;
constexpr int64_t kAdvanceParts =
    (kAdvanceMillis + pipelines::kPartTime.count() - 1) / pipelines::kPartTime.count();
constexpr int64_t kAdvanceSegments = 2;

bool readNumber(std::string_view text, std::optional<int64_t>& out) {
  if (text.empty()) return true;
  int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size() || value < 0) return false;
  out = value;
  return true;
}

Reload decidePart(const Edge& edge, int64_t msn, int64_t part) {
  const int64_t open = edge.lastComplete + 1;
  if (msn < edge.lastComplete) return Reload::Now;
  if (msn == edge.lastComplete) {
    if (part < edge.lastParts) return Reload::Now;
    // A part past the end of a segment is the first of the next.
    msn = open;
    part = 0;
  }
  if (msn > edge.lastComplete + kAdvanceSegments) return Reload::Refused;
  if (msn == open && part < edge.openParts) return Reload::Now;
  const int64_t beyond = (msn - open) * pipelines::kPartsPerSegment + part - (edge.openParts - 1);
  return beyond > kAdvanceParts ? Reload::Refused : Reload::Wait;
}

}  // namespace

Reload decide(const Edge& edge, const Directives& directives) {
  if (edge.ended || !directives.msn) return Reload::Now;
  const int64_t msn = *directives.msn;
  if (directives.part) return decidePart(edge, msn, *directives.part);
  if (msn <= edge.lastComplete) return Reload::Now;
  return msn > edge.lastComplete + kAdvanceSegments ? Reload::Refused : Reload::Wait;
}

std::optional<Directives> readDirectives(std::string_view msn, std::string_view part,
                                         std::string_view skip) {
  Directives read;
  if (!readNumber(msn, read.msn) || !readNumber(part, read.part)) return {};
  if (read.part && !read.msn) return {};
  // v2 asks to leave out date ranges too; we list none, so that it means the same.
  read.skip = skip == "YES" || skip == "v2";
  return read;
}

}  // namespace gateway
