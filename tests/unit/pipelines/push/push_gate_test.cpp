// SPDX-License-Identifier: Apache-2.0
// When frames pass, when they do not, and when they do again.
#include "pipelines/push/push_gate.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

using namespace std::chrono_literals;

constexpr Backlog kEmpty{}, kHalf{2s, 0}, kFull{5s, 0}, kHeavy{0s, 9u << 20};

TEST(PushGate, BeginsAtAKeyframe) {
  PushGate gate;
  EXPECT_FALSE(gate.admitSound(0s, kEmpty));
  EXPECT_FALSE(gate.admitPicture(false, 1s, kEmpty));
  EXPECT_TRUE(gate.admitPicture(true, 2s, kEmpty));
  EXPECT_FALSE(gate.admitSound(1s, kEmpty)) << "sound from before the keyframe";
  EXPECT_TRUE(gate.admitSound(2s, kEmpty));
  EXPECT_EQ(gate.droppedPictures(), 0u) << "nothing was owed before";
}

TEST(PushGate, DropsToTheNextKeyframeThatFindsRoom) {
  PushGate gate;
  ASSERT_TRUE(gate.admitPicture(true, 0s, kEmpty));
  EXPECT_FALSE(gate.admitPicture(false, 1s, kFull));
  EXPECT_FALSE(gate.admitSound(1s, kEmpty)) << "sound without its picture";
  EXPECT_FALSE(gate.admitPicture(false, 2s, kEmpty)) << "no keyframe";
  EXPECT_FALSE(gate.admitPicture(true, 3s, {3s, 0})) << "a keyframe, but hardly any room";
  EXPECT_TRUE(gate.admitPicture(true, 5s, kHalf));
  EXPECT_EQ(gate.droppedPictures(), 3u);
}

TEST(PushGate, CountsBytesToo) {
  PushGate gate;
  ASSERT_TRUE(gate.admitPicture(true, 0s, kEmpty));
  EXPECT_FALSE(gate.admitSound(1s, kHeavy));
  EXPECT_FALSE(gate.admitPicture(false, 1s, kEmpty));
}

}  // namespace
}  // namespace pipelines
