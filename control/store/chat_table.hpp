// SPDX-License-Identifier: Apache-2.0
// The table `chat_lines`: what was said beside a stream.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/postgres.hpp"

namespace control {

/// One line; `id` is unique within its stream.
struct StoredLine {
  std::string slug;
  std::string id;
  std::string name;
  std::string role;    ///< presenter, participant or listener
  std::string origin;  ///< bbb or page
  std::string text;
  int64_t atMs = 0;  ///< Unix milliseconds.
  bool operator==(const StoredLine&) const = default;
};

namespace chat_table {

/// Keeps the line; one already there, or of a stream that is gone, is left out.
base::Result<void> insert(base::postgres::Connection& database, const StoredLine& line);
/// The last `count` lines of a stream, oldest first.
base::Result<std::vector<StoredLine>> recent(base::postgres::Connection& database,
                                             const std::string& slug, int count);

}  // namespace chat_table
}  // namespace control
