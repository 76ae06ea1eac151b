// SPDX-License-Identifier: Apache-2.0
// CameraTile: scales decoded pictures of one source straight into their place on the canvas.
#pragma once

#include "pipelines/gst.hpp"
#include "pipelines/stage/picture.hpp"

#include <gst/video/video.h>

#include <memory>
#include <optional>

namespace pipelines {

/// The canvas as GStreamer sees it: the same bytes, mapped for writing.
class CanvasFrame {
 public:
  /// `canvas` must outlive this and keep its bytes where they are.
  explicit CanvasFrame(Picture& canvas);
  CanvasFrame(const CanvasFrame&) = delete;
  CanvasFrame& operator=(const CanvasFrame&) = delete;
  ~CanvasFrame();

  Picture& picture() { return picture_; }
  GstVideoFrame* frame() { return &frame_; }
  const GstVideoInfo& info() const { return frame_.info; }

 private:
  Picture& picture_;
  base::Ref<GstBuffer> buffer_;
  GstVideoFrame frame_{};
};

class CameraTile {
 public:
  /// Where the picture of `sample` goes in `area`: whole, in its own shape. Nothing for what is not
  /// I420.
  std::optional<Rectangle> placeOf(GstSample& sample, const Rectangle& area);

  /// Draws `sample` over `place` of the canvas. False when it cannot be read.
  bool draw(GstSample& sample, const Rectangle& place, CanvasFrame& canvas);

 private:
  struct ConverterDeleter {
    void operator()(GstVideoConverter* converter) const { gst_video_converter_free(converter); }
  };
  void read(GstCaps* caps);
  void prepare(const Rectangle& place, const GstVideoInfo& to);

  base::Ref<GstCaps> caps_;  // Those that info_ was read from.
  std::optional<GstVideoInfo> info_;
  Rectangle place_;  // The one the converter was made for.
  bool isFromBt601_ = false;
  std::unique_ptr<GstVideoConverter, ConverterDeleter> converter_;
};

/// Changes limited-range BT.601 pixels into BT.709 in place.
void convertBt601(Picture& picture, const Rectangle& area);

}  // namespace pipelines
