// SPDX-License-Identifier: Apache-2.0
// Drives the encoders by hand and keeps what the feed hands out.
#include "tests/media/tools/lecture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <numbers>
#include <utility>

#include "base/check.hpp"
#include "pipelines/encode/picture_encoder.hpp"
#include "pipelines/encode/picture_pool.hpp"
#include "pipelines/encode/sound_encoder.hpp"
#include "pipelines/grid.hpp"
#include "pipelines/stage/picture.hpp"

namespace lecture {
namespace {

using namespace pipelines;

constexpr int kWidth = 320, kHeight = 180;
constexpr int64_t kFlashFrames = 3;  // 120 ms
constexpr uint8_t kDark = 40, kBright = 235, kBar = 120;

class Nowhere : public EncodedOutput {
 public:
  void submitted(int64_t) override {}
  void decided(int64_t) override {}
  void pictureParameters(const ParameterSets&) override {}
  base::Result<void> picture(int64_t, AccessUnit) override { return {}; }
  void soundConfiguration(std::string, int) override {}
  base::Result<void> soundFrame(std::string) override { return {}; }
};

class Keeper : public FrameSink {
 public:
  explicit Keeper(Lecture& lecture) : lecture_(lecture) {}
  void format(const FrameFormat& format) override { lecture_.format = format; }
  void picture(const EncodedPicture& picture) override { lecture_.frames.emplace_back(picture); }
  void sound(const EncodedSound& sound) override { lecture_.frames.emplace_back(sound); }

 private:
  Lecture& lecture_;
};

bool isFlash(int64_t grid) {
  return grid % kFramesPerSecond < kFlashFrames;
}

/// Something moves in every other second; else the picture changes with the flash only.
bool isDrawn(int64_t grid) {
  const bool isMoving = (grid / kFramesPerSecond) % 2 == 0;
  const int64_t inSecond = grid % kFramesPerSecond;
  return isMoving || grid % kFramesPerPart == 0 || inSecond == 0 || inSecond == kFlashFrames;
}

void draw(Picture& picture, int64_t grid) {
  const auto stride = static_cast<size_t>(picture.stride(0));
  std::memset(picture.plane(0), isFlash(grid) ? kBright : kDark, stride * kHeight);
  std::memset(picture.plane(0) + static_cast<size_t>(grid % kHeight) * stride, kBar, kWidth);
  std::memset(picture.plane(1), 128, picture.bytes().size() - picture.offset(1));
}

std::vector<float> block(int64_t number) {
  std::vector<float> out(static_cast<size_t>(kSamplesPerAacFrame * kSoundChannels));
  for (int i = 0; i < kSamplesPerAacFrame; ++i) {
    const int64_t at = number * kSamplesPerAacFrame + i;
    const bool isBeep = isFlash(at * kFramesPerSecond / kSoundRate);
    const double phase = 2 * std::numbers::pi * 1000 * static_cast<double>(at) / kSoundRate;
    const auto value = isBeep ? static_cast<float>(0.5 * std::sin(phase)) : 0.0F;
    out[static_cast<size_t>(2 * i)] = out[static_cast<size_t>(2 * i + 1)] = value;
  }
  return out;
}

}  // namespace

size_t Lecture::pictures() const {
  return static_cast<size_t>(std::count_if(frames.begin(), frames.end(), [](const Frame& frame) {
    return std::holds_alternative<EncodedPicture>(frame);
  }));
}

size_t Lecture::sounds() const {
  return frames.size() - pictures();
}

Lecture encode(int seconds) {
  Lecture out;
  FrameFormat known;
  known.width = kWidth;
  known.height = kHeight;
  known.soundBitsPerSecond = 96000;
  FrameFeed feed(known, 0, std::make_unique<Nowhere>());
  feed.attach(std::make_shared<Keeper>(out));
  const auto failed = [](const base::Error& why) { ADD_FAILURE() << why.what; };
  std::unique_ptr<SoundEncoder> sound;
  auto started = SoundEncoder::start(
      96, {[&](std::string text) { feed.soundConfiguration(text, sound->primingSamples()); },
           [&](std::string frame) { EXPECT_TRUE(feed.soundFrame(std::move(frame))); }, failed});
  base::check(started.has_value(), "there is an AAC encoder");
  sound = std::move(*started);
  auto pool = PicturePool::make(kWidth, kHeight);
  base::check(pool.has_value(), "there is memory");
  auto picture = PictureEncoder::start(
      {kWidth, kHeight, {"video", kWidth, kHeight, 500, Rhythm::Motion}},
      {[&](const ParameterSets& sets) { feed.pictureParameters(sets); },
       [&](int64_t grid, AccessUnit unit) { EXPECT_TRUE(feed.picture(grid, std::move(unit))); },
       failed});
  base::check(picture.has_value(), "there is an H.264 encoder");
  Picture canvas(kWidth, kHeight);
  int64_t blocks = 0;
  for (int64_t grid = 0; grid < seconds * kFramesPerSecond; ++grid) {
    while ((blocks + 1) * kSamplesPerAacFrame * kFramesPerSecond <= (grid + 1) * kSoundRate)
      sound->encode(block(blocks++));
    if (!isDrawn(grid)) continue;
    draw(canvas, grid);
    (*picture)->encode(pool->copyOf(canvas, grid));
  }
  EXPECT_TRUE(sound->finish());
  EXPECT_TRUE((*picture)->finish());
  // As at a desk: each frame beside those of its time, whatever the encoders' haste was.
  std::stable_sort(out.frames.begin(), out.frames.end(), [&](const Frame& a, const Frame& b) {
    return timeOf(a, out.format) < timeOf(b, out.format);
  });
  return out;
}

std::chrono::nanoseconds timeOf(const Frame& frame, const FrameFormat& format) {
  if (const auto* picture = std::get_if<EncodedPicture>(&frame)) return pipelines::timeOf(*picture);
  return pipelines::timeOf(std::get<EncodedSound>(frame), format.primingSamples);
}

void give(const Frame& frame, FrameSink& sink) {
  if (const auto* picture = std::get_if<EncodedPicture>(&frame)) return sink.picture(*picture);
  sink.sound(std::get<EncodedSound>(frame));
}

void play(const Lecture& lecture, FrameSink& sink, int64_t later) {
  base::check(later % kFramesPerPart == 0, "sound and picture move by the same time");
  sink.format(lecture.format);
  for (Frame frame : lecture.frames) {
    if (auto* picture = std::get_if<EncodedPicture>(&frame)) picture->grid += later;
    if (auto* sound = std::get_if<EncodedSound>(&frame))
      sound->number += later / kFramesPerPart * kAacFramesPerPart;
    give(frame, sink);
  }
}

std::string output(const std::string& command) {
  const auto close = [](std::FILE* pipe) { pclose(pipe); };
  const std::unique_ptr<std::FILE, decltype(close)> pipe(popen(command.c_str(), "r"), close);
  std::string text;
  char buffer[65536];
  while (const size_t count = std::fread(buffer, 1, sizeof buffer, pipe.get()))
    text.append(buffer, count);
  return text;
}

}  // namespace lecture
