// SPDX-License-Identifier: Apache-2.0
// Where samples land on the timeline, and what happens to those that cannot.
#include "pipelines/stage/sound_mix.hpp"

#include "pipelines/stage/delay.hpp"
#include "pipelines/stage/sound_desk.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

using std::chrono::milliseconds;

constexpr int64_t kBlock = 960;  // 20 ms, as Opus gives them.

std::vector<float> stereo(int64_t count, float value) {
  return std::vector<float>(static_cast<size_t>(count * kSoundChannels), value);
}

std::vector<float> drained(SoundMix& mix, int64_t count) {
  auto out = stereo(count, -7);
  mix.drain(out);
  return out;
}

TEST(SoundMix, IsSilentWhereNobodySpeaks) {
  SoundMix mix;
  EXPECT_EQ(drained(mix, 1024), stereo(1024, 0));
}

TEST(SoundMix, PutsSamplesExactlyAtTheirPosition) {
  SoundMix mix;
  mix.add(stereo(2, 0.5F), 100);
  const auto out = drained(mix, 200);
  EXPECT_EQ(out[2 * 99], 0.0F);
  EXPECT_EQ(out[2 * 100], 0.5F);
  EXPECT_EQ(out[2 * 101 + 1], 0.5F);
  EXPECT_EQ(out[2 * 102], 0.0F);
}

TEST(SoundMix, AddsSourcesAndLimitsTheSum) {
  SoundMix mix;
  mix.add(stereo(4, 0.25F), 0);
  mix.add(stereo(2, 0.5F), 0);
  mix.add(stereo(1, 0.5F), 0);
  const auto out = drained(mix, 4);
  EXPECT_EQ(out[0], 1.0F);
  EXPECT_EQ(out[2], 0.75F);
  EXPECT_EQ(out[6], 0.25F);
}

TEST(SoundMix, IsSilentAgainAfterARoundOfTheRing) {
  SoundMix mix;
  mix.add(stereo(1000, 0.5F), 0);
  drained(mix, SoundMix::kCapacity);
  EXPECT_EQ(drained(mix, 1000), stereo(1000, 0));
}

TEST(SoundMix, CountsWhatComesTooLateOrTooEarly) {
  SoundMix mix;
  drained(mix, 1024);
  mix.add(stereo(100, 0.5F), 1000);
  EXPECT_EQ(mix.lostSamples(), 24u);
  mix.add(stereo(100, 0.5F), 1024 + SoundMix::kCapacity - 40);
  EXPECT_EQ(mix.lostSamples(), 24u + 60u);
  EXPECT_EQ(drained(mix, 76)[0], 0.5F);
}

TEST(SoundCursor, StaysContinuousWhileDatesJitter) {
  SoundCursor cursor;
  for (int64_t i = 0; i < 200; ++i) {
    const int64_t jitter = (i % 3 - 1) * 480;  // -10, 0, +10 ms
    const auto placed = cursor.place(i * kBlock + (i == 0 ? 0 : jitter), kBlock);
    EXPECT_EQ(placed.position, i * kBlock) << "block " << i;
    EXPECT_EQ(placed.skip, 0);
  }
  EXPECT_EQ(cursor.corrections(), 0u);
}

TEST(SoundCursor, LeavesAGapAfterAPause) {
  SoundCursor cursor;
  cursor.place(0, kBlock);
  EXPECT_EQ(cursor.place(48000, kBlock).position, 48000);
  EXPECT_EQ(cursor.place(48000 + kBlock, kBlock).position, 48000 + kBlock);
}

TEST(SoundCursor, NeverFillsAPlaceTwice) {
  SoundCursor cursor;
  cursor.place(0, 48000);
  const auto first = cursor.place(48000 - 6000, kBlock);
  EXPECT_EQ(first.skip, kBlock);
  for (int64_t i = 1; i < 6; ++i) EXPECT_EQ(cursor.place(42000 + i * kBlock, kBlock).skip, kBlock);
  const auto partly = cursor.place(42000 + 6 * kBlock, kBlock);
  EXPECT_EQ(partly.position + partly.skip, 48000);
  EXPECT_EQ(cursor.place(42000 + 7 * kBlock, kBlock).skip, 0);
}

TEST(SoundCursor, FollowsASlowDriftSampleBySample) {
  SoundCursor cursor;
  int64_t worst = 0;
  for (int64_t i = 0; i < 30000; ++i) {  // 10 minutes, 100 parts per million fast.
    const int64_t dated = i * kBlock + i * kBlock / 10000;
    const auto placed = cursor.place(dated, kBlock);
    EXPECT_LE(std::abs(placed.count - kBlock), 1);
    worst = std::max(worst, std::abs(placed.position - dated));
  }
  EXPECT_LE(worst, SoundCursor::kDriftSamples + 48);
  EXPECT_EQ(cursor.corrections(), 0u);
}

TEST(SoundCursor, JumpsWhereAClockIsWrongByMore) {
  SoundCursor cursor;
  for (int64_t i = 0; i < 500; ++i) cursor.place(i * kBlock + i * kBlock / 100, kBlock);
  EXPECT_GE(cursor.corrections(), 1u);
}

TEST(Stretch, KeepsTheEndsAndTheShape) {
  std::vector<float> ramp;
  for (int i = 0; i < 960; ++i) ramp.insert(ramp.end(), {float(i), float(-i)});
  for (const int64_t count : {959, 961}) {
    std::vector<float> out;
    stretch(ramp, count, out);
    ASSERT_EQ(out.size(), static_cast<size_t>(2 * count));
    EXPECT_EQ(out[0], 0.0F);
    EXPECT_NEAR(out[out.size() - 2], 959.0F, 0.01F);
    EXPECT_NEAR(out[960], 480.0F, 1.0F);
    EXPECT_NEAR(out[961], -480.0F, 1.0F);
  }
}

TEST(SoundDesk, DelaysSoundByThePresentationDelay) {
  const MediaDate start = std::chrono::seconds(1000);
  const auto desk = std::make_shared<SoundDesk>(start, [&] { return start; });
  desk->addSource()->push(stereo(48, 0.5F), start + milliseconds(10));
  auto out = stereo(48000, 0);
  desk->drain(out);
  const auto first = static_cast<size_t>((kPresentationDelay + milliseconds(10)).count() * 48);
  EXPECT_EQ(out[2 * first - 1], 0.0F);
  EXPECT_EQ(out[2 * first], 0.5F);
  EXPECT_EQ(out[2 * first + 2 * 48 - 1], 0.5F);
  EXPECT_EQ(out[2 * first + 2 * 48], 0.0F);
}

TEST(SoundDesk, TakesArrivalForADateThatCannotBe) {
  const MediaDate start = std::chrono::seconds(1000);
  const auto desk = std::make_shared<SoundDesk>(start, [&] { return start; });
  desk->addSource()->push(stereo(48, 0.5F), start + std::chrono::hours(100));
  auto out = stereo(48000, 0);
  desk->drain(out);
  EXPECT_EQ(out[2 * static_cast<size_t>(kPresentationDelay.count()) * 48], 0.5F);
}

TEST(SoundDesk, OutlivesNothingItsSourcesNeed) {
  auto desk = std::make_shared<SoundDesk>(MediaDate{}, [] { return MediaDate{}; });
  const auto source = desk->addSource();
  desk.reset();
  source->push(stereo(48, 0.5F), MediaDate{});
  SUCCEED();
}

}  // namespace
}  // namespace pipelines
