// SPDX-License-Identifier: Apache-2.0
// Parameters, rows, errors and transactions against a real server.
#include "base/postgres.hpp"

#include "tests/database/control/cluster.hpp"

namespace control {
namespace {

using base::postgres::Transaction;

using PostgresTest = DatabaseTest;

TEST_F(PostgresTest, BindsAndReadsEveryKindOfValue) {
  auto database = open();
  const std::optional<std::string> absent;
  const auto rows = database.run("select $1::text, $2::bigint, $3::boolean, $4::text, $5::text",
                                 {"it's; drop", int64_t{1} << 40, true, absent, std::nullopt});
  ASSERT_TRUE(rows) << rows.error().what;
  EXPECT_EQ(rows->text(0, 0), "it's; drop");
  EXPECT_EQ(rows->integer(0, 1), int64_t{1} << 40);
  EXPECT_TRUE(rows->boolean(0, 2));
  EXPECT_TRUE(rows->isNull(0, 3));
  EXPECT_EQ(rows->optionalText(0, 4), std::nullopt);
}

TEST_F(PostgresTest, TellsTheSqlstate) {
  auto database = open();
  EXPECT_EQ(database.run("select nonsense").error().code, "42703");
  ASSERT_TRUE(database.run("create table t (k integer primary key)"));
  ASSERT_TRUE(database.run("insert into t values (1)"));
  EXPECT_TRUE(base::postgres::isDuplicate(database.run("insert into t values (1)").error()));
}

TEST_F(PostgresTest, RollsBackWhatIsNotCommitted) {
  auto database = open();
  ASSERT_TRUE(database.run("create table t (k integer)"));
  {
    auto change = Transaction::begin(database);
    ASSERT_TRUE(change);
    ASSERT_TRUE(database.run("insert into t values (1)"));
  }
  EXPECT_EQ(database.run("select count(*) from t")->integer(0, 0), 0);
  auto change = Transaction::begin(database);
  ASSERT_TRUE(change);
  EXPECT_EQ(database.run("insert into t values (1)")->affected(), 1);
  EXPECT_TRUE(change->commit());
  EXPECT_EQ(database.run("select count(*) from t")->integer(0, 0), 1);
}

TEST_F(PostgresTest, DoesNotCallAFailedTransactionCommitted) {
  auto database = open();
  auto change = Transaction::begin(database);
  ASSERT_TRUE(change);
  EXPECT_FALSE(database.run("select nonsense"));
  EXPECT_EQ(change->commit().error().code, "40000");
}

TEST_F(PostgresTest, EndsStatementsThatTakeTooLong) {
  auto database =
      base::postgres::Connection::open({.url = url_, .statementLimit = base::Millis(20)});
  ASSERT_TRUE(database);
  EXPECT_EQ(database->run("select pg_sleep(10)").error().code, "57014");
}

TEST_F(PostgresTest, NoticesThatTheServerCutIt) {
  auto victim = open();
  const auto pid = victim.run("select pg_backend_pid()")->text(0, 0);
  ASSERT_TRUE(open().run("select pg_terminate_backend($1::integer, 5000)", {pid}));
  const auto after = victim.run("select 1");
  ASSERT_FALSE(after);
  EXPECT_TRUE(base::postgres::isAway(after.error())) << after.error().code;
  EXPECT_FALSE(victim.isUsable());
}

}  // namespace
}  // namespace control
