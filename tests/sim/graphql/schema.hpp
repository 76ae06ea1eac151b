// SPDX-License-Identifier: Apache-2.0
// Which fields exist where (bbb-session.md §3), to refuse the others as Hasura does.
#pragma once

#include "base/result.hpp"
#include "tests/sim/graphql/document.hpp"

namespace sim {

/// Checks every selected field against the tables of BBB 3.0.
/// @param absent  `table.field` that shall count as unknown (a fault switch), or "".
/// @return Fault::Peer with Hasura's sentence; its `code` is the JSON path of the field.
base::Result<void> validate(const Document& document, const std::string& absent);

/// The schema node of a root field, or null.
const Field* schemaRoot(const std::string& name);

}  // namespace sim
