// SPDX-License-Identifier: Apache-2.0
// FrameFeed: the encoded frames of a running production, shared by all who want them.
#pragma once

#include "pipelines/encode/encoded_output.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

namespace pipelines {

/// What a reader of the frames must know first.
struct FrameFormat {
  int width = 0, height = 0;
  int soundBitsPerSecond = 0;
  ParameterSets picture;
  std::string audioSpecificConfig;
  int primingSamples = 0;  ///< By how much the frames of sound are late.
  bool isComplete() const { return !picture.sps.empty() && !audioSpecificConfig.empty(); }
  bool operator==(const FrameFormat&) const = default;
};

struct EncodedPicture {
  int64_t grid = 0;
  bool isKeyframe = false;
  std::shared_ptr<const std::string> bytes;  ///< NAL units, each behind its length in four bytes.
};

struct EncodedSound {
  int64_t number = 0;                        ///< From 0, without a gap.
  std::shared_ptr<const std::string> bytes;  ///< One AAC frame, raw.
};

/// Called on the encoders' threads, one call at a time; must not block.
class FrameSink {
 public:
  virtual ~FrameSink() = default;
  /// Before the first frame, and when it changes.
  virtual void format(const FrameFormat& format) = 0;
  virtual void picture(const EncodedPicture& picture) = 0;
  virtual void sound(const EncodedSound& sound) = 0;
};

/// Hands each frame to the sinks and to the one output that came first. A sink that comes later
/// begins with the last keyframe: one that comes with the production misses nothing.
class FrameFeed : public EncodedOutput {
 public:
  /// @param format  What is known before the encoders speak: all but their parameters.
  /// @param originUnixMillis  Wall-clock date of grid position 0.
  FrameFeed(FrameFormat format, int64_t originUnixMillis, std::unique_ptr<EncodedOutput> next);

  /// Format and frames since the last keyframe come at once, or as soon as they are known.
  /// @thread any
  void attach(std::shared_ptr<FrameSink> sink);
  /// No call of it runs or comes afterwards. @thread any but a call of the sink
  void detach(const FrameSink* sink);
  int64_t originUnixMillis() const { return originUnixMillis_; }

  void submitted(int64_t grid) override { next_->submitted(grid); }
  void decided(int64_t grid) override { next_->decided(grid); }
  void pictureParameters(const ParameterSets& sets) override;
  base::Result<void> picture(int64_t grid, AccessUnit unit) override;
  void soundConfiguration(std::string audioSpecificConfig, int primingSamples) override;
  base::Result<void> soundFrame(std::string frame) override;

 private:
  using Frame = std::variant<EncodedPicture, EncodedSound>;
  void announce();
  void greet(FrameSink& sink) const;
  void startGroup(const EncodedPicture& keyframe);
  void hand(const Frame& frame);

  const int64_t originUnixMillis_;
  const std::unique_ptr<EncodedOutput> next_;
  std::mutex mutex_;  // guards what follows; sinks are called under it
  FrameFormat format_;
  std::vector<std::shared_ptr<FrameSink>> sinks_;
  std::vector<Frame> group_;  // Since the last keyframe, as they came.
  int64_t soundFrames_ = 0;
};

/// Since grid position 0.
std::chrono::nanoseconds timeOf(const EncodedPicture& picture);
/// The same; the encoder's delay is taken off, so the first frame may come out negative.
std::chrono::nanoseconds timeOf(const EncodedSound& sound, int primingSamples);

}  // namespace pipelines
