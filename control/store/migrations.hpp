// SPDX-License-Identifier: Apache-2.0
// The steps that bring a database to what this program expects; forward only.
#pragma once

#include <span>

#include "base/postgres.hpp"

namespace control {

/// One landed step. Its text is never edited afterwards: the database remembers its digest.
struct Migration {
  int number;  ///< 1, 2, 3 …, without a gap.
  const char* name;
  const char* text;
};

/// All steps of this program, first to last: the files of control/store/migrations/.
std::span<const Migration> migrations();

/// Applies the steps the database lacks, in one transaction under an advisory lock, so that two
/// servers starting at once do it once.
///
/// @return How many were applied. Fault::Store when a step fails (nothing is changed then), when a
/// landed
///         step was edited, or when the database is newer than this program (code
///         `newer_database`).
/// @thread database
base::Result<int> migrate(base::postgres::Connection& connection,
                          std::span<const Migration> steps = migrations());

}  // namespace control
