// SPDX-License-Identifier: Apache-2.0
// JSON patches of foreign making.
#include "base/json.hpp"

#include <gtest/gtest.h>

namespace {

using base::Json;

TEST(JsonPatch, AppliesWhatBbbSends) {
  const Json rows = {{{"name", "a"}}, {{"name", "b"}}, {{"name", "c"}}};
  const Json patch = {{{"op", "replace"}, {"path", "/0/name"}, {"value", "A"}},
                      {{"op", "remove"}, {"path", "/1"}},
                      {{"op", "add"}, {"path", "/1"}, {"value", {{"name", "n"}}}},
                      {{"op", "move"}, {"from", "/2"}, {"path", "/0"}}};
  const auto after = base::patched(rows, patch);
  ASSERT_TRUE(after) << after.error().what;
  EXPECT_EQ(*after, Json({{{"name", "c"}}, {{"name", "A"}}, {{"name", "n"}}}));
}

TEST(JsonPatch, RefusesWhatDoesNotFit) {
  const Json rows = Json::array({1});
  const std::string deep = [] {
    std::string path;
    for (int i = 0; i < 100; ++i) path += "/a";
    return path;
  }();
  const Json nonsense[] = {
      "text",
      Json::array({7}),
      Json::array({{{"op", "remove"}, {"path", "/9"}}}),
      Json::array({{{"op", "replace"}, {"path", "0"}, {"value", 1}}}),
      Json::array({{{"op", "explode"}, {"path", "/0"}}}),
      Json::array({{{"op", "add"}, {"path", "/99999999999999999999"}, {"value", 1}}}),
      Json::array({{{"op", "add"}, {"path", deep}, {"value", 1}}}),
      Json::array({{{"op", "copy"}, {"from", "/0"}, {"path", "/-"}}})};
  for (const Json& patch : nonsense) EXPECT_FALSE(base::patched(rows, patch)) << patch.dump();
}

}  // namespace
