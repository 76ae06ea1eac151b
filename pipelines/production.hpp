// SPDX-License-Identifier: Apache-2.0
// Production: what is done at each grid position (compose, mix, encode), whoever beats the time.
#pragma once

#include "pipelines/broadcast.hpp"
#include "pipelines/encode/encoded_output.hpp"
#include "pipelines/encode/picture_line.hpp"
#include "pipelines/encode/picture_pool.hpp"
#include "pipelines/encode/sound_encoder.hpp"
#include "pipelines/stage/sound_desk.hpp"
#include "pipelines/stage/stage.hpp"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace pipelines {

struct ProductionTiming {
  MediaDate start{};               ///< Of grid position 0.
  std::function<MediaDate()> now;  ///< The clock of all MediaDates.
  Pace pace = Pace::Live;
};

/// Where encoded frames go, and who hears that the production is over (Fault::Media).
struct ProductionOutput {
  std::unique_ptr<EncodedOutput> frames;               ///< Of the stage's own size, and sound.
  std::vector<std::unique_ptr<PictureOutput>> ladder;  ///< One for each of BroadcastOptions' own.
  std::function<void(base::Error)> onFailure;          ///< At most once. @thread any
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
  base::Result<void> startPictures();
  void mixSound(int64_t grid);
  void encodePicture(int64_t grid);
  void awaitSoundEncoder();

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
  std::optional<PicturePool> pool_;

  std::mutex mutex_;  // guards blocksInEncoder_; nothing else is taken under it
  std::condition_variable left_;
  int blocksInEncoder_ = 0;

  // Last: their threads stop before anything above goes.
  std::unique_ptr<SoundEncoder> soundEncoder_;
  std::vector<std::unique_ptr<PictureLine>> pictures_;  // The stage's own size first.
};

}  // namespace pipelines
