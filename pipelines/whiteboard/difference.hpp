// SPDX-License-Identifier: Apache-2.0
// Where two drawings of one shape differ.
#pragma once

#include "pipelines/whiteboard/drawing.hpp"

#include <optional>

namespace pipelines {

/// The box, in the shape's space, outside of which both drawings look the same; empty when they
/// are equal; nothing when they have too little in common to tell.
std::optional<Box> differenceOf(const Drawing& before, const Drawing& after);

}  // namespace pipelines
