// SPDX-License-Identifier: Apache-2.0
// The table `streams`: rows in, rows out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/postgres.hpp"
#include "base/stream_look.hpp"
#include "base/stream_status.hpp"
#include "control/look_change.hpp"
#include "control/store/pushes_table.hpp"

namespace control {

/// One stream as somebody asked for it. Exactly one of `meetingId` and `joinUrl` is set.
struct StreamRow {
  std::string slug, title;
  std::optional<std::string> meetingId;
  std::optional<std::string> joinUrl;  ///< A secret: never leaves towards a client or the log.
  std::optional<int64_t> startsAtMs;   ///< Unix milliseconds.
  std::string language;
  base::StreamLook look;
  bool wanted = false;        ///< Somebody wants it on air.
  base::StreamStatus status;  ///< As last written; a running one is fresher in the keeper.
  int64_t createdAtMs = 0;
  bool record = false;          ///< Each broadcast of it is recorded.
  std::vector<PushRow> pushes;  ///< Of another table: filled by all() only.
  bool operator==(const StreamRow&) const = default;
};

/// All run on the thread of `database`; errors are Fault::Store unless said.
namespace streams_table {

/// Fault::Store with code 23505 when the slug is taken.
base::Result<StreamRow> insert(base::postgres::Connection& database, const StreamRow& row);
base::Result<std::vector<StreamRow>> all(base::postgres::Connection& database);
base::Result<std::optional<StreamRow>> find(base::postgres::Connection& database,
                                            const std::string& slug);
/// The row after the change, or nothing when there is none.
base::Result<std::optional<StreamRow>> want(base::postgres::Connection& database,
                                            const std::string& slug, bool wanted);
/// The row after the change, or nothing when there is none.
base::Result<std::optional<StreamRow>> change(base::postgres::Connection& database,
                                              const std::string& slug, const LookChange& change);
/// Remembers where the stream stands; `isOver` also takes back the wish to have it on air.
base::Result<void> setStatus(base::postgres::Connection& database, const std::string& slug,
                             const base::StreamStatus& status, bool isOver);
/// False when there was none.
base::Result<bool> remove(base::postgres::Connection& database, const std::string& slug);

}  // namespace streams_table
}  // namespace control
