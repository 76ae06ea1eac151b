// SPDX-License-Identifier: Apache-2.0
// The token bucket lets a burst through, then waits, then refuses.
#include "tests/sim/graphql/rate.hpp"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;
const base::Steady kStart{100s};

TEST(RateLimit, LetsABurstThroughAtOnce) {
  sim::RateLimit limit(60);
  for (int i = 0; i < 60; ++i) EXPECT_EQ(limit.reserve(kStart), base::Millis(0)) << i;
  EXPECT_EQ(limit.reserve(kStart), base::Millis(1000));
}

TEST(RateLimit, RefusesWhatWouldWaitOverThirtySeconds) {
  sim::RateLimit limit(60);
  for (int i = 0; i < 90; ++i) EXPECT_TRUE(limit.reserve(kStart)) << i;
  EXPECT_FALSE(limit.reserve(kStart));
  EXPECT_TRUE(limit.reserve(kStart + 2s));
}

TEST(RateLimit, FillsUpAgainButNotOver) {
  sim::RateLimit limit(60);
  for (int i = 0; i < 60; ++i) EXPECT_TRUE(limit.reserve(kStart));
  const base::Steady later = kStart + 600s;
  for (int i = 0; i < 60; ++i) EXPECT_EQ(limit.reserve(later), base::Millis(0)) << i;
  EXPECT_NE(limit.reserve(later), base::Millis(0));
}

}  // namespace
