// SPDX-License-Identifier: Apache-2.0
// Wishes and reports cross the link whole, and nonsense does not.
#include "gateway/link/outputs.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

using base::Json;

TEST(LinkWanted, CrossesWhole) {
  const LinkWanted wanted{{{"1", "rtmp://h/a/k", "", 5}, {"2", "srt://h:1", "rtmps://b/a/k", 6}},
                          true};
  EXPECT_EQ(readWanted(toJson(wanted)), wanted);
}

TEST(LinkOutputs, CrossesWhole) {
  const LinkOutputs outputs{
      {{"1", PushState::Waiting, "closed", "It closed.", 9, 8, 7, true}, {"2", PushState::Live}},
      {RecordState::Recording, "disk_low", "Nearly full.", "1795512600000", 5, 1920}};
  EXPECT_EQ(readOutputs(toJson(outputs)), outputs);
}

TEST(LinkWanted, RefusesNonsense) {
  for (const char* text : {"{}", R"({"pushes":{}})", R"({"pushes":[7]})",
                           R"({"pushes":[{"id":"","url":"rtmp://h/a/k"}]})",
                           R"({"pushes":[{"id":"1","url":"file:///etc/passwd"}]})",
                           R"({"pushes":[{"id":"1","url":"rtmp://h/a/k","backup":"x"}]})",
                           R"({"pushes":[{"id":"1","url":"rtmp://h/a/k","since_ms":-1}]})"})
    EXPECT_FALSE(readWanted(*base::parseJson(text))) << text;
  LinkWanted many;
  many.pushes.resize(kMostPushes + 1, {"1", "rtmp://h/a/k", "", 0});
  EXPECT_FALSE(readWanted(toJson(many)));
}

TEST(LinkOutputs, RefusesNonsense) {
  for (const char* text : {"7", R"({"pushes":[{"id":"1","state":"dancing"}]})",
                           R"({"pushes":[{"id":"1","state":"live","bytes":-5}]})"})
    EXPECT_FALSE(readOutputs(*base::parseJson(text))) << text;
}

}  // namespace
}  // namespace gateway
