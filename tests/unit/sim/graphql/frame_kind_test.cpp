// SPDX-License-Identifier: Apache-2.0
// Frames are sorted by their bytes, as the middleware does it.
#include "tests/sim/graphql/frame_kind.hpp"

#include <string>

#include <gtest/gtest.h>

namespace {

sim::FrameKind kindOf(const std::string& query) {
  const std::string raw = R"({"id":"1","type":"subscribe","payload":{"query":")" + query + R"("}})";
  return sim::classify(raw, "subscribe", query);
}

TEST(FrameKind, SeesTheFiveKinds) {
  using sim::FrameKind;
  EXPECT_EQ(kindOf("mutation A { b }"), FrameKind::Mutation);
  EXPECT_EQ(kindOf("subscription A { user { userId } }"), FrameKind::Subscription);
  EXPECT_EQ(kindOf("query A { user { userId } }"), FrameKind::Query);
  EXPECT_EQ(kindOf("subscription getCursorCoordinatesStream { x }"), FrameKind::CursorStream);
  EXPECT_EQ(kindOf("subscription S { a_stream(cursor: {initial_value: {t: 1}}) { t } }"),
            FrameKind::Stream);
  EXPECT_EQ(sim::classify(R"({"type":"connection_init"})", "connection_init", ""), FrameKind::Init);
}

TEST(FrameKind, TakesALooseMutationForAQuery) {
  const std::string query = "mutation A { b }";
  const std::string raw =
      R"({"id":"1","type":"subscribe","payload":{"query": ")" + query + R"("}})";
  EXPECT_EQ(sim::classify(raw, "subscribe", query), sim::FrameKind::Query);
}

TEST(FrameKind, TakesATightCursorForAPlainSubscription) {
  EXPECT_EQ(kindOf("subscription S { a_stream(cursor:{initial_value: {t: 1}}) { t } }"),
            sim::FrameKind::Subscription);
}

TEST(FrameKind, KnowsTheGate) {
  EXPECT_TRUE(sim::passesGate("userCurrentSubscription"));
  EXPECT_TRUE(sim::passesGate("getUserInfo"));
  EXPECT_FALSE(sim::passesGate("CurrentPage"));
  EXPECT_FALSE(sim::passesGate(""));
  EXPECT_TRUE(sim::mayPatch("Patched_Users"));
  EXPECT_FALSE(sim::mayPatch("Users"));
}

}  // namespace
