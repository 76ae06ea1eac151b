// SPDX-License-Identifier: Apache-2.0
// Production: what is done at each grid position (compose, mix, encode), whoever beats the time.
#pragma once

#include "pipelines/broadcast.hpp"
#include "pipelines/encode/encoded_output.hpp"
#include "pipelines/encode/picture_encoder.hpp"
#include "pipelines/encode/sound_encoder.hpp"
#include "pipelines/stage/sound_desk.hpp"
#include "pipelines/stage/stage.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace pipelines {

/// What to do when pictures come faster than they can be encoded.
enum class Pace {
  Live,     ///< Leave pictures out: time does not wait.
  Offline,  ///< Wait for the encoders: every picture counts.
};

struct ProductionTiming {
  MediaDate start{};               ///< Of grid position 0.
  std::function<MediaDate()> now;  ///< The clock of all MediaDates.
  Pace pace = Pace::Live;
};

/// Where encoded frames go, and who hears that the production is over (Fault::Media).
struct ProductionOutput {
  std::unique_ptr<EncodedOutput> frames;
  std::function<void(base::Error)> onFailure;  ///< At most once. @thread any
};

class Production {
 public:
  static base::Result<std::unique_ptr<Production>> create(const BroadcastOptions& options,
                                                          ProductionTiming timing,
                                                          ProductionOutput output);
  Production(const Production&) = delete;
  Production& operator=(const Production&) = delete;

  /// Does what grid position `grid` needs; each is called once, in order. @thread one caller
  void tick(int64_t grid);
  /// Waits until all that was encoded has reached the output; no tick afterwards. @thread that of
  /// tick()
  base::Result<void> finish();

  Stage& stage() { return stage_; }
  std::shared_ptr<SoundInput> addSound() { return desk_->addSource(); }
  uint64_t encodedFrames() const { return encodedFrames_.load(); }
  uint64_t lostSamples() const { return desk_->lostSamples(); }

 private:
  Production(const BroadcastOptions& options, ProductionTiming timing, ProductionOutput output);
  base::Result<void> startEncoders();
  void mixSound(int64_t grid);
  void encodePicture(int64_t grid);
  bool mayEncode();
  void awaitSoundEncoder();
  void watchEncoder(int64_t grid);

  void onPicture(int64_t grid, AccessUnit unit);
  void onSoundFrame(std::string frame);
  void fail(base::Error error);

  const BroadcastOptions options_;
  const ProductionTiming timing_;
  const ProductionOutput output_;
  std::atomic<bool> failed_{false};
  std::atomic<uint64_t> encodedFrames_{0};

  Stage stage_;
  std::shared_ptr<SoundDesk> desk_;
  std::vector<float> block_;
  bool isOwed_ = false;  // The canvas changed since it was last encoded.

  std::mutex mutex_;  // guards what is in the encoders; nothing else is taken under it
  std::condition_variable left_;
  std::deque<int64_t> picturesInEncoder_;  // Their positions.
  int blocksInEncoder_ = 0;

  // Last: their threads stop before anything above goes.
  std::unique_ptr<SoundEncoder> soundEncoder_;
  std::unique_ptr<PictureEncoder> pictureEncoder_;
};

}  // namespace pipelines
