// SPDX-License-Identifier: Apache-2.0
// The table `pushes`: rows in, rows out.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/postgres.hpp"

namespace control {

/// One destination of a stream.
struct PushRow {
  int64_t id = 0;
  std::string name;
  std::string url, backupUrl;  ///< Secrets: only their masked form leaves towards a client.
  int64_t createdAtMs = 0;
  bool operator==(const PushRow&) const = default;
};

/// All run on the thread of `database`; errors are Fault::Store unless said.
namespace pushes_table {

/// Nothing when there is no such stream, or when it has `most` of them already.
base::Result<std::optional<PushRow>> insert(base::postgres::Connection& database,
                                            const std::string& slug, const PushRow& row, int most);
/// Of one stream, the oldest first.
base::Result<std::vector<PushRow>> of(base::postgres::Connection& database,
                                      const std::string& slug);
/// Of all streams, by slug.
base::Result<std::map<std::string, std::vector<PushRow>>> all(base::postgres::Connection& database);
/// False when there was none.
base::Result<bool> remove(base::postgres::Connection& database, const std::string& slug,
                          int64_t id);

}  // namespace pushes_table
}  // namespace control
