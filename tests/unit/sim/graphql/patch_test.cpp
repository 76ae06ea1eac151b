// SPDX-License-Identifier: Apache-2.0
// Patches between two results: they lead from the one to the other, and say moves as moves.
#include "tests/sim/graphql/patch.hpp"

#include <gtest/gtest.h>

namespace {

using sim::Json;

Json row(const char* id, bool presenter) {
  return {{"userId", id}, {"presenter", presenter}};
}

TEST(RowPatch, LeadsFromOneResultToTheOther) {
  const Json before = {row("a", true), row("b", false), row("c", false)};
  const Json results = {{row("b", true), row("a", false), row("c", false)},
                        {row("a", true), row("b", true)},
                        {row("a", true), row("b", false), row("d", false)},
                        Json::array(),
                        before};
  for (const Json& after : results) {
    EXPECT_EQ(before.patch(sim::rowPatch(before, after)), after) << after.dump();
  }
}

TEST(RowPatch, MovesARowThatChangedItsPlace) {
  const Json before = {row("a", false), row("b", false), row("c", false)};
  const Json after = {row("c", true), row("a", false), row("b", false)};
  const Json patch = sim::rowPatch(before, after);
  ASSERT_EQ(patch.size(), 2U);
  EXPECT_EQ(patch[0], Json({{"op", "move"}, {"from", "/2"}, {"path", "/0"}}));
  EXPECT_EQ(patch[1], Json({{"op", "replace"}, {"path", "/0/presenter"}, {"value", true}}));
}

}  // namespace
