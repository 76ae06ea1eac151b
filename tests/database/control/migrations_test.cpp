// SPDX-License-Identifier: Apache-2.0
// Steps are applied once, in order, all or none; strange databases are refused.
#include "control/store/migrations.hpp"

#include <array>
#include <thread>

#include "tests/database/control/cluster.hpp"

namespace control {
namespace {

using MigrationsTest = DatabaseTest;

constexpr std::array kSteps = {
    Migration{1, "one", "create table a (k integer)"},
    Migration{2, "two", "insert into a values (7); create table b (k integer)"}};

TEST_F(MigrationsTest, AreAppliedOnce) {
  auto database = open();
  EXPECT_EQ(migrate(database).value(), static_cast<int>(migrations().size()));
  EXPECT_EQ(migrate(database).value(), 0);
}

TEST_F(MigrationsTest, GoOnFromTheStepBefore) {
  auto database = open();
  EXPECT_EQ(migrate(database, std::span(kSteps).first(1)).value(), 1);
  EXPECT_EQ(migrate(database, kSteps).value(), 1);
  EXPECT_EQ(database.run("select k from a")->integer(0, 0), 7);
}

TEST_F(MigrationsTest, ChangeNothingWhenOneFails) {
  auto database = open();
  const std::array broken = {kSteps[0],
                             Migration{2, "broken", "create table c (k integer); nonsense"}};
  const auto failed = migrate(database, broken);
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().what.find("step 2 (broken)"), std::string::npos) << failed.error().what;
  EXPECT_TRUE(database.run("select to_regclass('a')")->isNull(0, 0));
}

TEST_F(MigrationsTest, RefuseANewerDatabase) {
  auto database = open();
  ASSERT_TRUE(migrate(database, kSteps));
  EXPECT_EQ(migrate(database, std::span(kSteps).first(1)).error().code, "newer_database");
}

TEST_F(MigrationsTest, RefuseAnEditedStep) {
  auto database = open();
  ASSERT_TRUE(migrate(database, kSteps));
  const std::array edited = {Migration{1, "one", "create table a (k bigint)"}, kSteps[1]};
  EXPECT_EQ(migrate(database, edited).error().code, "edited_migration");
}

TEST_F(MigrationsTest, LetTwoServersStartAtOnce) {
  auto here = open();
  auto there = open();
  int first = -1;
  int second = -1;
  std::thread other([&] { first = migrate(there).value_or(-1); });
  second = migrate(here).value_or(-1);
  other.join();
  EXPECT_EQ(first + second, static_cast<int>(migrations().size()));
}

TEST(Migrations, AreNumberedWithoutAGap) {
  int number = 0;
  for (const auto& step : migrations()) EXPECT_EQ(step.number, ++number) << step.name;
}

}  // namespace
}  // namespace control
