// SPDX-License-Identifier: Apache-2.0
// Rows of `chat_lines` to structs and back.
#include "control/store/chat_table.hpp"

#include "control/store/statements.hpp"

namespace control::chat_table {

using base::Result;
using base::postgres::Connection;

Result<void> insert(Connection& database, const StoredLine& line) {
  auto done = database.run(sql::kInsertChatLine, {line.slug, line.id, line.name, line.role,
                                                  line.origin, line.text, line.atMs});
  if (!done) return std::move(done).error();
  return {};
}

Result<std::vector<StoredLine>> recent(Connection& database, const std::string& slug, int count) {
  auto rows = database.run(sql::kRecentChatLines, {slug, count});
  if (!rows) return std::move(rows).error();
  std::vector<StoredLine> lines;
  for (int row = 0; row < rows->count(); ++row)
    lines.push_back({slug, rows->text(row, 0), rows->text(row, 1), rows->text(row, 2),
                     rows->text(row, 3), rows->text(row, 4), rows->integer(row, 5)});
  return lines;
}

}  // namespace control::chat_table
