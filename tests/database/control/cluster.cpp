// SPDX-License-Identifier: Apache-2.0
// The cluster behind the database tests.
#include "tests/database/control/cluster.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <iostream>
#include <memory>

namespace control {
namespace {

std::unique_ptr<Folder> folder;
std::unique_ptr<EmbeddedCluster> cluster;

class StopAtTheEnd : public testing::Environment {
 public:
  void TearDown() override {
    if (cluster && std::getenv("KEEP_DB") != nullptr) {
      std::cerr << "The database is kept: " << cluster->url() << "\n";
      (void)cluster.release();
      (void)folder.release();
      return;
    }
    cluster.reset();
    folder.reset();
  }
};

const auto* const kRegistered = testing::AddGlobalTestEnvironment(new StopAtTheEnd);

}  // namespace

Folder::Folder() {
  char name[] = "/var/tmp/amphi-test-XXXXXX";
  path_ = mkdtemp(name);
  chmod(path_.c_str(), 0711);
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

EmbeddedCluster& testCluster() {
  if (!cluster) {
    folder = std::make_unique<Folder>();
    auto started = EmbeddedCluster::start(folder->path());
    if (!started) {
      std::cerr << started.error().what << "\n";
      std::abort();
    }
    cluster = std::make_unique<EmbeddedCluster>(std::move(*started));
  }
  return *cluster;
}

void DatabaseTest::SetUp() {
  static int number = 0;
  const std::string name = "test_" + std::to_string(++number);
  auto connection = base::postgres::Connection::open({.url = testCluster().url()});
  ASSERT_TRUE(connection) << connection.error().what;
  ASSERT_TRUE(connection->run(("create database " + name).c_str()));
  // A later word of a connection text wins over an earlier one.
  url_ = testCluster().url() + " dbname=" + name;
}

base::postgres::Connection DatabaseTest::open() {
  auto connection = base::postgres::Connection::open({.url = url_});
  EXPECT_TRUE(connection) << connection.error().what;
  return std::move(*connection);
}

}  // namespace control
