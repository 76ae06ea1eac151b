// SPDX-License-Identifier: Apache-2.0
// Moving pictures made up once, the same for whoever puts them together.
#pragma once

#include "pipelines/gst.hpp"
#include "pipelines/stage/picture.hpp"

#include <vector>

namespace bench {

/// I420 at 25 a second: a soft ground that drifts, with a block that crosses it.
std::vector<base::Ref<GstSample>> footageOf(int width, int height);

/// A copy of a picture as a buffer.
base::Ref<GstBuffer> bufferOf(const pipelines::Picture& picture);

}  // namespace bench
