// SPDX-License-Identifier: Apache-2.0
// When parts close, how long samples last, and that times neither leap nor overlap.
#include "pipelines/package/packager.hpp"

#include "pipelines/grid.hpp"
#include "tests/unit/pipelines/package/boxes.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

constexpr int64_t kOrigin = 1'700'000'000'000;

// Plays the clock and an encoder that answers at once: positions from `first` to `last`, encoding
// those that `isEncoded` names.
template <class IsEncoded>
std::vector<Part> run(PicturePackager& packager, int64_t first, int64_t last,
                      IsEncoded&& isEncoded) {
  std::vector<Part> parts;
  for (int64_t grid = first; grid <= last; ++grid) {
    if (isEncoded(grid)) {
      packager.submitted(grid);
      auto early = packager.encoded(grid, "picture", grid % kFramesPerGop == 0);
      EXPECT_TRUE(early) << "position " << grid;
      if (early && *early) parts.push_back(std::move(**early));
    }
    if (auto part = packager.decided(grid)) parts.push_back(std::move(*part));
  }
  return parts;
}

bool always(int64_t) {
  return true;
}
bool partStartsOnly(int64_t grid) {
  return grid % kFramesPerPart == 0;
}

TEST(PicturePackager, ClosesAPartWithItsLastPositionAndNotLater) {
  PicturePackager packager(kOrigin);
  EXPECT_TRUE(run(packager, 0, 6, always).empty());
  EXPECT_EQ(run(packager, 7, 7, always).size(), 1u);
}

TEST(PicturePackager, GivesEachPictureOneFrameWhenAllAreEncoded) {
  PicturePackager packager(kOrigin);
  const auto parts = run(packager, 0, 7, always);
  ASSERT_EQ(parts.size(), 1u);
  const auto fragment = boxes::readFragment(*parts[0].bytes);
  ASSERT_EQ(fragment.samples.size(), 8u);
  for (const auto& sample : fragment.samples) EXPECT_EQ(sample.duration, 3600u);
}

TEST(PicturePackager, StretchesTheOnlyPictureOverTheWholePart) {
  PicturePackager packager(kOrigin);
  const auto parts = run(packager, 0, 7, partStartsOnly);
  ASSERT_EQ(parts.size(), 1u);
  const auto fragment = boxes::readFragment(*parts[0].bytes);
  ASSERT_EQ(fragment.samples.size(), 1u);
  EXPECT_EQ(fragment.samples[0].duration, 28800u);
}

TEST(PicturePackager, LetsAPictureLastUntilTheNext) {
  PicturePackager packager(kOrigin);
  const auto parts =
      run(packager, 0, 7, [](int64_t grid) { return grid == 0 || grid == 3 || grid == 4; });
  ASSERT_EQ(parts.size(), 1u);
  const auto fragment = boxes::readFragment(*parts[0].bytes);
  ASSERT_EQ(fragment.samples.size(), 3u);
  EXPECT_EQ(fragment.samples[0].duration, 3u * 3600);
  EXPECT_EQ(fragment.samples[1].duration, 1u * 3600);
  EXPECT_EQ(fragment.samples[2].duration, 4u * 3600);
}

TEST(PicturePackager, KeepsDecodeTimesContinuousOverSegments) {
  PicturePackager packager(kOrigin);
  const auto parts =
      run(packager, 0, 8 * 30 - 1, [](int64_t grid) { return grid % 8 == 0 || grid % 5 == 2; });
  ASSERT_EQ(parts.size(), 30u);
  uint64_t expected = 900000;
  for (const auto& part : parts) {
    const auto fragment = boxes::readFragment(*part.bytes);
    EXPECT_EQ(fragment.decodeTime, expected) << "part " << part.global;
    EXPECT_EQ(fragment.duration(), 28800u) << "part " << part.global;
    EXPECT_EQ(part.durationTicks, 28800) << "part " << part.global;
    EXPECT_EQ(fragment.sequence, static_cast<uint32_t>(part.global + 1));
    expected += fragment.duration();
  }
}

