// SPDX-License-Identifier: Apache-2.0
// Half an hour of a sender whose clock is wrong: flash and beep stay together.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <memory>

#include "tests/media/rehearsal/rehearsal.hpp"

namespace {

using pipelines::MediaDate;
using rehearsal::Rehearsal;

constexpr int64_t kSeconds = 30 * 60;
constexpr int64_t kMarkEvery = 10, kMarkFor = 1;  // seconds
constexpr int64_t kBlocksPerSecond = 50;
constexpr int64_t kBlock = pipelines::kSoundRate / kBlocksPerSecond;
constexpr std::chrono::milliseconds kTravel{120};  // From a date to the push.
constexpr double kInStep = 0.040;                  // seconds

bool isMark(int64_t senderNanos) {
  return senderNanos / 1'000'000'000 % kMarkEvery < kMarkFor && senderNanos >= 1'000'000'000;
}

/// A sender of a flash and a tone at each mark, by its own clock.
class Sender {
 public:
  Sender(Rehearsal& show, double ppm)
      : rate_(1 + ppm * 1e-6),
        picture_(show.production().stage().addVideo("camera")),
        sound_(show.production().addSound()) {}

  void sendUntil(MediaDate now) {
    for (; dateOf(block_ * 20'000'000) <= now - kTravel; ++block_) sendBlock();
    for (; dateOf(frame_ * 40'000'000) <= now - kTravel; ++frame_) sendFrame();
  }

 private:
  // What the receiver makes of the sender's time: the true time at which it happened.
  MediaDate dateOf(int64_t senderNanos) const {
    return rehearsal::kStart + MediaDate(std::llround(double(senderNanos) / rate_));
  }
  void sendBlock() {
    std::array<float, 2 * kBlock> samples{};
    if (isMark(block_ * 20'000'000))
      for (size_t i = 0; i < samples.size(); ++i)
        samples[i] = 0.5F * std::cos(float(i / 2) * 2 * 3.14159F * 1000 / pipelines::kSoundRate);
    sound_->push(samples, dateOf(block_ * 20'000'000));
  }
  void sendFrame() {
    const bool isWhite = isMark(frame_ * 40'000'000);
    if (isWhite == wasWhite_ && frame_ > 0) return;
    wasWhite_ = isWhite;
    const auto colour = isWhite ? rehearsal::kWhite : rehearsal::kBlack;
    picture_->push({rehearsal::picture(64, 48, colour), dateOf(frame_ * 40'000'000)});
  }

  const double rate_;
  std::shared_ptr<pipelines::VideoInput> picture_;
  std::shared_ptr<pipelines::SoundInput> sound_;
  int64_t block_ = 0, frame_ = 0;
  bool wasWhite_ = false;
};

std::vector<double> flashesIn(const std::string& file) {
  const auto packets = rehearsal::packets(file);
  const auto luma =
      rehearsal::output("ffmpeg -v fatal -i " + file +
                        " -fps_mode passthrough -vf crop=2:2,format=gray -f rawvideo -");
  std::vector<double> times;
  bool wasWhite = false;
  for (size_t i = 0; i < packets.size() && i * 4 < luma.size(); ++i) {
    const bool isWhite = static_cast<uint8_t>(luma[i * 4]) > 180;
    if (isWhite && !wasWhite) times.push_back(double(packets[i].pts) / 90000);
    wasWhite = isWhite;
  }
  return times;
}

std::vector<double> beepsIn(const std::string& file) {
  constexpr int kRate = 8000;
  const auto packets = rehearsal::packets(file);
  const auto raw = rehearsal::output("ffmpeg -v error -i " + file + " -ac 1 -ar 8000 -f u8 -");
  std::vector<double> times;
  size_t lastLoud = 0;
  for (size_t i = 0; i < raw.size() && !packets.empty(); ++i) {
    if (std::abs(static_cast<uint8_t>(raw[i]) - 128) < 32) continue;
    const auto first = double(packets[0].pts) / pipelines::kSoundRate;
    if (times.empty() || i - lastLoud > kRate) times.push_back(first + double(i) / kRate);
    lastLoud = i;
  }
  return times;
}

class Drift : public testing::TestWithParam<double> {};

TEST_P(Drift, KeepsSoundWithThePicture) {
  Rehearsal show(pipelines::Pace::Offline, 160, 90);
  pipelines::Scene scene;
  scene.cameras.push_back({"camera", ""});
  Sender sender(show, GetParam());
  show.show(scene);
  show.runUntil(kSeconds * pipelines::kFramesPerSecond,
                [&](int64_t grid) { sender.sendUntil(rehearsal::dateOf(grid)); });
  ASSERT_TRUE(show.production().finish());
  const auto flashes = flashesIn(show.audience().file(pipelines::Rendition::video()));
  const auto beeps = beepsIn(show.audience().file(pipelines::Rendition::audio()));
  ASSERT_EQ(flashes.size(), beeps.size());
  ASSERT_GE(flashes.size(), size_t(kSeconds / kMarkEvery) - 1);
  double worst = 0;
  for (size_t i = 0; i < flashes.size(); ++i)
    worst = std::max(worst, std::abs(flashes[i] - beeps[i]));
  std::printf("figure: clock %+.0f ppm for 30 minutes: sound at most %.1f ms from the picture\n",
              GetParam(), worst * 1000);
  RecordProperty("worst_ms", static_cast<int>(worst * 1000));
  EXPECT_LE(worst, kInStep);
  EXPECT_EQ(show.production().lostSamples(), 0u);
}

INSTANTIATE_TEST_SUITE_P(HalfAnHour, Drift, testing::Values(100.0, -100.0));

}  // namespace
