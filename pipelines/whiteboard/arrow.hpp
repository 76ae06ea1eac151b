// SPDX-License-Identifier: Apache-2.0
// Where an arrow runs: its ends found on what they are bound to (bbb-session.md §3.7.3).
#pragma once

#include "pipelines/whiteboard/path.hpp"
#include "pipelines/whiteboard/shape.hpp"

namespace pipelines {

/// A straight line, or an arc of a circle.
struct ArrowBody {
  Point start, end;
  Point centre;
  double sweep = 0;  ///< Radians about `centre`, clockwise; 0: straight.

  /// @param share  0..1 of the way.
  Point at(double share) const;
  double length() const;
  /// The piece between two shares of the way.
  ArrowBody between(double from, double to) const;
  Path path() const;
};

/// In the space of `shape`, whose kind is `arrow`.
ArrowBody arrowBody(const ArrowShape& arrow, const Shape& shape);

}  // namespace pipelines
