// SPDX-License-Identifier: Apache-2.0
// Which picture is due at a position of the grid.
#include "pipelines/stage/frame_queue.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr MediaDate kNow = seconds(100);

void push(FrameQueue& queue, MediaDate date) {
  queue.push({{}, date});
}

TEST(FrameQueue, GivesTheNewestPictureThatIsDue) {
  FrameQueue queue([] { return kNow; });
  for (const int ms : {0, 66, 133, 200}) push(queue, kNow + milliseconds(ms));
  const auto frame = queue.take(kNow + milliseconds(140));
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->date, kNow + milliseconds(133));
}

TEST(FrameQueue, GivesEachPictureOnce) {
  FrameQueue queue([] { return kNow; });
  push(queue, kNow);
  EXPECT_TRUE(queue.take(kNow));
  EXPECT_FALSE(queue.take(kNow));
}

TEST(FrameQueue, HoldsBackAPictureThatIsNotDue) {
  FrameQueue queue([] { return kNow; });
  push(queue, kNow);
  EXPECT_FALSE(queue.take(kNow - milliseconds(1)));
}

TEST(FrameQueue, TakesArrivalForADateThatCannotBe) {
  FrameQueue queue([] { return kNow; });
  push(queue, kNow + seconds(3600));
  EXPECT_TRUE(queue.take(kNow));
}

TEST(FrameQueue, KeepsABoundedNumber) {
  FrameQueue queue([] { return kNow; });
  for (int i = 0; i < 1000; ++i) push(queue, kNow + milliseconds(i));
  EXPECT_FALSE(queue.take(kNow + milliseconds(900)));
  EXPECT_TRUE(queue.take(kNow + milliseconds(970)));
}

}  // namespace
}  // namespace pipelines