TEST(PicturePackager, NumbersPartsWithinTheirSegments) {
  PicturePackager packager(kOrigin);
  const auto parts = run(packager, 0, 8 * 25 - 1, partStartsOnly);
  ASSERT_EQ(parts.size(), 25u);
  EXPECT_EQ(parts[5].segment, 0);
  EXPECT_EQ(parts[5].part, 5);
  EXPECT_TRUE(parts[5].last);
  EXPECT_EQ(parts[6].segment, 1);
  EXPECT_EQ(parts[6].part, 0);
  EXPECT_FALSE(parts[11].last);
  EXPECT_TRUE(parts[17].last);
  EXPECT_EQ(parts[18].segment, 2);
  EXPECT_EQ(parts[24].global, 24);
}

TEST(PicturePackager, MarksPartsThatStartWithAKeyframe) {
  PicturePackager packager(kOrigin);
  const auto parts = run(packager, 0, 8 * 13 - 1, partStartsOnly);
  for (const auto& part : parts) {
    EXPECT_EQ(part.independent, part.global % 6 == 0) << "part " << part.global;
    const auto first = boxes::readFragment(*part.bytes).samples.at(0);
    EXPECT_EQ(first.flags == 0x02000000u, part.independent) << "part " << part.global;
  }
}

TEST(PicturePackager, DatesPartsFromTheOrigin) {
  PicturePackager packager(kOrigin);
  const auto parts = run(packager, 0, 23, partStartsOnly);
  EXPECT_EQ(parts.at(2).unixMillis, kOrigin + 640);
}

TEST(PicturePackager, WaitsForAPictureThatIsStillInTheEncoder) {
  PicturePackager packager(kOrigin);
  packager.submitted(0);
  for (int64_t grid = 0; grid <= 9; ++grid) {
    if (grid == 8) packager.submitted(8);
    EXPECT_FALSE(packager.decided(grid)) << "position " << grid;
  }
  auto part = packager.encoded(0, "late", true);
  ASSERT_TRUE(part);
  ASSERT_TRUE(part->has_value());
  EXPECT_EQ((*part)->global, 0);
}

TEST(PicturePackager, RefusesAPictureThatNobodySubmitted) {
  PicturePackager packager(kOrigin);
  packager.submitted(0);
  const auto part = packager.encoded(1, "stray", false);
  ASSERT_FALSE(part);
  EXPECT_EQ(part.error().fault, base::Fault::Media);
}

TEST(PicturePackager, RefusesAGroupWithoutAKeyframe) {
  PicturePackager packager(kOrigin);
  packager.submitted(0);
  EXPECT_FALSE(packager.encoded(0, "picture", false));
}

std::vector<Part> soundParts(SoundPackager& packager, int frames) {
  std::vector<Part> parts;
  for (int i = 0; i < frames; ++i) {
    if (auto part = packager.encoded("aac")) parts.push_back(std::move(*part));
  }
  return parts;
}

TEST(SoundPackager, PutsFifteenFramesInAPart) {
  SoundPackager packager(kOrigin, 1024);
  EXPECT_TRUE(soundParts(packager, 14).empty());
  const auto parts = soundParts(packager, 1);
  ASSERT_EQ(parts.size(), 1u);
  const auto fragment = boxes::readFragment(*parts[0].bytes);
  EXPECT_EQ(fragment.samples.size(), 15u);
  EXPECT_EQ(fragment.duration(), 15360u);
  EXPECT_TRUE(parts[0].independent);
}

TEST(SoundPackager, TakesTheEncodersDelayOffTheTimes) {
  SoundPackager packager(kOrigin, 1024);
  const auto parts = soundParts(packager, 30);
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(boxes::readFragment(*parts[0].bytes).decodeTime, 480000u - 1024);
  EXPECT_EQ(boxes::readFragment(*parts[1].bytes).decodeTime, 480000u - 1024 + 15360);
  EXPECT_EQ(parts[0].unixMillis, kOrigin - 21);
  EXPECT_EQ(parts[1].unixMillis, kOrigin - 21 + 320);
}

TEST(SoundPackager, EndsSegmentsWithThePictures) {
  SoundPackager packager(kOrigin, 1024);
  const auto parts = soundParts(packager, 15 * 13);
  ASSERT_EQ(parts.size(), 13u);
  EXPECT_TRUE(parts[5].last);
  EXPECT_EQ(parts[6].segment, 1);
}

}  // namespace
}  // namespace pipelines
