// SPDX-License-Identifier: Apache-2.0
// VideoTile: the newest picture of one source, scaled for its place on the canvas when it came.
#pragma once

#include "pipelines/gst.hpp"
#include "pipelines/stage/picture.hpp"

#include <gst/video/video.h>

#include <memory>
#include <optional>

namespace pipelines {

/// How a picture meets a place of another shape.
enum class Fit {
  Cover,    ///< Fills it; what is over is cut at both sides.
  Contain,  ///< Whole, centred; the rest of the place is not its own.
};

/// A picture as GStreamer sees it: the same bytes, mapped for writing.
class MappedPicture {
 public:
  MappedPicture(int width, int height);
  MappedPicture(const MappedPicture&) = delete;
  MappedPicture& operator=(const MappedPicture&) = delete;
  ~MappedPicture();

  Picture& picture() { return picture_; }
  GstVideoFrame* frame() { return &frame_; }
  const GstVideoInfo& info() const { return frame_.info; }

 private:
  Picture picture_;
  base::Ref<GstBuffer> buffer_;
  GstVideoFrame frame_{};
};

class VideoTile {
 public:
  /// Scales the picture of `sample` for `area`. False, and nothing to show, when it is not I420 or
  /// cannot be read.
  bool show(GstSample& sample, const Rectangle& area, Fit fit);
  void clear() { place_ = {}; }

  /// What it covers of the canvas, all opaque; empty: nothing.
  const Rectangle& place() const { return place_; }
  /// Of the size of place(), which must not be empty.
  const Picture& picture() const { return scaled_->picture(); }

 private:
  struct ConverterDeleter {
    void operator()(GstVideoConverter* converter) const { gst_video_converter_free(converter); }
  };
  void read(GstCaps* caps);
  void aim(const Rectangle& area, Fit fit);
  void prepare(const Rectangle& from);

  base::Ref<GstCaps> caps_;  // Those that info_ was read from.
  std::optional<GstVideoInfo> info_;
  Rectangle area_;  // What the converter was made for.
  Fit fit_ = Fit::Cover;
  Rectangle target_;  // Where the picture goes.
  bool isFromBt601_ = false;
  std::unique_ptr<MappedPicture> scaled_;
  std::unique_ptr<GstVideoConverter, ConverterDeleter> converter_;
  Rectangle place_;
};

/// Changes limited-range BT.601 pixels into BT.709 in place.
void convertBt601(Picture& picture);

}  // namespace pipelines
