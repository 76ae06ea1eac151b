// SPDX-License-Identifier: Apache-2.0
// One throwaway PostgreSQL for a test program, by the product's own means; a database per test.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/postgres.hpp"
#include "control/store/embedded_cluster.hpp"

namespace control {

/// A folder of its own below /var/tmp that the user postgres may enter; removed when destroyed.
class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The program's cluster, started at its first use and stopped at the end. KEEP_DB=1 leaves it for
/// a look.
EmbeddedCluster& testCluster();

/// Each test has an empty database.
class DatabaseTest : public testing::Test {
 protected:
  void SetUp() override;
  base::postgres::Connection open();
  std::string url_;
};

}  // namespace control
