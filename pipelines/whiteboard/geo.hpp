// SPDX-License-Identifier: Apache-2.0
// The outlines of geometric shapes (bbb-session.md §3.7.3).
#pragma once

#include "pipelines/whiteboard/path.hpp"
#include "pipelines/whiteboard/shape.hpp"

#include <vector>

namespace pipelines {

/// The corners, clockwise; none for what is round.
std::vector<Point> geoCorners(const GeoShape& geo);

/// The exact outline, closed.
Path geoOutline(const GeoShape& geo);

/// What is drawn inside the outline: the cross or the tick of a box.
Path geoInside(const GeoShape& geo);

/// The path as straight pieces, at most `pieces` for a curve.
std::vector<Point> flattened(const Path& path, int pieces = 12);

}  // namespace pipelines
