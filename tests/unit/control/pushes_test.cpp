// SPDX-License-Identifier: Apache-2.0
// What may be asked for as a push, and what the API shows of one.
#include "control/pushes.hpp"

#include <gtest/gtest.h>

namespace control {
namespace {

using base::Json;

constexpr const char* kUrl = "rtmp://user:secret@live.example.org/app/secret?secret";

TEST(NewPush, TakesAddressesAndAName) {
  const auto row = readNewPush(
      {{"name", "Vidéo"}, {"url", kUrl}, {"backup_url", "srt://h:9000?passphrase=0123456789"}});
  ASSERT_TRUE(row) << row.error().what;
  EXPECT_EQ(row->name, "Vidéo");
  EXPECT_EQ(row->url, kUrl);
}

TEST(NewPush, RefusesTheRestWithoutRepeatingAnAddress) {
  for (const Json& body :
       {Json::array(), Json::object(), Json{{"url", 7}}, Json{{"url", "http://h/secret"}},
        Json{{"url", kUrl}, {"secret", "x"}}, Json{{"url", kUrl}, {"backup_url", "secret"}},
        Json{{"url", kUrl}, {"name", "a\nsecret"}},
        Json{{"url", kUrl}, {"name", std::string(101, 'x')}}}) {
    const auto row = readNewPush(body);
    ASSERT_FALSE(row) << body.dump();
    EXPECT_EQ(row.error().code, "invalid_push");
    EXPECT_EQ(row.error().what.find("secret"), std::string::npos) << row.error().what;
  }
}

TEST(PushJson, MasksAddressesAndTellsHowItGoes) {
  const PushRow row{7, "site", kUrl, "", 0};
  const auto idle = pushJson(row, {});
  EXPECT_EQ(idle.at("state"), "stopped");
  EXPECT_EQ(idle.at("url"), "rtmp://***@live.example.org:1935/app/***");
  EXPECT_EQ(idle.dump().find("secret"), std::string::npos);
  StreamOutputs outputs;
  outputs.pushes.push_back({"7", "waiting", "closed", "the destination left", 12, 3, 1, false});
  const auto waiting = pushJson(row, outputs);
  EXPECT_EQ(waiting.at("state"), "waiting");
  EXPECT_EQ(waiting.at("bytes"), 12);
  EXPECT_EQ(waiting.at("dropped_pictures"), 3);
  EXPECT_EQ(waiting.at("code"), "closed");
}

}  // namespace
}  // namespace control
