// SPDX-License-Identifier: Apache-2.0
// Rows of `streams` to structs and back.
#include "control/store/streams_table.hpp"

#include "control/store/statements.hpp"

namespace control::streams_table {
namespace {

using base::Result;
using base::postgres::Connection;
using base::postgres::Rows;

StreamRow read(const Rows& rows, int row) {
  StreamRow out;
  out.slug = rows.text(row, 0);
  out.title = rows.text(row, 1);
  out.meetingId = rows.optionalText(row, 2);
  out.joinUrl = rows.optionalText(row, 3);
  if (!rows.isNull(row, 4)) out.startsAtMs = rows.integer(row, 4);
  out.language = rows.text(row, 5);
  out.wanted = rows.boolean(row, 6);
  out.status.state = base::parseStreamState(rows.text(row, 7)).value_or(base::StreamState::Failed);
  out.status.code = rows.text(row, 8);
  out.status.detail = rows.text(row, 9);
  out.status.sinceUnixMs = rows.integer(row, 10);
  out.createdAtMs = rows.integer(row, 11);
  out.look = {rows.text(row, 12), rows.boolean(row, 13), rows.boolean(row, 14),
              rows.boolean(row, 15)};
  out.record = rows.boolean(row, 16);
  return out;
}

Result<std::optional<StreamRow>> readOne(Result<Rows> rows) {
  if (!rows) return std::move(rows).error();
  if (rows->isEmpty()) return std::optional<StreamRow>();
  return std::optional<StreamRow>(read(*rows, 0));
}

}  // namespace

Result<StreamRow> insert(Connection& database, const StreamRow& row) {
  auto rows = database.run(
      sql::kInsertStream,
      {row.slug, row.title, row.meetingId, row.joinUrl, row.startsAtMs, row.language, row.wanted,
       base::toString(row.status.state), row.status.code, row.status.detail, row.look.layout,
       row.look.isPaused, row.look.hasTitle, row.look.hasLogo, row.record});
  if (!rows) return std::move(rows).error();
  return read(*rows, 0);
}

Result<std::vector<StreamRow>> all(Connection& database) {
  auto rows = database.run(sql::kAllStreams);
  if (!rows) return std::move(rows).error();
  auto pushes = pushes_table::all(database);
  if (!pushes) return std::move(pushes).error();
  std::vector<StreamRow> out;
  for (int row = 0; row < rows->count(); ++row) {
    out.push_back(read(*rows, row));
    out.back().pushes = std::move((*pushes)[out.back().slug]);
  }
  return out;
}

Result<std::optional<StreamRow>> find(Connection& database, const std::string& slug) {
  return readOne(database.run(sql::kOneStream, {slug}));
}

Result<std::optional<StreamRow>> want(Connection& database, const std::string& slug, bool wanted) {
  return readOne(database.run(sql::kWantStream, {slug, wanted}));
}

Result<std::optional<StreamRow>> change(Connection& database, const std::string& slug,
                                        const LookChange& change) {
  return readOne(database.run(
      sql::kChangeStream, {slug, change.layout, change.isPaused, change.hasTitle, change.hasLogo}));
}

Result<void> setStatus(Connection& database, const std::string& slug,
                       const base::StreamStatus& status, bool isOver) {
  auto rows = database.run(sql::kUpdateState, {slug, base::toString(status.state), status.code,
                                               status.detail, status.sinceUnixMs, isOver});
  if (!rows) return std::move(rows).error();
  return {};
}

Result<bool> remove(Connection& database, const std::string& slug) {
  auto rows = database.run(sql::kDeleteStream, {slug});
  if (!rows) return std::move(rows).error();
  return rows->affected() > 0;
}

}  // namespace control::streams_table
