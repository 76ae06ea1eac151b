// SPDX-License-Identifier: Apache-2.0
// The private cluster: kept between starts, taken over after a crash, ended with its owner.
#include "control/store/embedded_cluster.hpp"

#include <unistd.h>

#include <csignal>
#include <fstream>

#include "tests/database/control/cluster.hpp"

namespace control {
namespace {

namespace fs = std::filesystem;

base::postgres::Connection openOf(const EmbeddedCluster& cluster) {
  auto connection = base::postgres::Connection::open({.url = cluster.url()});
  EXPECT_TRUE(connection) << connection.error().what;
  return std::move(*connection);
}

/// One folder for the tests that need a cluster of their own: making one takes seconds.
const fs::path& ownFolder() {
  static const Folder folder;
  return folder.path();
}

TEST(EmbeddedClusterTest, KeepsWhatWasWrittenAndEndsWhenTold) {
  auto first = EmbeddedCluster::start(ownFolder());
  ASSERT_TRUE(first) << first.error().what;
  ASSERT_TRUE(openOf(*first).run("create table kept_keep as select 7 as k"));
  const pid_t pid = first->pid();
  first->stop();
  EXPECT_FALSE(base::Process::adopt(pid)) << "the server still runs";
  auto second = EmbeddedCluster::start(ownFolder());
  ASSERT_TRUE(second) << second.error().what;
  EXPECT_FALSE(second->wasAdopted());
  EXPECT_EQ(openOf(*second).run("select k from kept_keep")->integer(0, 0), 7);
}

TEST(EmbeddedClusterTest, TakesOverAServerLeftByACrash) {
  auto left = EmbeddedCluster::start(ownFolder());
  ASSERT_TRUE(left) << left.error().what;
  auto taken = EmbeddedCluster::start(ownFolder());
  ASSERT_TRUE(taken) << taken.error().what;
  EXPECT_TRUE(taken->wasAdopted());
  EXPECT_EQ(taken->pid(), left->pid());
  EXPECT_TRUE(openOf(*taken).run("select 1"));
  taken->stop();
  EXPECT_FALSE(base::Process::adopt(left->pid()));
}

TEST(EmbeddedClusterTest, RecoversWhenTheServerItselfWasKilled) {
  auto first = EmbeddedCluster::start(ownFolder());
  ASSERT_TRUE(first) << first.error().what;
  ASSERT_TRUE(openOf(*first).run("create table kept_reco as select 7 as k"));
  auto server = base::Process::adopt(first->pid());
  ASSERT_TRUE(server);
  server->kill(SIGKILL);
  ASSERT_TRUE(server->wait(base::Millis(10000)));
  auto second = EmbeddedCluster::start(ownFolder());
  ASSERT_TRUE(second) << second.error().what;
  EXPECT_EQ(openOf(*second).run("select k from kept_reco")->integer(0, 0), 7);
}

TEST(EmbeddedClusterTest, OpensNothingToTheNetworkOrToOtherUsers) {
  auto& cluster = testCluster();
  EXPECT_EQ(openOf(cluster).run("show listen_addresses")->text(0, 0), "");
  const auto run = openOf(cluster).run("show unix_socket_directories")->text(0, 0);
  EXPECT_EQ(fs::status(run).permissions(), fs::perms::owner_all);
}

TEST(EmbeddedClusterTest, SaysWhichVersionItNeeds) {
  const Folder folder;
  fs::create_directories(folder.path() / "postgres/data");
  { std::ofstream(folder.path() / "postgres/data/PG_VERSION") << "9\n"; }
  const auto refused = EmbeddedCluster::start(folder.path());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "postgres_version");
  EXPECT_NE(refused.error().what.find("postgresql-9"), std::string::npos);
}

TEST(EmbeddedClusterTest, SaysThatAPathIsTooLong) {
  const auto refused = EmbeddedCluster::start("/var/tmp/" + std::string(120, 'x'));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "path_too_long");
}

TEST(EmbeddedClusterTest, SaysWhichFolderIsClosedToItsUser) {
  if (geteuid() != 0) GTEST_SKIP() << "only root runs PostgreSQL as another user";
  const Folder folder;
  fs::create_directory(folder.path() / "closed");
  fs::permissions(folder.path() / "closed", fs::perms::owner_all);
  const auto refused = EmbeddedCluster::start(folder.path() / "closed");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "folder_closed");
  EXPECT_NE(refused.error().what.find("/closed"), std::string::npos);
}

}  // namespace
}  // namespace control
