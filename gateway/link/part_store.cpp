// SPDX-License-Identifier: Apache-2.0
// Keeps and replays parts.
#include "gateway/link/part_store.hpp"

#include <algorithm>
#include <utility>

namespace gateway {

void PartStore::keep(pipelines::Init init) {
  const auto same = std::find_if(inits_.begin(), inits_.end(), [&](const pipelines::Init& known) {
    return known.rendition == init.rendition;
  });
  if (same == inits_.end())
    inits_.push_back(std::move(init));
  else
    *same = std::move(init);
}

void PartStore::keep(pipelines::Part part) {
  const auto rendition = part.rendition;
  parts_.push_back(std::move(part));
  size_t& count = counts_[rendition.name];
  if (++count <= kKeptParts) return;
  --count;
  parts_.erase(std::find_if(parts_.begin(), parts_.end(), [&](const pipelines::Part& kept) {
    return kept.rendition == rendition;
  }));
}

std::vector<pipelines::Part> PartStore::after(std::map<std::string, int64_t> have) const {
  std::vector<pipelines::Part> out;
  for (const auto& part : parts_) {
    auto& held = have.try_emplace(part.rendition.name, -1).first->second;
    if (part.global <= held) continue;
    const bool isGap = part.global != held + 1;
    if (isGap && part.part != 0) continue;
    held = part.global;
    out.push_back(part);
  }
  return out;
}

}  // namespace gateway
