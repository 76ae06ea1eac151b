// SPDX-License-Identifier: Apache-2.0
// Whether anything can be seen on a picture.
#pragma once

#include "pipelines/gst.hpp"

namespace pipelines {

/// True for a picture of nothing but black, as a recorder makes it where there is none; a dark room
/// has noise. False for what is not I420. Looks at every eighth pixel of every eighth row.
bool isBlack(GstSample& sample);

}  // namespace pipelines
