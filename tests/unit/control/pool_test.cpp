// SPDX-License-Identifier: Apache-2.0
// A pool refuses what it cannot hold and runs the rest.
#include "control/pool.hpp"

#include <gtest/gtest.h>

#include <future>

namespace control {
namespace {

constexpr auto kSoon = std::chrono::seconds(10);  // only ever a failure

TEST(Pool, RefusesWhenItsQueueIsFull) {
  std::promise<void> gate;
  std::shared_future<void> open(gate.get_future());
  std::promise<void> started;
  std::promise<void> done;
  Pool pool({.threads = 1, .maxQueued = 1});
  ASSERT_TRUE(pool.submit([&](Desk&) {
    started.set_value();
    open.wait();
  }));
  ASSERT_EQ(started.get_future().wait_for(kSoon), std::future_status::ready);
  EXPECT_TRUE(pool.submit([&](Desk&) { done.set_value(); }));
  EXPECT_FALSE(pool.submit([](Desk&) {}));
  EXPECT_EQ(pool.counters().refused, 1u);
  EXPECT_EQ(pool.counters().queued, 1u);
  gate.set_value();
  EXPECT_EQ(done.get_future().wait_for(kSoon), std::future_status::ready);
}

TEST(Desk, SaysThatTheDatabaseIsAway) {
  Desk desk({.url = "host=/nowhere port=5432 dbname=x user=x"});
  const auto database = desk.database();
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().fault, base::Fault::Store);
  EXPECT_TRUE(base::postgres::isAway(database.error()));
}

}  // namespace
}  // namespace control
