// SPDX-License-Identifier: Apache-2.0
// Pauses double up to a ceiling, with jitter, and start again after a success.
#include "gateway/link/backoff.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

using base::Millis;
constexpr double kMiddle = 0.5;

TEST(Backoff, DoublesUpToItsCeiling) {
  Backoff pause(Millis(100), Millis(300));
  EXPECT_EQ(pause.next(kMiddle), Millis(100));
  EXPECT_EQ(pause.next(kMiddle), Millis(200));
  EXPECT_EQ(pause.next(kMiddle), Millis(300));
  EXPECT_EQ(pause.next(kMiddle), Millis(300));
}

TEST(Backoff, StartsAgainAfterASuccess) {
  Backoff pause(Millis(100), Millis(300));
  (void)pause.next(kMiddle);
  (void)pause.next(kMiddle);
  pause.reset();
  EXPECT_EQ(pause.next(kMiddle), Millis(100));
}

TEST(Backoff, SpreadsByAFifth) {
  EXPECT_EQ(Backoff(Millis(1000), Millis(1000)).next(0), Millis(800));
  EXPECT_LT(Backoff(Millis(1000), Millis(1000)).next(0.999), Millis(1200));
}

}  // namespace
}  // namespace gateway
