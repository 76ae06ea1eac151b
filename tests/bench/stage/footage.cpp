// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/stage/footage.hpp"

#include <cstdlib>

namespace bench {
namespace {

constexpr int kPictures = 12;  // Then it begins again.

pipelines::Picture pictureAt(int width, int height, int step) {
  pipelines::Picture picture(width, height);
  const int blockX = width * step / kPictures, blockSize = height / 5;
  for (int y = 0; y < height; ++y) {
    uint8_t* row = picture.plane(0) + y * picture.stride(0);
    for (int x = 0; x < width; ++x) {
      const bool isBlock = std::abs(x - blockX) < blockSize && std::abs(y - height / 2) < blockSize;
      const int ground = 70 + 80 * x / width + 50 * y / height + step;
      row[x] = static_cast<uint8_t>(isBlock ? 200 - (x + y) % 32 : ground);
    }
  }
  return picture;
}

}  // namespace

base::Ref<GstBuffer> bufferOf(const pipelines::Picture& picture) {
  const auto& bytes = picture.bytes();
  auto buffer =
      base::Ref<GstBuffer>::adopt(gst_buffer_new_allocate(nullptr, bytes.size(), nullptr));
  gst_buffer_fill(buffer.get(), 0, bytes.data(), bytes.size());
  return buffer;
}

std::vector<base::Ref<GstSample>> footageOf(int width, int height) {
  const auto caps = base::Ref<GstCaps>::adopt(
      gst_caps_new_simple("video/x-raw", "format", G_TYPE_STRING, "I420", "width", G_TYPE_INT,
                          width, "height", G_TYPE_INT, height, "framerate", GST_TYPE_FRACTION, 25,
                          1, "colorimetry", G_TYPE_STRING, "bt709", nullptr));
  std::vector<base::Ref<GstSample>> footage;
  for (int step = 0; step < kPictures; ++step) {
    const auto buffer = bufferOf(pictureAt(width, height, step));
    footage.push_back(
        base::Ref<GstSample>::adopt(gst_sample_new(buffer.get(), caps.get(), nullptr, nullptr)));
  }
  return footage;
}

}  // namespace bench
