// SPDX-License-Identifier: Apache-2.0
// Luma alone tells black.
#include "pipelines/render/black.hpp"

#include <gst/video/video.h>

namespace pipelines {

bool isBlack(GstSample& sample) {
  constexpr uint8_t kBlackest = 16, kCodecNoise = 6;
  constexpr int kStep = 8;
  GstVideoInfo info;
  GstCaps* caps = gst_sample_get_caps(&sample);
  if (caps == nullptr || gst_video_info_from_caps(&info, caps) == FALSE) return false;
  GstVideoFrame frame;
  if (GST_VIDEO_INFO_FORMAT(&info) != GST_VIDEO_FORMAT_I420 ||
      gst_video_frame_map(&frame, &info, gst_sample_get_buffer(&sample), GST_MAP_READ) == FALSE) {
    return false;
  }
  const auto* luma = static_cast<const uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0));
  const int stride = GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0);
  const int width = GST_VIDEO_FRAME_WIDTH(&frame), height = GST_VIDEO_FRAME_HEIGHT(&frame);
  bool black = true;
  for (int y = 0; y < height && black; y += kStep) {
    const uint8_t* row = luma + static_cast<ptrdiff_t>(y) * stride;
    for (int x = 0; x < width; x += kStep) black = black && row[x] <= kBlackest + kCodecNoise;
  }
  gst_video_frame_unmap(&frame);
  return black;
}

}  // namespace pipelines
