// SPDX-License-Identifier: Apache-2.0
// When TURN servers are asked for, and what becomes of the answer.
#include "gateway/bbb/turn.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/gateway/bbb/sfu_alone.hpp"

namespace {

using base::Millis;
using tests::kCamera;
class AskingForTurn : public tests::SfuAlone {};

TEST_F(AskingForTurn, AsksForTurnWhenNoPathIsFound) {
  startCamera();
  sfu->restart(kCamera, true);
  ASSERT_EQ(machine.requests.size(), 1u);
  EXPECT_NE(machine.requests[0].first.url.find("/bigbluebutton/api/stuns?"), std::string::npos);
  machine.reply(200, R"({"turnServers":[{"username":"1700:w_a","password":"q+/=",
                         "url":"turn:h:3478"}]})");
  live(Millis(2000));
  offerCamera();
  ASSERT_EQ(offers.size(), 2u);
  EXPECT_TRUE(offers[0].turnUrls.empty());
  EXPECT_EQ(offers[1].turnUrls, std::vector<std::string>{"turn://1700%3Aw_a:q%2B%2F%3D@h:3478"});
}

TEST_F(AskingForTurn, AsksForTurnAgainWhenItsPasswordIsOld) {
  startCamera();
  sfu->restart(kCamera, true);
  machine.reply(200,
                R"({"turnServers":[{"username":"u","password":"p","url":"turn:h","ttl":100}]})");
  live(Millis(80000));
  EXPECT_TRUE(machine.requests.empty());
  live(Millis(20000));
  ASSERT_EQ(machine.requests.size(), 1u);
  machine.reply(200, R"({"turnServers":[{"username":"v","password":"p","url":"turn:h"}]})");
  offerCamera();
  sfu->restart(kCamera, true);
  live(Millis(30000));
  offerCamera();
  EXPECT_EQ(offers.back().turnUrls, std::vector<std::string>{"turn://v:p@h"});
}

TEST(Turn, GivesServersWithTheirCredentialsEncoded) {
  const auto found = gateway::turnServersFrom(R"({"stunServers":[{"url":"stun:s"}],"turnServers":[
    {"username":"1:w","password":"a=","url":"turns:h:443?transport=tcp"},
    {"username":"1:w","password":"a=","url":"http://h"}, 7]})");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->urls, std::vector<std::string>{"turns://1%3Aw:a%3D@h:443?transport=tcp"});
  EXPECT_LT(found->lifetime, std::chrono::hours(24)) << "what a server does not say";
}

TEST(Turn, TellsAGoneSession) {
  const auto urls = gateway::turnServersFrom(R"({"returncode":"FAILED","message":"x"})");
  ASSERT_FALSE(urls);
  EXPECT_EQ(urls.error().code, "session_gone");
}

}  // namespace
