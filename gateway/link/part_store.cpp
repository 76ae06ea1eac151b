// SPDX-License-Identifier: Apache-2.0
// Keeps and replays parts.
#include "gateway/link/part_store.hpp"

#include <algorithm>
#include <utility>

namespace gateway {
namespace {

size_t indexOf(pipelines::Rendition rendition) {
  return static_cast<size_t>(rendition);
}

}  // namespace

void PartStore::keep(pipelines::Init init) {
  inits_[indexOf(init.rendition)] = std::move(init);
}

void PartStore::keep(pipelines::Part part) {
  const auto rendition = part.rendition;
  parts_.push_back(std::move(part));
  if (++counts_[indexOf(rendition)] <= kKeptParts) return;
  --counts_[indexOf(rendition)];
  parts_.erase(std::find_if(parts_.begin(), parts_.end(), [&](const pipelines::Part& kept) {
    return kept.rendition == rendition;
  }));
}

std::vector<pipelines::Init> PartStore::inits() const {
  std::vector<pipelines::Init> out;
  for (const auto& init : inits_)
    if (init) out.push_back(*init);
  return out;
}

std::vector<pipelines::Part> PartStore::after(int64_t haveVideo, int64_t haveAudio) const {
  std::array<int64_t, 2> last{haveVideo, haveAudio};
  std::vector<pipelines::Part> out;
  for (const auto& part : parts_) {
    auto& held = last[indexOf(part.rendition)];
    if (part.global <= held) continue;
    const bool isGap = part.global != held + 1;
    if (isGap && part.part != 0) continue;
    held = part.global;
    out.push_back(part);
  }
  return out;
}

}  // namespace gateway
