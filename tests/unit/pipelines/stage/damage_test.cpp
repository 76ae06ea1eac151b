// SPDX-License-Identifier: Apache-2.0
// Areas that must be drawn again: even, inside, apart.
#include "pipelines/stage/damage.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

constexpr Rectangle kBounds{0, 0, 100, 80};

TEST(Damage, GrowsToEvenEdgesAndStaysInside) {
  Damage damage(kBounds);
  damage.add({-5, 3, 12, 2});
  EXPECT_EQ(damage.areas(), (std::vector<Rectangle>{{0, 2, 8, 4}}));
}

TEST(Damage, IgnoresWhatIsOutside) {
  Damage damage(kBounds);
  damage.add({100, 0, 10, 10});
  damage.add(Rectangle{});
  EXPECT_TRUE(damage.isEmpty());
}

TEST(Damage, KeepsDistantAreasApart) {
  Damage damage(kBounds);
  damage.add({0, 0, 10, 10});
  damage.add({50, 50, 10, 10});
  EXPECT_EQ(damage.areas().size(), 2u);
}

TEST(Damage, UnitesAreasAsFarAsTheyReach) {
  Damage damage(kBounds);
  damage.add({0, 0, 20, 20});
  damage.add({40, 0, 20, 20});
  damage.add({0, 40, 60, 10});
  damage.add({10, 10, 40, 4});  // Meets the first two only; together they do not reach the third.
  EXPECT_EQ(damage.areas().size(), 2u);
  damage.add({50, 18, 4, 30});  // Now all.
  EXPECT_EQ(damage.areas(), (std::vector<Rectangle>{{0, 0, 60, 50}}));
}

TEST(Damage, TakesTheHullOfVeryMany) {
  Damage damage({0, 0, 1000, 1000});
  for (int i = 0; i <= static_cast<int>(Damage::kMostAreas); ++i) {
    damage.add({i % 10 * 100, i / 10 * 100, 10, 10});
  }
  EXPECT_EQ(damage.areas().size(), 1u);
  EXPECT_TRUE(contains(damage.areas()[0], {900, 500, 10, 10}));
}

}  // namespace
}  // namespace pipelines
