// SPDX-License-Identifier: Apache-2.0
// The whiteboard: what is drawn over one page, as pure data, whichever dialect of tldraw it came
// in.
#pragma once

#include <memory>
#include <vector>

namespace pipelines {

struct Shape;

/// Back to front. Never changed once shared: a new drawing is a new whiteboard that shares the
/// shapes that stayed as they were, so that a comparison of pointers finds what changed.
struct Whiteboard {
  std::vector<std::shared_ptr<const Shape>> shapes;
};

}  // namespace pipelines
