// SPDX-License-Identifier: Apache-2.0
// Synthetic pictures and sound on the grid of the wall clock.
#include "tests/sim/media/frames.hpp"
#include "tests/sim/media/picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>
#include <variant>

namespace sim {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr int kSampleRate = 48000;
constexpr int kBlockSamples = 960;
constexpr std::int64_t kBlockNs = 20'000'000;

/// Frame n of a second stands at n/fps after it, so the first of each is on the whole second.
class Pictures final : public FrameMaker {
 public:
  explicit Pictures(MediaKey what) {
    if (what.kind == MediaKey::Kind::Camera) {
      camera_ = std::make_unique<CameraPicture>(what.source);
    } else {
      screen_ = std::make_unique<ScreenPicture>();
    }
  }

  std::string caps() const override {
    return camera_ ? "video/x-raw,format=I420,width=640,height=480,framerate=15/1"
                   : "video/x-raw,format=I420,width=1280,height=720,framerate=5/1";
  }

  bool next(const WaitUntil& wait, RawFrame& frame) override {
    const std::int64_t fps = camera_ ? 15 : 5;
    const std::int64_t now = clock.now() + unixOffset();
    // Integer arithmetic per second, or a fifteenth would drift off the whole second.
    std::int64_t index = now / kSecondNs * fps + now % kSecondNs * fps / kSecondNs + 1;
    index = std::max(index, last_ + 1);
    const std::int64_t due = index / fps * kSecondNs + index % fps * kSecondNs / fps;
    if (!wait(due - unixOffset())) return false;
    last_ = index;
    constexpr std::int64_t kMs = 1'000'000;
    // What is seen is the world's time, whatever the camera's clock says.
    const std::int64_t seen = clock.toSteady(due - unixOffset()) + unixOffset();
    const std::int64_t unixMs = (seen + kMs / 2) / kMs;
    frame.bytes =
        camera_ ? ByteView(camera_->draw(unixMs).bytes) : ByteView(screen_->draw(unixMs).bytes);
    frame.captured = due - unixOffset();
    return true;
  }

 private:
  std::unique_ptr<CameraPicture> camera_;
  std::unique_ptr<ScreenPicture> screen_;
  std::int64_t last_ = 0;
};

/// A beep for 100 ms in each second over quiet noise; when muted, the noise alone.
class Beeps final : public FrameMaker {
 public:
  Beeps(double frequency, std::int64_t phaseMs)
      : frequency_(frequency), phaseNs_(phaseMs * 1'000'000) {}

  std::string caps() const override {
    return "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=1";
  }

  bool next(const WaitUntil& wait, RawFrame& frame) override {
    const std::int64_t now = clock.now() + unixOffset();
    // Block after block; after a pause or a stall the sound goes on with the present.
    const std::int64_t present = now / kBlockNs;
    const std::int64_t index = present > last_ + kCatchUp ? present : last_ + 1;
    const std::int64_t start = index * kBlockNs;
    // A block is complete when its last sample was heard.
    if (!wait(start + kBlockNs - unixOffset())) return false;
    last_ = index;
    fill(clock.toSteady(start - unixOffset()) + unixOffset());
    frame.bytes = {reinterpret_cast<const std::uint8_t*>(block_.data()), sizeof(block_)};
    frame.captured = start - unixOffset();
    return true;
  }

 private:
  static constexpr std::int64_t kCatchUp = 10;

  void fill(std::int64_t unixNs) {
    constexpr double kLoudness = 12000;
    const std::int64_t inSecond = (unixNs - phaseNs_) % kSecondNs * kSampleRate / kSecondNs;
    const std::int64_t beepSamples = kFlashMilliseconds * kSampleRate / 1000;
    for (std::size_t i = 0; i < block_.size(); ++i) {
      const std::int64_t at = (inSecond + static_cast<std::int64_t>(i)) % kSampleRate;
      double value = noise_(random_);
      if (at < beepSamples && !muted) {
        value += kLoudness * std::sin(2 * std::numbers::pi * frequency_ * static_cast<double>(at) /
                                      kSampleRate);
      }
      block_.at(i) = static_cast<std::int16_t>(value);
    }
  }

  double frequency_;
  std::int64_t phaseNs_;
  std::array<std::int16_t, kBlockSamples> block_{};
  std::minstd_rand random_{1};
  // Comfort noise: far below speech, never digital silence (bbb-media.md §8.2).
  std::uniform_real_distribution<double> noise_{-12, 12};
  std::int64_t last_ = 0;
};

}  // namespace

std::unique_ptr<FrameMaker> syntheticPictures(MediaKey what) {
  return std::make_unique<Pictures>(what);
}

std::unique_ptr<FrameMaker> syntheticSound(double frequency, std::int64_t phaseMs) {
  return std::make_unique<Beeps>(frequency, phaseMs);
}

}  // namespace sim
