// SPDX-License-Identifier: Apache-2.0
// Result, JSON readers, log throttle and loop.
#include "base/result.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"
#include "base/log.hpp"
#include "base/loop.hpp"

namespace base {
namespace {

TEST(Result, HoldsAValueOrAnError) {
  const Result<int> good = 7;
  const Result<int> bad = Error{Fault::Peer, "refused", "401"};
  EXPECT_EQ(*good, 7);
  EXPECT_FALSE(bad);
  EXPECT_EQ(bad.error().code, "401");
}

TEST(Json, RefusesWhatIsNotJsonOrTooDeep) {
  EXPECT_EQ(parseJson("{nonsense").error().code, "not_json");
  EXPECT_EQ(parseJson(std::string(100, '[')).error().code, "too_deep");
  EXPECT_EQ(parseJson("[1,2]", 3).error().code, "too_long");
}

TEST(Json, ReadersFallBackOnOtherTypes) {
  const auto object = parseJson(R"({"a":1,"b":"x","c":1e300})");
  ASSERT_TRUE(object);
  EXPECT_EQ(textAt(*object, "a", "none"), "none");
  EXPECT_EQ(integerAt(*object, "a"), 1);
  EXPECT_EQ(integerAt(*object, "c", 5), 5);
  EXPECT_EQ(textAt(Json::array(), "a"), "");
}

TEST(Throttle, CountsWhatItSwallows) {
  log::Throttle throttle;
  const auto start = Steady{} + std::chrono::hours(1);
  uint64_t suppressed = 0;
  int written = 0;
  for (int i = 0; i < 100; ++i) written += throttle.admit(start, suppressed) ? 1 : 0;
  EXPECT_EQ(written, 5);
  EXPECT_TRUE(throttle.admit(start + std::chrono::seconds(2), suppressed));
  EXPECT_EQ(suppressed, 95u);
}

TEST(Loop, RunsPostedJobsInOrderAndDropsThoseOfTheDead) {
  Loop loop;
  std::string order;
  {
    const Alive gone;
    loop.post(gone, [&] { order += 'x'; });
  }
  loop.post([&] { order += 'a'; });
  loop.post([&] { order += 'b'; });
  loop.quit();
  loop.run();
  EXPECT_EQ(order, "ab");
}

TEST(Loop, FiresATimerOnceAndNotWhenCancelled) {
  Loop loop;
  int fired = 0;
  auto cancelled = loop.after(Millis(1), [&] { fired += 100; });
  cancelled.cancel();
  auto kept = loop.after(Millis(2), [&] {
    ++fired;
    loop.quit();
  });
  loop.run();
  EXPECT_EQ(fired, 1);
}

}  // namespace
}  // namespace base
