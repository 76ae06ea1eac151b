// SPDX-License-Identifier: Apache-2.0
// Checksums over raw bytes, with the vectors of the reference.
#include "tests/sim/rest/query.hpp"

#include <gtest/gtest.h>

namespace {

constexpr const char* kSecret = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";
constexpr const char* kCreate =
    "name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444";

TEST(Checksum, AcceptsEachDigestByItsLength) {
  EXPECT_TRUE(
      sim::checksumMatches("create", kCreate, "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17", kSecret));
  EXPECT_TRUE(sim::checksumMatches(
      "create", kCreate, "da9185f7f333cfdfcd6eeac32dca3777510c4c436020d8b887ba5515bd1d189e",
      kSecret));
  EXPECT_TRUE(sim::checksumMatches("create", kCreate,
                                   "891ac633df39d0a1b4f8d597f3e190833216c4b29c4fb51ea3ca72757eeb95"
                                   "8d6e7b49a845cf29f5c6019c7d29d029d1",
                                   kSecret));
  EXPECT_TRUE(sim::checksumMatches(
      "create", kCreate,
      "de73ad61d11a5c801b68d4bd6ec5248546085cefb0b25c85f3c46249ea93a3a4b120f92c0a8a58d7512cb7782188"
      "4951a3b01245f3435dbbef49fff3cc3988b4",
      kSecret));
}

TEST(Checksum, CoversOnlyTheUrlOfAFormPost) {
  EXPECT_TRUE(
      sim::checksumMatches("create", "", "8a21c9b7e3b18541974c9e78c0d0bfa790c665eb", kSecret));
}

TEST(Checksum, HashesTheBytesAsTheyWereSent) {
  EXPECT_TRUE(sim::checksumMatches("isMeetingRunning", "meetingID=caf%C3%A9+1",
                                   "e0ec5f426db651f1c19e6323940f4298d72fe9c1", kSecret));
  EXPECT_TRUE(sim::checksumMatches("isMeetingRunning", "meetingID=caf%C3%A9%201",
                                   "8c6cd8beb608b5d4fad72d652c72ff12eb6c9f72", kSecret));
}

TEST(Checksum, MayStandAnywhereInTheQuery) {
  const std::string sum = "e0ec5f426db651f1c19e6323940f4298d72fe9c1";
  const std::string id = "meetingID=caf%C3%A9+1";
  EXPECT_TRUE(sim::checksumMatches("isMeetingRunning", id + "&checksum=" + sum, sum, kSecret));
  EXPECT_TRUE(sim::checksumMatches("isMeetingRunning", "checksum=" + sum + "&" + id, sum, kSecret));
}

TEST(Checksum, RefusesAWrongOneAndAnOddLength) {
  EXPECT_FALSE(sim::checksumMatches("getMeetings", "", std::string(40, 'a'), kSecret));
  EXPECT_FALSE(sim::checksumMatches("getMeetings", "", "", kSecret));
  EXPECT_FALSE(sim::checksumMatches("getMeetings", "", "2027baa7771026e9", kSecret));
}

TEST(Checksum, IsNotLookedAtWithoutASecret) {
  EXPECT_TRUE(sim::checksumMatches("getMeetings", "", "", ""));
}

TEST(Query, DecodesTrimsAndKeepsTheFirst) {
  const auto parameters = sim::parseQuery("a=%20x%09y+&b&a=2&=3&c=%zz");
  EXPECT_EQ(parameters.at("a"), "xy");
  EXPECT_EQ(parameters.at("b"), "");
  EXPECT_EQ(parameters.at("c"), "%zz");
  EXPECT_EQ(parameters.size(), 3U);
}

}  // namespace
