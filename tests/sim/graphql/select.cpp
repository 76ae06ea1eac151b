// SPDX-License-Identifier: Apache-2.0
// Filters, orders, cuts and projects rows as a document asks.
#include "tests/sim/graphql/select.hpp"

#include "tests/sim/ids.hpp"

#include <algorithm>

namespace sim {
namespace {

/// One operator of a `where`; unknown ones let everything through.
bool holds(const Json& column, const std::string& op, const Json& operand) {
  if (op == "_eq") return column == operand;
  if (op == "_neq") return column != operand;
  if (op == "_gt") return column > operand;
  if (op == "_gte") return column >= operand;
  if (op == "_lt") return column < operand;
  if (op == "_lte") return column <= operand;
  if (op == "_is_null") return column.is_null() == (operand == Json(true));
  if (op == "_in" && operand.is_array()) {
    return std::find(operand.begin(), operand.end(), column) != operand.end();
  }
  return true;
}

bool matches(const Json& row, const Json& where) {
  if (!where.is_object()) return true;
  for (const auto& [key, condition] : where.items()) {
    if (key == "_and" || key == "_or") {
      if (!condition.is_array()) continue;
      const auto test = [&](const Json& part) { return matches(row, part); };
      const bool all = std::all_of(condition.begin(), condition.end(), test);
      const bool any = std::any_of(condition.begin(), condition.end(), test);
      if (key == "_and" ? !all : !any) return false;
      continue;
    }
    if (key == "_not") {
      if (matches(row, condition)) return false;
      continue;
    }
    const Json& column = member(row, key);
    if (column.is_object() && !matches(column, condition)) return false;
    if (column.is_object() || !condition.is_object()) continue;
    for (const auto& [op, operand] : condition.items()) {
      if (!holds(column, op, operand)) return false;
    }
  }
  return true;
}

/// Less, equal or greater by one `{column: direction}`; nulls are last when ascending, as in
/// PostgreSQL, unless the direction says otherwise.
int compare(const Json& left, const Json& right, const std::string& column,
            const std::string& direction) {
  const Json& a = member(left, column);
  const Json& b = member(right, column);
  const bool descending = direction.rfind("desc", 0) == 0;
  if (a.is_null() || b.is_null()) {
    if (a.is_null() == b.is_null()) return 0;
    const bool nullsFirst = direction.find("nulls_first") != std::string::npos ||
                            (descending && direction.find("nulls_last") == std::string::npos);
    return a.is_null() == nullsFirst ? -1 : 1;
  }
  if (a == b) return 0;
  return (a < b) != descending ? -1 : 1;
}

Json listOf(const Json& value) {
  if (value.is_array()) return value;
  return value.is_object() ? Json::array({value}) : Json::array();
}

void sortRows(Json& rows, const Json& orderBy) {
  const Json order = listOf(orderBy);
  std::stable_sort(rows.begin(), rows.end(), [&](const Json& left, const Json& right) {
    for (const Json& step : order) {
      if (!step.is_object()) continue;
      for (const auto& [column, direction] : step.items()) {
        if (!direction.is_string()) continue;
        const int result = compare(left, right, column, direction.get<std::string>());
        if (result != 0) return result < 0;
      }
    }
    return false;
  });
}

Json projectRow(const Json& row, const Field& shape);

/// A column, after its `path` argument (`urlsJson(path: "$.svg")`) and its selection.
Json projectField(const Json& row, const Field& field) {
  const Json& value = member(row, field.name);
  const std::string path = textOf(field.arguments, "path");
  if (path.rfind("$.", 0) == 0) return member(value, path.substr(2));
  if (field.children.empty()) return value;
  if (value.is_array()) return project(value, field);
  return value.is_object() ? projectRow(value, field) : Json();
}

Json projectRow(const Json& row, const Field& shape) {
  Json picked = Json::object();
  for (const Field& field : shape.children) {
    picked[field.alias] = field.name == "__typename" ? Json(shape.name) : projectField(row, field);
  }
  return picked;
}

}  // namespace

Json filterRows(Json rows, const Field& root) {
  const Json& where = member(root.arguments, "where");
  Json kept = Json::array();
  for (Json& row : rows) {
    if (matches(row, where)) kept.push_back(std::move(row));
  }
  sortRows(kept, member(root.arguments, "order_by"));
  const auto size = static_cast<std::int64_t>(kept.size());
  const auto offset = std::clamp<std::int64_t>(numberOf(root.arguments, "offset"), 0, size);
  const auto limit =
      std::clamp<std::int64_t>(numberOf(root.arguments, "limit", size), 0, size - offset);
  return Json(kept.begin() + offset, kept.begin() + offset + limit);
}

Json project(const Json& rows, const Field& root) {
  if (rows.is_object()) return projectRow(rows, root);
  Json all = Json::array();
  for (const Json& row : rows) all.push_back(projectRow(row, root));
  return all;
}

StreamCursor cursorOf(const Field& root) {
  StreamCursor cursor;
  constexpr std::int64_t kDefaultBatch = 10;
  const auto batch = numberOf(root.arguments, "batch_size", kDefaultBatch);
  cursor.batch = static_cast<std::size_t>(std::clamp<std::int64_t>(batch, 1, 10'000));
  Json given = member(root.arguments, "cursor");
  if (given.is_array() && !given.empty()) given = Json(given.front());
  const Json& initial = member(given, "initial_value");
  if (!initial.is_object() || initial.empty()) return cursor;
  cursor.column = initial.begin().key();
  const Json& value = initial.begin().value();
  if (value.is_string()) cursor.after = parseIsoTime(value.get<std::string>());
  if (value.is_number()) cursor.after = numberOf(initial, cursor.column);
  return cursor;
}

}  // namespace sim
