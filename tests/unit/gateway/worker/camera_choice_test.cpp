// SPDX-License-Identifier: Apache-2.0
// Who is on the stage when not all fit, and that nobody jumps.
#include "gateway/worker/camera_choice.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

using base::Millis;

class CameraChoiceTest : public testing::Test {
 protected:
  static Camera camera(const std::string& id) {
    Camera out;
    out.streamId = id;
    out.userId = "w_" + id;
    return out;
  }
  static Camera presenter(const std::string& id) {
    auto out = camera(id);
    out.isPresenter = true;
    return out;
  }
  std::string chosen(const std::vector<Camera>& cameras) {
    std::string ids;
    for (const auto& one : choice.choose(cameras, speakers, now)) ids += one.streamId;
    return ids;
  }
  void talk(const std::string& ids) {
    std::vector<Talker> talkers;
    for (const char id : ids) talkers.push_back({std::string("w_") + id, ""});
    speakers.hear(talkers, now);
  }

  base::Steady now{std::chrono::hours(1)};
  Speakers speakers;
  CameraChoice choice{3};
  const std::vector<Camera> five{camera("a"), camera("b"), camera("c"), camera("d"), camera("e")};
};

TEST_F(CameraChoiceTest, TakesThoseThatFitInBbbsOrder) {
  EXPECT_EQ(chosen(five), "abc");
}

TEST_F(CameraChoiceTest, PutsThePresenterFirst) {
  EXPECT_EQ(chosen({camera("a"), camera("b"), camera("c"), presenter("d")}), "dab");
}

TEST_F(CameraChoiceTest, LetsANewPresenterInAtOnce) {
  chosen(five);
  EXPECT_EQ(chosen({camera("a"), camera("b"), camera("c"), camera("d"), presenter("e")}), "eab");
}

TEST_F(CameraChoiceTest, KeepsEverybodyInPlaceWhenACameraComes) {
  chosen({camera("b"), camera("c")});
  EXPECT_EQ(chosen({camera("a"), camera("b"), camera("c")}), "bca");
}

TEST_F(CameraChoiceTest, ClosesTheGapOfACameraThatWent) {
  chosen(five);
  EXPECT_EQ(chosen({camera("a"), camera("c"), camera("d"), camera("e")}), "acd");
}

TEST_F(CameraChoiceTest, DoesNotMoveForAWord) {
  chosen(five);
  now += Millis(60'000);
  talk("e");
  now += Millis(1000);
  EXPECT_EQ(chosen(five), "abc");
}

TEST_F(CameraChoiceTest, GivesASpeakerThePlaceOfTheQuietest) {
  chosen(five);
  now += Millis(60'000);
  talk("c");
  talk("a");
  now += Millis(5000);
  talk("e");
  now += kSpeaksBeforeShown;
  EXPECT_EQ(chosen(five), "aec");
}

TEST_F(CameraChoiceTest, LeavesANewcomerItsTime) {
  chosen(five);
  talk("e");
  now += kSpeaksBeforeShown;
  EXPECT_EQ(chosen(five), "abc");
  now += kShownAtLeast;
  EXPECT_EQ(chosen(five), "abe");
}

TEST_F(CameraChoiceTest, NeverTakesThePresentersPlace) {
  CameraChoice one{1};
  const std::vector<Camera> both{presenter("a"), camera("b")};
  one.choose(both, speakers, now);
  now += Millis(60'000);
  talk("b");
  now += Millis(60'000);
  EXPECT_EQ(one.choose(both, speakers, now).at(0).streamId, "a");
}

TEST(SpeakersTest, HoldsASpeakerALittleLonger) {
  Speakers speakers;
  const base::Steady start{std::chrono::hours(1)};
  speakers.hear({{"w_1", "Ada"}}, start);
  speakers.hear({}, start + Millis(500));
  EXPECT_TRUE(speakers.at(start + Millis(3400)).contains("w_1"));
  EXPECT_FALSE(speakers.at(start + Millis(3500)).contains("w_1"));
}

TEST(SpeakersTest, JoinsBurstsWithAShortPauseBetween) {
  Speakers speakers;
  const base::Steady start{std::chrono::hours(1)};
  speakers.hear({{"w_1", "Ada"}}, start);
  speakers.hear({}, start + Millis(1000));
  speakers.hear({{"w_1", "Ada"}}, start + Millis(2000));
  EXPECT_EQ(speakers.since("w_1", start + Millis(3000)), start);
  speakers.hear({}, start + Millis(4000));
  speakers.hear({{"w_1", "Ada"}}, start + Millis(9000));
  EXPECT_EQ(speakers.since("w_1", start + Millis(9100)), start + Millis(9000));
}

TEST(SpeakersTest, ForgetsThoseLongSilent) {
  Speakers speakers;
  const base::Steady start{std::chrono::hours(1)};
  speakers.hear({{"w_1", "Ada"}}, start);
  speakers.hear({}, start);
  speakers.hear({}, start + std::chrono::hours(1));
  EXPECT_TRUE(speakers.isEmpty());
}

}  // namespace
}  // namespace gateway
