// SPDX-License-Identifier: Apache-2.0
// The clockwork in real time: parts come whatever the inputs do, and nothing comes after the end.
#include "pipelines/broadcast.hpp"

#include "base/clock.hpp"
#include "pipelines/stage/delay.hpp"
#include "tests/media/rehearsal/rehearsal.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

std::unique_ptr<Broadcast> started(rehearsal::Audience& audience) {
  EXPECT_TRUE(startGStreamer());
  BroadcastOptions options;
  options.width = 320;
  options.height = 180;
  auto made = Broadcast::start(options, audience.events());
  base::check(made.has_value(), "a broadcast has its encoders");
  return std::move(*made);
}

TEST(Broadcast, SendsPartsWithoutAnyInput) {
  rehearsal::Audience audience;
  const auto broadcast = started(audience);
  EXPECT_TRUE(audience.awaitParts(Rendition::video(), 2));
  EXPECT_TRUE(audience.awaitParts(Rendition::audio(), 2));
  EXPECT_GE(broadcast->counters().gridFrames, 15u);
}

TEST(Broadcast, DatesPartsByTheCaptureOfWhatTheyShow) {
  rehearsal::Audience audience;
  const auto before = base::unixMillis();
  const auto broadcast = started(audience);
  const auto after = base::unixMillis();
  ASSERT_TRUE(audience.awaitParts(Rendition::video(), 1));
  const auto date = audience.parts(Rendition::video()).at(0).unixMillis;
  EXPECT_GE(date, before - kPresentationDelay.count());
  EXPECT_LE(date, after - kPresentationDelay.count());
}

TEST(Broadcast, IsSilentOnceItIsGone) {
  rehearsal::Audience audience;
  auto broadcast = started(audience);
  const auto picture = broadcast->addVideo("camera");
  const auto sound = broadcast->addSound("microphone");
  ASSERT_TRUE(audience.awaitParts(Rendition::video(), 1));
  broadcast.reset();
  const auto count = audience.parts(Rendition::video()).size();
  // Receivers may live a little longer and go on pushing.
  picture->push({rehearsal::picture(64, 48, rehearsal::kWhite), MediaDate{}});
  sound->push(std::vector<float>(1920), MediaDate{});
  EXPECT_EQ(audience.parts(Rendition::video()).size(), count);
}

}  // namespace
}  // namespace pipelines
