// SPDX-License-Identifier: Apache-2.0
#include "pipelines/stage/cursor_glide.hpp"

#include <algorithm>
#include <utility>

namespace pipelines {

PagePoint CursorGlide::Glide::at(MediaDate now) const {
  const std::chrono::duration<double> since = now - start, whole = kTime;
  const double share = std::clamp(since / whole, 0.0, 1.0);
  return {from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share};
}

void CursorGlide::aim(const std::string& pageId, const std::vector<CursorView>& cursors,
                      MediaDate now) {
  const bool isSamePage = pageId == pageId_;
  std::map<std::string, Glide> next;
  for (const auto& cursor : cursors) {
    const PagePoint to{cursor.x, cursor.y};
    const auto known = glides_.find(cursor.id);
    if (!isSamePage || known == glides_.end()) {
      next[cursor.id] = {to, to, now};
    } else if (known->second.to == to) {
      next[cursor.id] = known->second;
    } else {
      next[cursor.id] = {known->second.at(now), to, now};
    }
  }
  pageId_ = pageId;
  glides_ = std::move(next);
}

std::map<std::string, PagePoint> CursorGlide::at(MediaDate now) const {
  std::map<std::string, PagePoint> points;
  for (const auto& [id, glide] : glides_) points[id] = glide.at(now);
  return points;
}

}  // namespace pipelines
