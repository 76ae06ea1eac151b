// SPDX-License-Identifier: Apache-2.0
// Damage: the parts of a picture that must be drawn again. Pure.
#pragma once

#include "pipelines/stage/rectangle.hpp"

#include <vector>

namespace pipelines {

class Damage {
 public:
  explicit Damage(const Rectangle& bounds) : bounds_(bounds) {}

  /// Grown to even edges and cut to the bounds; areas that overlap become one.
  void add(const Rectangle& area);
  void add(const std::vector<Rectangle>& areas);
  void clear() { areas_.clear(); }
  bool isEmpty() const { return areas_.empty(); }
  /// Apart from each other, even, inside the bounds. At most kMostAreas.
  const std::vector<Rectangle>& areas() const { return areas_; }

  /// More are cheaper to draw as their hull.
  static constexpr size_t kMostAreas = 64;

 private:
  Rectangle bounds_;
  std::vector<Rectangle> areas_;
};

}  // namespace pipelines
