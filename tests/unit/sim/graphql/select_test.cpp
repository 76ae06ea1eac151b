// SPDX-License-Identifier: Apache-2.0
// Rows are filtered, ordered, cut and projected as the document says.
#include "tests/sim/graphql/select.hpp"

#include <string>

#include <gtest/gtest.h>

namespace {

using sim::Json;

const Json kRows = Json::parse(R"([
  {"id":"a","n":3,"t":null,"u":{"name":"A","role":"x"}},
  {"id":"b","n":1,"t":5,"u":null},
  {"id":"c","n":2,"t":4,"u":{"name":"C","role":"y"}}])");

std::string answer(const std::string& text) {
  const auto document = sim::parseDocument(text, Json::object());
  if (!document) return document.error().what;
  const sim::Field& root = document->fields.front();
  return sim::dumpJson(sim::project(sim::filterRows(kRows, root), root));
}

TEST(Select, FiltersByColumnsAndRelations) {
  EXPECT_EQ(answer("{ t(where: {n: {_gt: 1}}) { id } }"), R"([{"id":"a"},{"id":"c"}])");
  EXPECT_EQ(answer("{ t(where: {u: {name: {_eq: \"C\"}}, n: {_in: [2]}}) { id } }"),
            R"([{"id":"c"}])");
  EXPECT_EQ(answer("{ t(where: {_or: [{n: {_eq: 1}}, {n: {_eq: 3}}]}) { id } }"),
            R"([{"id":"a"},{"id":"b"}])");
}

TEST(Select, OrdersWithNullsLastAndCuts) {
  EXPECT_EQ(answer("{ t(order_by: [{t: asc}]) { id } }"), R"([{"id":"c"},{"id":"b"},{"id":"a"}])");
  EXPECT_EQ(answer("{ t(order_by: {n: desc}, limit: 1, offset: 1) { id } }"), R"([{"id":"c"}])");
  EXPECT_EQ(answer("{ t(limit: 1, offset: 99) { id } }"), "[]");
  EXPECT_EQ(answer("{ t(limit: -5) { id } }"), "[]");
}

TEST(Select, ProjectsInTheOrderAskedWithAliases) {
  EXPECT_EQ(answer("{ t(limit: 1) { who: u { role name } id x: missing } }"),
            R"([{"who":{"role":"x","name":"A"},"id":"a","x":null}])");
}

TEST(Select, ReadsTheCursorOfAStream) {
  const auto document = sim::parseDocument(
      "{ s_stream(batch_size: 3, cursor: {initial_value: {createdAt: \"2020-01-01\"}}) { a } }",
      Json::object());
  ASSERT_TRUE(document);
  const sim::StreamCursor cursor = sim::cursorOf(document->fields.front());
  EXPECT_EQ(cursor.column, "createdAt");
  EXPECT_EQ(cursor.after, 1'577'836'800'000);
  EXPECT_EQ(cursor.batch, 3U);
}

}  // namespace
