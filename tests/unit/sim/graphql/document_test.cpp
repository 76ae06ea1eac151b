// SPDX-License-Identifier: Apache-2.0
// The reader of GraphQL documents: what clients write is read, the rest is refused.
#include "tests/sim/graphql/document.hpp"

#include <string>

#include <gtest/gtest.h>

namespace {

using sim::Json;

TEST(Document, ReadsKindNameAliasAndDepth) {
  const auto read = sim::parseDocument(
      "subscription CurrentPage { pres_page_curr { svgUrl: urlsJson(path: \"$.svg\") num } }", {});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->kind, sim::Document::Kind::Subscription);
  EXPECT_EQ(read->name, "CurrentPage");
  EXPECT_EQ(read->depth, 2);
  const auto& url = read->fields.at(0).children.at(0);
  EXPECT_EQ(url.alias, "svgUrl");
  EXPECT_EQ(url.name, "urlsJson");
  EXPECT_EQ(url.arguments["path"], "$.svg");
}

TEST(Document, PutsVariablesIntoArguments) {
  const auto read = sim::parseDocument(
      "query A($id: String!, $n: Int = 5) { t(where: {a: {_eq: $id}}, limit: $n, o: [{x: desc}]) "
      "{ a } }",
      Json{{"id", "P/1"}});
  ASSERT_TRUE(read) << read.error().what;
  const Json& arguments = read->fields.at(0).arguments;
  EXPECT_EQ(arguments["where"]["a"]["_eq"], "P/1");
  EXPECT_EQ(arguments["limit"], 5);
  EXPECT_EQ(arguments["o"][0]["x"], "desc");
}

TEST(Document, RefusesAMissingRequiredVariable) {
  EXPECT_FALSE(sim::parseDocument("query A($id: String!) { t(a: $id) { a } }", Json::object()));
  EXPECT_FALSE(sim::parseDocument("query A { t(a: $id) { a } }", Json::object()));
}

TEST(Document, RefusesWhatIsNoDocument) {
  for (const char* text :
       {"", "{", "{}", "subscription", "foo { a }", "{ a(b: ) }", "{ a } }", "{ a(b: \"x) }",
        "{ a(b: 1e) }", "query Q($a) { a }", "\xff\xfe", "{ a { } }"}) {
    EXPECT_FALSE(sim::parseDocument(text, Json::object())) << text;
  }
}

TEST(Document, RefusesEndlessNesting) {
  std::string deep, value;
  for (int i = 0; i < 2000; ++i) {
    deep += "{ a ";
    value += "[";
  }
  EXPECT_FALSE(sim::parseDocument(deep, Json::object()));
  EXPECT_FALSE(sim::parseDocument("{ a(b: " + value + ") }", Json::object()));
}

}  // namespace
