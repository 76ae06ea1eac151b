// SPDX-License-Identifier: Apache-2.0
// What pictures inside an SVG will take once they are decoded, told before anything decodes them.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string_view>

namespace pipelines {

/// Pixels of all base64 pictures of an SVG, added up, as their headers say. Refused: pictures of
/// another kind than PNG and JPEG, which BBB does not make, and those whose header is broken.
/// Fault::Media.
base::Result<int64_t> embeddedPixels(std::string_view svg);

}  // namespace pipelines
