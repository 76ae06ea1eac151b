// SPDX-License-Identifier: Apache-2.0
// Rows of `pushes` to structs and back.
#include "control/store/pushes_table.hpp"

#include "control/store/statements.hpp"

namespace control::pushes_table {
namespace {

using base::Result;
using base::postgres::Connection;
using base::postgres::Rows;

PushRow read(const Rows& rows, int row) {
  return {rows.integer(row, 1), rows.text(row, 2), rows.text(row, 3), rows.text(row, 4),
          rows.integer(row, 5)};
}

}  // namespace

Result<std::optional<PushRow>> insert(Connection& database, const std::string& slug,
                                      const PushRow& row, int most) {
  auto rows = database.run(sql::kInsertPush, {slug, row.name, row.url, row.backupUrl, most});
  if (!rows) return std::move(rows).error();
  if (rows->isEmpty()) return std::optional<PushRow>();
  return std::optional(read(*rows, 0));
}

Result<std::vector<PushRow>> of(Connection& database, const std::string& slug) {
  auto rows = database.run(sql::kPushesOfStream, {slug});
  if (!rows) return std::move(rows).error();
  std::vector<PushRow> out;
  for (int row = 0; row < rows->count(); ++row) out.push_back(read(*rows, row));
  return out;
}

Result<std::map<std::string, std::vector<PushRow>>> all(Connection& database) {
  auto rows = database.run(sql::kAllPushes);
  if (!rows) return std::move(rows).error();
  std::map<std::string, std::vector<PushRow>> out;
  for (int row = 0; row < rows->count(); ++row) out[rows->text(row, 0)].push_back(read(*rows, row));
  return out;
}

Result<bool> remove(Connection& database, const std::string& slug, int64_t id) {
  auto rows = database.run(sql::kDeletePush, {slug, id});
  if (!rows) return std::move(rows).error();
  return rows->affected() > 0;
}

}  // namespace control::pushes_table
