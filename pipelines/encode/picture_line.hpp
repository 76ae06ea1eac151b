// SPDX-License-Identifier: Apache-2.0
// PictureLine: one rendition of the picture: what is owed to it, what is in its encoder, and where
// its frames go.
#pragma once

#include "pipelines/encode/encoded_output.hpp"
#include "pipelines/encode/picture_encoder.hpp"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace pipelines {

/// What to do when pictures come faster than they can be encoded.
enum class Pace {
  Live,     ///< Leave pictures out: time does not wait.
  Offline,  ///< Wait for the encoders: every picture counts.
};

class PictureLine {
 public:
  /// @param output  Outlives the line. @param onFailure  Fault::Media. @thread any
  PictureLine(PictureEncoderOptions options, Pace pace, PictureOutput& output,
              std::function<void(base::Error)> onFailure);
  base::Result<void> start();

  /// Whether position `grid` is to be encoded: a part begins, or something changed since the last
  /// picture and there is room. Offline it waits for room. @thread that of Production::tick()
  bool wants(int64_t grid, bool hasChanged);
  /// After wants(). @thread that of Production::tick()
  void encode(int64_t grid, base::Ref<GstBuffer> picture);
  /// Nothing more comes at `grid`; fails when the encoder has stopped. @thread that of
  /// Production::tick()
  void decided(int64_t grid);
  /// Waits for the last picture.
  base::Result<void> finish() { return encoder_->finish(); }
  /// Ends every wait, now and later. @thread any
  void abort();

 private:
  void onPicture(int64_t grid, AccessUnit unit);
  bool isRoom() const;

  const PictureEncoderOptions options_;
  const Pace pace_;
  PictureOutput& output_;
  const std::function<void(base::Error)> onFailure_;
  bool isOwed_ = false;  // Of the caller: the canvas changed since it was last encoded.

  mutable std::mutex mutex_;  // guards the next two; nothing else is taken under it
  std::condition_variable left_;
  std::deque<int64_t> inEncoder_;  // Their positions.
  bool isAborted_ = false;

  std::unique_ptr<PictureEncoder> encoder_;  // Last: its thread stops before anything above goes.
};

}  // namespace pipelines
