// SPDX-License-Identifier: Apache-2.0
// Many cameras at once, and hundreds one after another.
#include <malloc.h>

#include "tests/media/receive/holdings.hpp"
#include "tests/network/gateway/worker/media_drill.hpp"

namespace {

using base::Millis;

void print(const char* when, const tests::Holdings& held) {
  std::cout << "figure: " << when << ": " << held.threads << " threads, " << held.descriptors
            << " descriptors, " << held.kilobytes / 1024 << " MB\n";
}

class Load : public tests::MediaDrill {};

TEST_F(Load, TwelveCamerasComeWithinSeconds) {
  const auto began = base::steadyNow();
  begin(withCameras(12));
  const auto took = std::chrono::duration_cast<Millis>(base::steadyNow() - began);
  std::cout << "figure: twelve cameras and the sound after " << took.count() << " ms\n";
  EXPECT_EQ(media->flowing().size(), 12u);
  EXPECT_EQ(media->restarts(), 0u) << "nobody starved the others";
}

// The simulator's side runs in this process too: what it keeps would be seen as well.
TEST_F(Load, HundredsOfReceiversLeaveNothingBehind) {
  // Else each of many threads gets a heap of its own, whose gaps look like growth.
  mallopt(M_ARENA_MAX, 1);
  constexpr int kCameras = 4, kWarmUp = 10, kRounds = 60;
  begin(withCameras(kCameras));
  const auto all = heard.cameras;
  const auto round = [&] {
    media->showCameras({});
    ASSERT_TRUE(waitUntil([&] { return media->flowing().empty(); }));
    media->showCameras(all);
    ASSERT_TRUE(waitUntil([&] { return isShown(all); }));
  };
  for (int i = 0; i < kWarmUp; ++i) round();
  const tests::Holdings before;
  print("after 40 receivers", before);
  for (int i = 0; i < kRounds; ++i) round();
  // The last ones go down on threads of their own.
  EXPECT_TRUE(waitUntil([&] {
    const tests::Holdings now;
    return now.threads <= before.threads + 2 && now.descriptors <= before.descriptors + 4;
  }));
  const tests::Holdings after;
  print("after 240 more", after);
  EXPECT_LE(after.kilobytes, before.kilobytes + 16 * 1024);
}

}  // namespace
