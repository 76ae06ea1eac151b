// SPDX-License-Identifier: Apache-2.0
// Only a whole, signed Binding request counts as consent.
#include "tests/sim/media/stun.hpp"

#include <gtest/gtest.h>

namespace {

using Kind = sim::StunVerdict::Kind;

sim::Bytes request() {
  return sim::stunRequest("server:client", "secret", true);
}

TEST(Stun, TakesASignedRequest) {
  const auto verdict = sim::checkStun(request(), "server", "secret");
  EXPECT_EQ(verdict.kind, Kind::Valid);
  EXPECT_TRUE(verdict.useCandidate);
}

TEST(Stun, RefusesAWrongUserAndAWrongPassword) {
  EXPECT_EQ(sim::checkStun(request(), "other", "secret").kind, Kind::Unauthorised);
  EXPECT_EQ(sim::checkStun(request(), "server", "wrong").kind, Kind::Unauthorised);
}

TEST(Stun, IgnoresIndicationsAndTornPackets) {
  sim::Bytes indication = request();
  indication[1] = 0x11;
  EXPECT_EQ(sim::checkStun(indication, "server", "secret").kind, Kind::Ignore);
  sim::Bytes torn = request();
  torn[25] ^= 1;
  EXPECT_EQ(sim::checkStun(torn, "server", "secret").kind, Kind::Ignore);
  for (std::size_t size = 0; size < torn.size(); ++size) {
    const sim::ByteView part = sim::ByteView(torn).first(size);
    EXPECT_EQ(sim::checkStun(part, "server", "secret").kind, Kind::Ignore) << size;
  }
}

TEST(Stun, AnswersWithTheSendersAddressMasked) {
  const auto verdict = sim::checkStun(request(), "server", "secret");
  const sim::Bytes answer = sim::stunSuccess(verdict, {{127, 0, 0, 1}, 4242}, "secret");
  ASSERT_EQ(answer.size(), 20U + 12 + 24 + 8);
  EXPECT_EQ(answer[0] << 8 | answer[1], 0x0101);
  EXPECT_EQ(answer[27] ^ 0x12 ^ (4242 & 0xFF), 0);
  EXPECT_EQ(answer[28] ^ 0x21, 127);
}

TEST(Stun, AsksForMissingAttributes) {
  sim::Bytes bare = request();
  bare.resize(20);
  bare[2] = bare[3] = 0;
  EXPECT_EQ(sim::checkStun(bare, "server", "secret").kind, Kind::BadRequest);
}

}  // namespace
