// SPDX-License-Identifier: Apache-2.0
// Whatever BBB serves as a slide is drawn or refused: SVG and PNG through the stage's own loader.
#include <cstdint>
#include <string>

#include "pipelines/stage/slide_image.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto image = pipelines::SlideImage::read({reinterpret_cast<const char*>(data), size});
  const auto surface = pipelines::makeSurface(64, 36);
  pipelines::SlideView view;
  static_cast<void>(
      pipelines::drawSlide(view, image ? &*image : nullptr, surface.get()).has_value());
  return 0;
}
