// SPDX-License-Identifier: Apache-2.0
// The steps, embedded, and how they are applied.
#include "control/store/migrations.hpp"

#include <array>

#include "base/digest.hpp"
#include "base/log.hpp"
#include "control/store/statements.hpp"

namespace control {
namespace {

using base::Error;
using base::Fault;
using base::Result;
using base::postgres::Connection;

// Each .sql file is one raw string literal, so that both builds embed it by including it.
constexpr std::array kMigrations = {
    Migration{
        1,
        "streams",
#include "control/store/migrations/0001_streams.sql"
    },
    Migration{
        2,
        "look",
#include "control/store/migrations/0002_look.sql"
    },
    Migration{
        3,
        "outputs",
#include "control/store/migrations/0003_outputs.sql"
    },
};

std::string digestOf(const Migration& step) {
  return base::digest(base::DigestKind::Sha256, step.text);
}

/// The steps already there must be ours, unchanged.
Result<int> checkLanded(const base::postgres::Rows& landed, std::span<const Migration> steps) {
  for (int row = 0; row < landed.count(); ++row) {
    const auto number = landed.integer(row, 0);
    if (number > static_cast<int64_t>(steps.size()))
      return Error{Fault::Store,
                   "the database is newer than this program (step " + std::to_string(number) +
                       "): install the newer Amphi that made it, or restore a backup",
                   "newer_database"};
    if (landed.text(row, 1) != digestOf(steps[static_cast<size_t>(number - 1)]))
      return Error{Fault::Store,
                   "step " + std::to_string(number) +
                       " of the database was made by another text than this program's: this is "
                       "not the program that made the database",
                   "edited_migration"};
  }
  return landed.count();
}

Result<void> apply(Connection& connection, const Migration& step) {
  if (auto done = connection.runScript(step.text); !done)
    return Error{done.error()}.in("step " + std::to_string(step.number) + " (" + step.name + ")");
  auto noted = connection.run(sql::kInsertMigration, {step.number, step.name, digestOf(step)});
  if (!noted) return std::move(noted).error();
  base::log::info("store", "database step applied", {{"number", step.number}, {"name", step.name}});
  return {};
}

}  // namespace

std::span<const Migration> migrations() {
  return kMigrations;
}

Result<int> migrate(Connection& connection, std::span<const Migration> steps) {
  auto change = base::postgres::Transaction::begin(connection);
  if (!change) return std::move(change).error();
  for (const char* statement : {sql::kNoTimeLimit, sql::kLockMigrations, sql::kCreateMigrations})
    if (auto done = connection.run(statement); !done) return std::move(done).error();
  auto landed = connection.run(sql::kLandedMigrations);
  if (!landed) return std::move(landed).error();
  auto count = checkLanded(*landed, steps);
  if (!count) return std::move(count).error();
  const auto lacking = steps.subspan(static_cast<size_t>(*count));
  for (const auto& step : lacking)
    if (auto done = apply(connection, step); !done) return std::move(done).error();
  if (auto done = change->commit(); !done) return std::move(done).error();
  return static_cast<int>(lacking.size());
}

}  // namespace control
