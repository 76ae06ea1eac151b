// SPDX-License-Identifier: Apache-2.0
// Filters, orders, cuts and projects rows as a document asks.
#pragma once

#include "tests/sim/graphql/document.hpp"
#include "tests/sim/json.hpp"

namespace sim {

/// Applies `where`, `order_by`, `limit` and `offset` of a root field.
Json filterRows(Json rows, const Field& root);

/// The rows with only the selected fields, in the selected order; missing columns are null.
Json project(const Json& rows, const Field& root);

/// Cursor of a stream: its column and the value after which rows are new.
struct StreamCursor {
  std::string column;
  std::int64_t after = 0;  ///< Unix ms.
  std::size_t batch = 10;
};
StreamCursor cursorOf(const Field& root);

}  // namespace sim
