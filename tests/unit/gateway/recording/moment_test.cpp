// SPDX-License-Identifier: Apache-2.0
// Numbers as recordings write them.
#include "gateway/recording/moment.hpp"

#include <gtest/gtest.h>

namespace gateway::recording {
namespace {

TEST(Moment, ReadsPlainAndExponentialNumbers) {
  EXPECT_EQ(momentFrom("12.3"), Moment(12'300));
  EXPECT_EQ(momentFrom(" 1.5e1 "), Moment(15'000));
  EXPECT_EQ(momentFrom("0"), Moment(0));
}

TEST(Moment, RefusesWhatIsNoTime) {
  for (const auto* text : {"", " ", "abc", "1.2.3", "nan", "inf", "1e9", "-5", "1 2", "0x10"}) {
    EXPECT_FALSE(momentFrom(text)) << text;
  }
}

TEST(Moment, TakesAnUndoThatIsNoNumberForNever) {
  EXPECT_EQ(undoneFrom("4.0"), Moment(4000));
  EXPECT_FALSE(undoneFrom("-1"));
  EXPECT_FALSE(undoneFrom("never"));
}

TEST(Moment, ReadsListsOfNumbers) {
  EXPECT_EQ(numbersFrom("0.0 1, 2.5\n3"), (std::vector<double>{0, 1, 2.5, 3}));
  EXPECT_TRUE(numbersFrom("1 two").empty());
}

TEST(Moment, ReadsClockTimes) {
  EXPECT_EQ(clockTime("90"), Moment(90'000));
  EXPECT_EQ(clockTime("1:30"), Moment(90'000));
  EXPECT_EQ(clockTime("01:02:03.500"), Moment(3'723'500));
  for (const auto* text : {"", ":", "1:", "1:-2", "soon"}) EXPECT_FALSE(clockTime(text)) << text;
}

}  // namespace
}  // namespace gateway::recording
