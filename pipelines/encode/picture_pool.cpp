// SPDX-License-Identifier: Apache-2.0
// Buffers laid out like a Picture, so that filling one is a single copy.
#include "pipelines/encode/picture_pool.hpp"

#include "base/check.hpp"
#include "pipelines/grid.hpp"

#include <gst/video/video.h>

#include <utility>

namespace pipelines {
namespace {

constexpr GstClockTime kFrameNanos = static_cast<GstClockTime>(kFrameTime.count());

}  // namespace

std::string pictureCaps(int width, int height, Rhythm rhythm) {
  // The encoder's rate control believes this number: its ceiling holds for the pictures it sees.
  const int perPicture = rhythm == Rhythm::Motion ? 1 : kFramesPerPart;
  return "video/x-raw,format=I420,width=" + std::to_string(width) +
         ",height=" + std::to_string(height) + ",framerate=" + std::to_string(kFramesPerSecond) +
         "/" + std::to_string(perPicture) +
         ",pixel-aspect-ratio=1/1,interlace-mode=progressive,colorimetry=bt709";
}

base::Result<PicturePool> PicturePool::make(int width, int height) {
  const auto refused = [](const char* what) {
    return base::Error{base::Fault::Media, what, "encoder"};
  };
  const auto caps = base::Ref<GstCaps>::adopt(
      gst_caps_from_string(pictureCaps(width, height, Rhythm::Motion).c_str()));
  GstVideoInfo info;
  if (gst_video_info_from_caps(&info, caps.get()) == FALSE)
    return refused("the picture's size is refused");
  base::check(info.size == Picture(width, height).bytes().size(),
              "pictures are laid out as GStreamer does");
  auto pool = base::Ref<GstBufferPool>::adopt(gst_buffer_pool_new());
  GstStructure* config = gst_buffer_pool_get_config(pool.get());
  gst_buffer_pool_config_set_params(config, caps.get(), static_cast<guint>(info.size), 0, 0);
  if (gst_buffer_pool_set_config(pool.get(), config) == FALSE ||
      gst_buffer_pool_set_active(pool.get(), TRUE) == FALSE) {
    return refused("there are no buffers for pictures");
  }
  return PicturePool(std::move(pool));
}

PicturePool::~PicturePool() {
  if (pool_) gst_buffer_pool_set_active(pool_.get(), FALSE);
}

base::Ref<GstBuffer> PicturePool::copyOf(const Picture& picture, int64_t grid) {
  GstBuffer* raw = nullptr;
  if (gst_buffer_pool_acquire_buffer(pool_.get(), &raw, nullptr) != GST_FLOW_OK) return {};
  auto buffer = base::Ref<GstBuffer>::adopt(raw);
  gst_buffer_fill(buffer.get(), 0, picture.bytes().data(), picture.bytes().size());
  GST_BUFFER_PTS(buffer.get()) = static_cast<GstClockTime>(grid) * kFrameNanos;
  GST_BUFFER_DURATION(buffer.get()) = kFrameNanos;
  return buffer;
}

}  // namespace pipelines
