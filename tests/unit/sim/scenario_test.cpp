// SPDX-License-Identifier: Apache-2.0
// Scenarios are read in the order of time, or refused.
#include "tests/sim/scenario.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Scenario, OrdersStepsByTime) {
  const auto steps =
      sim::readScenario(R"({"steps":[{"at":2.5,"do":"end"},{"at":1,"do":"slide","page":2}]})");
  ASSERT_TRUE(steps);
  ASSERT_EQ(steps->size(), 2U);
  EXPECT_EQ(steps->at(0).command["page"], 2);
  EXPECT_EQ(steps->at(1).at, base::Millis(2500));
}

TEST(Scenario, TakesABareList) {
  EXPECT_TRUE(sim::readScenario(R"([{"at":0,"do":"end"}])"));
}

TEST(Scenario, RefusesWhatIsNone) {
  for (const char* text : {"", "{}", "[1]", R"([{"do":"end"}])", R"([{"at":-1,"do":"end"}])",
                           R"([{"at":1}])", R"([{"at":1e99,"do":"x"}])"}) {
    EXPECT_FALSE(sim::readScenario(text)) << text;
  }
}

}  // namespace
