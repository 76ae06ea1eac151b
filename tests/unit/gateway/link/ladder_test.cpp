// SPDX-License-Identifier: Apache-2.0
// Words become sizes; what crosses the link is checked.
#include "gateway/link/ladder.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

using pipelines::Rhythm;

TEST(Ladder, GivesEachRungAsManyBitsAPixelAsTheSource) {
  const Ladder ladder = ladderFrom({"480p", "240p"}, 1280, 720, 2500);
  ASSERT_EQ(ladder.size(), 2u);
  EXPECT_EQ(ladder[0], (pipelines::PictureRendition{"480p", 854, 480, 1111, Rhythm::Motion}));
  EXPECT_EQ(ladder[1], (pipelines::PictureRendition{"240p", 426, 240, 277, Rhythm::Motion}));
}

TEST(Ladder, SlidesKeepAllPixels) {
  const Ladder ladder = ladderFrom({"slides"}, 1920, 1080, 2500);
  ASSERT_EQ(ladder.size(), 1u);
  EXPECT_EQ(ladder[0].width, 1920);
  EXPECT_EQ(ladder[0].rhythm, Rhythm::Slides);
}

TEST(Ladder, LeavesOutWhatIsNoSmallerOrComesTwice) {
  const Ladder ladder =
      ladderFrom({"720p", "1080p", "360p", "360p", "p", "-3p", "360", "video"}, 1280, 720, 2500);
  ASSERT_EQ(ladder.size(), 1u);
  EXPECT_EQ(ladder[0].name, "360p");
}

TEST(Ladder, CrossesTheLink) {
  const Ladder sent = ladderFrom({"480p", "slides"}, 1280, 720, 2500);
  EXPECT_EQ(ladderOf(toJson(sent)), sent);
  EXPECT_EQ(ladderOf(base::Json()), Ladder{});
}

TEST(Ladder, RefusesWhatIsOutOfRange) {
  const auto refused = [](const char* key, base::Json value) {
    auto json = toJson(ladderFrom({"480p"}, 1280, 720, 2500));
    json[0][key] = std::move(value);
    return !ladderOf(json).has_value();
  };
  EXPECT_TRUE(refused("name", "../x"));
  EXPECT_TRUE(refused("name", "audio"));
  EXPECT_TRUE(refused("width", 853));
  EXPECT_TRUE(refused("height", 100000));
  EXPECT_TRUE(refused("max_kbps", 0));
  EXPECT_TRUE(refused("rhythm", "waltz"));
  EXPECT_FALSE(ladderOf(base::Json("480p")));
  auto twice = toJson(ladderFrom({"480p"}, 1280, 720, 2500));
  twice.push_back(twice[0]);
  EXPECT_FALSE(ladderOf(twice));
}

}  // namespace
}  // namespace gateway
