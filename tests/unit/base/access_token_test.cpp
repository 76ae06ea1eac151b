// SPDX-License-Identifier: Apache-2.0
// A token admits to its stream until its date, and to nothing else.
#include "base/access_token.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"

namespace base {
namespace {

constexpr int64_t kNow = 1'795'500'000;

TEST(Hmac, IsThatOfRfc4231) {  // test case 2
  EXPECT_EQ(hmacSha256("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(AccessToken, AdmitsUntilItsDate) {
  const std::string token = accessToken("key", "algebra-1", kNow + 60);
  EXPECT_EQ(token.size(), 1 + 10 + 1 + 32u);
  EXPECT_EQ(judgeAccess("key", "algebra-1", token, kNow), Access::Granted);
  EXPECT_EQ(judgeAccess("key", "algebra-1", token, kNow + 59), Access::Granted);
  EXPECT_EQ(judgeAccess("key", "algebra-1", token, kNow + 60), Access::Expired);
}

TEST(AccessToken, AdmitsToNothingElse) {
  const std::string token = accessToken("key", "algebra-1", kNow + 60);
  EXPECT_EQ(judgeAccess("other", "algebra-1", token, kNow), Access::Refused);
  EXPECT_EQ(judgeAccess("key", "algebra-2", token, kNow), Access::Refused);
  std::string later = token;
  later[1] = '9';
  std::string cut = token;
  cut.pop_back();
  for (const std::string& bad :
       {later, cut, token + "0", std::string(), std::string("~"), std::string("~-"),
        std::string("~1795500060"), token.substr(1), std::string("~x-") + token.substr(12)})
    EXPECT_EQ(judgeAccess("key", "algebra-1", bad, kNow), Access::Refused) << bad;
}

}  // namespace
}  // namespace base
