// SPDX-License-Identifier: Apache-2.0
// Production: what is done at each grid position (compose, mix, encode, package), whoever beats the
// time.
#pragma once

#include "pipelines/broadcast.hpp"
#include "pipelines/encode/picture_encoder.hpp"
#include "pipelines/encode/sound_encoder.hpp"
#include "pipelines/package/packager.hpp"
#include "pipelines/stage/sound_desk.hpp"
#include "pipelines/stage/stage.hpp"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace pipelines {

/// What to do when pictures come faster than they can be encoded.
enum class Pace {
  Live,     ///< Leave pictures out: time does not wait.
  Offline,  ///< Wait for the encoder: every picture counts.
};

struct ProductionTiming {
  MediaDate start{};             ///< Of grid position 0.
  int64_t originUnixMillis = 0;  ///< Wall-clock date of what is seen and heard at grid position 0.
  std::function<MediaDate()> now;  ///< The clock of all MediaDates.
  Pace pace = Pace::Live;
};

class Production {
 public:
  static base::Result<std::unique_ptr<Production>> create(const BroadcastOptions& options,
                                                          ProductionTiming timing,
                                                          BroadcastEvents events);
  Production(const Production&) = delete;
  Production& operator=(const Production&) = delete;

  /// Does what grid position `grid` needs; each is called once, in order. @thread one caller
  void tick(int64_t grid);

  Stage& stage() { return stage_; }
  std::shared_ptr<SoundInput> addSound() { return desk_->addSource(); }
  uint64_t encodedFrames() const { return encodedFrames_.load(); }
  uint64_t lostSamples() const { return desk_->lostSamples(); }

 private:
  Production(const BroadcastOptions& options, ProductionTiming timing, BroadcastEvents events);
  base::Result<void> startEncoders();
  void mixSound(int64_t grid);
  void encodePicture(int64_t grid);
  bool mayEncode();
  void watchEncoder(int64_t grid);

  void onPictureParameters(const ParameterSets& sets);
  void onPicture(int64_t grid, AccessUnit unit);
  void onSoundConfiguration(std::string configuration);
  void onSoundFrame(std::string frame);
  void fail(base::Error error);

  const BroadcastOptions options_;
  const ProductionTiming timing_;
  const BroadcastEvents events_;
  std::atomic<bool> failed_{false};
  std::atomic<uint64_t> encodedFrames_{0};

  Stage stage_;
  std::shared_ptr<SoundDesk> desk_;
  std::vector<float> block_;
  bool isOwed_ = false;  // The canvas changed since it was last encoded.

  // guards picturePackager_, inEncoder_; onInit and onPart of pictures run under it
  std::mutex pictureMutex_;
  std::condition_variable pictureLeft_;
  PicturePackager picturePackager_;
  int inEncoder_ = 0;
  std::unique_ptr<SoundPackager> soundPackager_;  // Of the sound encoder's thread once it runs.

  // Last: their threads stop before anything above goes.
  std::unique_ptr<SoundEncoder> soundEncoder_;
  std::unique_ptr<PictureEncoder> pictureEncoder_;
};

}  // namespace pipelines
