// SPDX-License-Identifier: Apache-2.0
// PicturePool: one copy of the canvas for all encoders that want this grid position.
#pragma once

#include "pipelines/gst.hpp"
#include "pipelines/ladder.hpp"
#include "pipelines/stage/picture.hpp"

#include <cstdint>
#include <string>

namespace pipelines {

/// What its buffers hold: I420, limited BT.709. @param rhythm  Of the encoder that is to see them.
std::string pictureCaps(int width, int height, Rhythm rhythm);

class PicturePool {
 public:
  static base::Result<PicturePool> make(int width, int height);
  PicturePool(PicturePool&&) = default;
  PicturePool& operator=(PicturePool&&) = delete;
  ~PicturePool();

  /// A copy of `picture`, dated by its place on the grid; empty when there is no memory.
  base::Ref<GstBuffer> copyOf(const Picture& picture, int64_t grid);

 private:
  explicit PicturePool(base::Ref<GstBufferPool> pool) : pool_(std::move(pool)) {}
  base::Ref<GstBufferPool> pool_;
};

}  // namespace pipelines
