// SPDX-License-Identifier: Apache-2.0
// Rectangle: a part of a picture in whole pixels, and what one asks of such parts. Pure.
#pragma once

#include <algorithm>
#include <cstdint>

namespace pipelines {

/// Pixels; of a Picture all four numbers are even, because chroma has half the resolution.
struct Rectangle {
  int x = 0, y = 0, width = 0, height = 0;
  int right() const { return x + width; }
  int bottom() const { return y + height; }
  int64_t area() const { return isEmpty() ? 0 : int64_t{width} * height; }
  bool isEmpty() const { return width <= 0 || height <= 0; }
  bool operator==(const Rectangle&) const = default;
};

/// Empty when they have nothing in common.
inline Rectangle intersectionOf(const Rectangle& a, const Rectangle& b) {
  const int x = std::max(a.x, b.x), y = std::max(a.y, b.y);
  const int width = std::min(a.right(), b.right()) - x;
  const int height = std::min(a.bottom(), b.bottom()) - y;
  return width <= 0 || height <= 0 ? Rectangle{} : Rectangle{x, y, width, height};
}

/// The smallest rectangle that holds both; an empty one counts for nothing.
inline Rectangle hullOf(const Rectangle& a, const Rectangle& b) {
  if (a.isEmpty()) return b;
  if (b.isEmpty()) return a;
  const int x = std::min(a.x, b.x), y = std::min(a.y, b.y);
  return {x, y, std::max(a.right(), b.right()) - x, std::max(a.bottom(), b.bottom()) - y};
}

inline bool overlap(const Rectangle& a, const Rectangle& b) {
  return !intersectionOf(a, b).isEmpty();
}

inline bool contains(const Rectangle& outer, const Rectangle& inner) {
  return intersectionOf(outer, inner) == inner;
}

/// Grown to even edges. Both coordinates must not be negative.
inline Rectangle evened(const Rectangle& area) {
  const int x = area.x / 2 * 2, y = area.y / 2 * 2;
  return {x, y, (area.right() + 1) / 2 * 2 - x, (area.bottom() + 1) / 2 * 2 - y};
}

/// Less `by` pixels at each edge; empty when nothing is left.
inline Rectangle inset(const Rectangle& area, int by) {
  const Rectangle inner{area.x + by, area.y + by, area.width - 2 * by, area.height - 2 * by};
  return inner.isEmpty() ? Rectangle{} : inner;
}

}  // namespace pipelines
