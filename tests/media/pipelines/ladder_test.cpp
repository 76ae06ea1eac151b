// SPDX-License-Identifier: Apache-2.0
// One stage in several sizes: the same pictures, the same keyframes, the same parts.
#include "tests/media/rehearsal/rehearsal.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

using rehearsal::dateOf;
using rehearsal::Rehearsal;

const Rendition kSmall{Medium::Picture, "90p"};
const Rendition kSlides{Medium::Picture, "slides"};

std::vector<PictureRendition> ladder() {
  return {{kSmall.name, 160, 90, 200, Rhythm::Motion},
          {kSlides.name, 320, 180, 60, Rhythm::Slides}};
}

Scene whitePage() {
  Scene scene;
  scene.slide = SlideView{};
  scene.slide->pageId = "page/1";
  scene.slide->image = std::make_shared<const std::string>(
      "<svg xmlns='http://www.w3.org/2000/svg' width='960' height='540'>"
      "<rect width='960' height='540' fill='#fff'/></svg>");
  return scene;
}

/// A camera that changes at every position, so that every one may be encoded.
void playCamera(Rehearsal& show, int64_t until) {
  Scene scene;
  scene.cameras.push_back({"camera", ""});
  const auto input = show.production().stage().addVideo("camera");
  show.show(scene);
  show.runUntil(until, [&](int64_t grid) {
    const auto luma = static_cast<uint8_t>(30 + grid % 100 * 2);
    input->push({rehearsal::picture(64, 36, {luma, 128, 128}), dateOf(grid)});
  });
}

TEST(Ladder, EveryRungHasTheSamePartsAndKeyframes) {
  constexpr int64_t kParts = 6 + 12 + 1;
  Rehearsal show(Pace::Offline, 320, 180, ladder());
  playCamera(show, 8 * kParts);
  ASSERT_TRUE(show.production().finish());
  const auto source = show.audience().parts(Rendition::video());
  const auto small = show.audience().parts(kSmall);
  ASSERT_EQ(source.size(), static_cast<size_t>(kParts));
  ASSERT_EQ(small.size(), source.size());
  for (size_t i = 0; i < source.size(); ++i) {
    EXPECT_EQ(small[i].segment, source[i].segment);
    EXPECT_EQ(small[i].independent, source[i].independent) << "part " << i;
    EXPECT_EQ(small[i].unixMillis, source[i].unixMillis);
  }
  const auto wide = rehearsal::packets(show.audience().file(Rendition::video()));
  const auto narrow = rehearsal::packets(show.audience().file(kSmall));
  ASSERT_EQ(narrow.size(), wide.size()) << "what changed is encoded once in each";
  for (size_t i = 0; i < wide.size(); ++i) {
    EXPECT_EQ(narrow[i].pts, wide[i].pts);
    EXPECT_EQ(narrow[i].isKeyframe, wide[i].isKeyframe);
  }
}

TEST(Ladder, ASmallerRungShowsTheWholePicture) {
  Rehearsal show(Pace::Offline, 320, 180, ladder());
  show.show(whitePage());
  show.runUntil(8 * 6);
  ASSERT_TRUE(show.production().finish());
  EXPECT_EQ(show.audience().init(kSmall).width, 160);
  EXPECT_EQ(show.audience().init(kSmall).height, 90);
  constexpr int x = 80, y = 45;
  const auto luma = rehearsal::lumaOverTime(show.audience().file(kSmall), 160, 90, x, y);
  const auto source =
      rehearsal::lumaOverTime(show.audience().file(Rendition::video()), 320, 180, 2 * x, 2 * y);
  ASSERT_FALSE(luma.empty());
  EXPECT_NEAR(luma.back(), source.back(), 4);
}

TEST(Ladder, SlidesAreOnePictureAPartAndAKeyframeASegment) {
  constexpr int64_t kParts = 6 + 12 + 12 + 1;
  Rehearsal show(Pace::Offline, 320, 180, ladder());
  playCamera(show, 8 * kParts);
  ASSERT_TRUE(show.production().finish());
  const auto packets = rehearsal::packets(show.audience().file(kSlides));
  ASSERT_EQ(packets.size(), static_cast<size_t>(kParts));
  for (size_t i = 0; i < packets.size(); ++i)
    EXPECT_EQ(packets[i].isKeyframe, i == 0 || (i >= 6 && (i - 6) % 12 == 0)) << "part " << i;
  const auto parts = show.audience().parts(kSlides);
  for (const Part& part : parts) EXPECT_EQ(part.independent, part.part == 0) << part.global;
  EXPECT_EQ(show.audience().init(kSlides).frameRate, 3.125);
}

TEST(Ladder, AStillSlideCostsARungThreePicturesASecond) {
  Rehearsal show(Pace::Offline, 320, 180, ladder());
  show.show(whitePage());
  show.runUntil(8 * 30);
  ASSERT_TRUE(show.production().finish());
  const auto packets = rehearsal::packets(show.audience().file(kSmall));
  EXPECT_GE(packets.size(), 30u);
  EXPECT_LE(packets.size(), 32u);
}

}  // namespace
}  // namespace pipelines
