// SPDX-License-Identifier: Apache-2.0
// Whose pointer is shown.
#include "gateway/bbb/cursors.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

class CursorsTest : public testing::Test {
 protected:
  void SetUp() override {
    cursors.setRules({"w_self", "w_ada", "Ada", false});
    cursors.setWriters({{"w_ada", "Ada", true, true}, {"w_bob", "Bob", false, false}});
  }
  Cursors cursors;
};

TEST_F(CursorsTest, ShowsWritersAndSaysWhoPresents) {
  cursors.move({{"w_ada", 1, 2, false}, {"w_bob", 3, 4, false}});
  const auto visible = cursors.visible();
  ASSERT_EQ(visible.size(), 2u);
  EXPECT_EQ(visible[0], (Cursor{"w_ada", "Ada", 1, 2, true}));
  EXPECT_EQ(visible[1], (Cursor{"w_bob", "Bob", 3, 4, false}));
}

TEST_F(CursorsTest, LetsTheLastPlaceOfABatchWin) {
  cursors.move({{"w_ada", 1, 2, false}, {"w_ada", 5, 6, false}});
  EXPECT_EQ(cursors.visible().at(0).x, 5);
}

TEST_F(CursorsTest, DropsAPointerThatLeft) {
  cursors.move({{"w_ada", 1, 2, false}});
  cursors.move({{"w_ada", -1, -1, true}});
  EXPECT_TRUE(cursors.visible().empty());
}

TEST_F(CursorsTest, HidesItselfAndThoseWhoMayNotDraw) {
  cursors.setWriters({{"w_self", "Amphi", false, false}});
  cursors.move({{"w_self", 1, 2, false}, {"w_cid", 3, 4, false}, {"", 5, 6, false}});
  EXPECT_TRUE(cursors.visible().empty());
}

TEST_F(CursorsTest, ShowsThePresenterThoughNotListed) {
  cursors.setWriters({});
  cursors.move({{"w_ada", 1, 2, false}});
  ASSERT_EQ(cursors.visible().size(), 1u);
  EXPECT_EQ(cursors.visible()[0].name, "Ada");
}

TEST_F(CursorsTest, HidesViewersWhereTheMeetingDoes) {
  cursors.setRules({"w_self", "w_ada", "Ada", true});
  cursors.setWriters({{"w_bob", "Bob", false, false}, {"w_mod", "Mod", false, true}});
  cursors.move({{"w_ada", 1, 2, false}, {"w_bob", 3, 4, false}, {"w_mod", 5, 6, false}});
  const auto visible = cursors.visible();
  ASSERT_EQ(visible.size(), 2u);
  EXPECT_EQ(visible[0].userId, "w_ada");
  EXPECT_EQ(visible[1].userId, "w_mod");
}

TEST_F(CursorsTest, ForgetsTheOldPage) {
  cursors.move({{"w_ada", 1, 2, false}});
  cursors.forget();
  EXPECT_TRUE(cursors.visible().empty());
}

TEST_F(CursorsTest, HoldsOnlySoMany) {
  cursors.setWriters({});
  for (int i = 0; i < 2000; ++i) cursors.move({{"w_" + std::to_string(i), 1, 2, false}});
  cursors.move({{"w_ada", 1, 2, false}});
  EXPECT_TRUE(cursors.visible().empty());
}

}  // namespace
}  // namespace gateway
