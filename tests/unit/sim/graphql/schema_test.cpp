// SPDX-License-Identifier: Apache-2.0
// Unknown fields are refused with the sentence and the path that Hasura gives.
#include "tests/sim/graphql/schema.hpp"

#include <gtest/gtest.h>

namespace {

base::Result<void> check(const char* text, const char* absent = "") {
  auto document = sim::parseDocument(text, sim::Json::object());
  if (!document) return document.error();
  return sim::validate(*document, absent);
}

TEST(Schema, AcceptsFieldsOfTheReference) {
  EXPECT_TRUE(check("subscription A { meeting { meetingId layout { currentLayoutType } } }"));
  EXPECT_TRUE(check("subscription A { user_camera { __typename streamId user { name } } }"));
  EXPECT_TRUE(check("query A { user_aggregate { aggregate { count } } }"));
}

TEST(Schema, NamesTheUnknownFieldAndItsPath) {
  const auto result = check("subscription A { user { foo } }");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().what, "field 'foo' not found in type: 'user'");
  EXPECT_EQ(result.error().code, "$.selectionSet.user.selectionSet.foo");
}

TEST(Schema, RefusesUnknownTablesTwoRootsAndOddSelections) {
  EXPECT_FALSE(check("subscription A { nothing { a } }"));
  EXPECT_FALSE(check("subscription A { user { userId } meeting { name } }"));
  EXPECT_TRUE(check("query A { user { userId } meeting { name } }"));
  EXPECT_FALSE(check("subscription A { user }") && check("subscription A { meeting { layout } }"));
  EXPECT_FALSE(check("subscription A { user { userId { x } } }"));
}

TEST(Schema, CanLackAnOptionalField) {
  const char* text = "subscription A { pres_page_curr { num nextPagesSvg } }";
  EXPECT_TRUE(check(text));
  EXPECT_FALSE(check(text, "pres_page_curr.nextPagesSvg"));
}

}  // namespace
