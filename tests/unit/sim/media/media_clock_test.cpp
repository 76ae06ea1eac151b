// SPDX-License-Identifier: Apache-2.0
// A drifting clock gains what it should, never jumps, and can be turned back into steady time.
#include "tests/sim/media/media_clock.hpp"

#include <gtest/gtest.h>

namespace {

constexpr std::int64_t kHour = 3'600'000'000'000;

TEST(MediaClock, IsTheSteadyClockUntilItDrifts) {
  const sim::MediaClock clock;
  EXPECT_EQ(clock.toMedia(kHour), kHour);
  EXPECT_EQ(clock.toSteady(kHour), kHour);
}

TEST(MediaClock, GainsWithoutAJump) {
  sim::MediaClock clock;
  clock.setDrift(100, kHour);
  EXPECT_EQ(clock.toMedia(kHour), kHour);
  constexpr double kGained = 360e6;  // 0.36 s in an hour
  const auto gained = [&](std::int64_t hours) {
    return static_cast<double>(clock.toMedia(hours * kHour) - hours * kHour);
  };
  EXPECT_NEAR(gained(2), kGained, 2);
  EXPECT_NEAR(static_cast<double>(clock.toSteady(clock.toMedia(2 * kHour))),
              static_cast<double>(2 * kHour), 2);
  clock.setDrift(0, 2 * kHour);
  EXPECT_NEAR(gained(3), kGained, 2) << "what was gained stays";
}

}  // namespace
