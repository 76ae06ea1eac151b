// SPDX-License-Identifier: Apache-2.0
#include "pipelines/stage/damage.hpp"

namespace pipelines {

void Damage::add(const Rectangle& area) {
  const Rectangle inside = intersectionOf(area, bounds_);
  if (inside.isEmpty()) return;
  Rectangle grown = evened(inside);
  // A union may reach others that its parts did not: until it reaches none.
  for (size_t i = 0; i < areas_.size();) {
    if (!overlap(areas_[i], grown)) {
      ++i;
      continue;
    }
    grown = hullOf(areas_[i], grown);
    areas_[i] = areas_.back();
    areas_.pop_back();
    i = 0;
  }
  areas_.push_back(grown);
  if (areas_.size() <= kMostAreas) return;
  Rectangle hull;
  for (const auto& each : areas_) hull = hullOf(hull, each);
  areas_ = {hull};
}

void Damage::add(const std::vector<Rectangle>& areas) {
  for (const auto& area : areas) add(area);
}

}  // namespace pipelines
