// SPDX-License-Identifier: Apache-2.0
// A stroke that grows changes its path in the middle: the outline goes up one side and down the
// other. So the steps that two paths begin and end with are left out.
#include "pipelines/whiteboard/difference.hpp"

#include <algorithm>
#include <iterator>

namespace pipelines {
namespace {

using Steps = std::vector<PathStep>;

void addSteps(Steps::const_iterator first, Steps::const_iterator last, Steps::const_iterator begin,
              Steps::const_iterator end, Box& box) {
  // A step draws from where the one before it ended, and closing goes back to the very start.
  if (first != begin) --first;
  if (last != end) ++last;
  for (; first != last; ++first) {
    box.add(first->to);
    if (first->kind != PathStep::Kind::Cubic) continue;
    box.add(first->first);
    box.add(first->second);
  }
}

Box differenceOf(const Path& before, const Path& after) {
  const Steps &a = before.steps(), &b = after.steps();
  const auto first = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  const auto last = std::mismatch(a.rbegin(), std::make_reverse_iterator(first.first), b.rbegin(),
                                  std::make_reverse_iterator(first.second));
  Box box;
  addSteps(first.first, last.first.base(), a.begin(), a.end(), box);
  addSteps(first.second, last.second.base(), b.begin(), b.end(), box);
  return box;
}

bool looksLike(const PathLayer& a, const PathLayer& b) {
  return a.fill == b.fill && a.pen == b.pen && a.opacity == b.opacity && a.hole == b.hole;
}

bool addDifference(const std::vector<Layer>& before, const std::vector<Layer>& after, Box& box) {
  if (before.size() != after.size()) return false;
  for (size_t i = 0; i < before.size(); ++i) {
    const auto* a = std::get_if<PathLayer>(&before[i]);
    const auto* b = std::get_if<PathLayer>(&after[i]);
    if (a == nullptr || b == nullptr || !looksLike(*a, *b)) return false;
    if (a->path == b->path) continue;
    // A dash pattern runs on from where the line changed.
    if (a->pen && !a->pen->dashes.empty()) return false;
    const Box changed = differenceOf(a->path, b->path);
    box.add(a->pen && !changed.isEmpty() ? changed.grown(a->pen->width / 2) : changed);
  }
  return true;
}

}  // namespace

std::optional<Box> differenceOf(const Drawing& before, const Drawing& after) {
  Box box;
  if (!addDifference(before.under, after.under, box)) return std::nullopt;
  if (!addDifference(before.layers, after.layers, box)) return std::nullopt;
  return box;
}

}  // namespace pipelines
