// SPDX-License-Identifier: Apache-2.0
// The table of blocking reloads.
#include "gateway/origin/reload.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gateway {
namespace {

// Segment 50 is whole with 12 parts; 51 has 4.
constexpr Edge kEdge{50, 12, 4, false};

Reload ask(int64_t msn, std::optional<int64_t> part, Edge edge = kEdge) {
  return decide(edge, {msn, part, false});
}

TEST(Reload, WithoutDirectivesIsNow) {
  EXPECT_EQ(decide(kEdge, {}), Reload::Now);
}

TEST(Reload, WholeSegments) {
  EXPECT_EQ(ask(3, {}), Reload::Now);
  EXPECT_EQ(ask(50, {}), Reload::Now);
  EXPECT_EQ(ask(51, {}), Reload::Wait);
  EXPECT_EQ(ask(52, {}), Reload::Wait);
  EXPECT_EQ(ask(53, {}), Reload::Refused);
}

TEST(Reload, PartsOfTheOpenSegment) {
  EXPECT_EQ(ask(51, 3), Reload::Now);
  EXPECT_EQ(ask(51, 4), Reload::Wait);
  EXPECT_EQ(ask(51, 13), Reload::Wait);  // ten beyond the newest
  EXPECT_EQ(ask(51, 14), Reload::Refused);
}

TEST(Reload, PartPastTheEndIsTheFirstOfTheNext) {
  EXPECT_EQ(ask(50, 12), Reload::Now);
  EXPECT_EQ(ask(50, 12, {50, 12, 0, false}), Reload::Wait);
  EXPECT_EQ(ask(50, 7, {50, 5, 0, false}), Reload::Wait);  // closed short
}

TEST(Reload, PartsOfSegmentsToCome) {
  EXPECT_EQ(ask(52, 0, {50, 12, 11, false}), Reload::Wait);
  EXPECT_EQ(ask(52, 0, {50, 12, 2, false}), Reload::Refused);
  EXPECT_EQ(ask(53, 0), Reload::Refused);
}

TEST(Reload, EndedIgnoresEverything) {
  EXPECT_EQ(ask(99, 9, {50, 12, 0, true}), Reload::Now);
}

TEST(Reload, ReadsDirectives) {
  const auto both = readDirectives("12", "3", "YES");
  ASSERT_TRUE(both);
  EXPECT_EQ(*both->msn, 12);
  EXPECT_EQ(*both->part, 3);
  EXPECT_TRUE(both->skip);
  EXPECT_TRUE(readDirectives("", "", ""));
  for (const std::string broken : {"x", "-1", "1x", "99999999999999999999", " 1"})
    EXPECT_FALSE(readDirectives(broken, "", "")) << broken;
  EXPECT_FALSE(readDirectives("", "3", ""));
}

}  // namespace
}  // namespace gateway
