// SPDX-License-Identifier: Apache-2.0
// The tests' main: a second face of the same program is the worker that they start.
#include <gtest/gtest.h>

#include <string_view>

#include "tests/network/gateway/supervisor/fake_worker.hpp"

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == gateway::kFakeWorkerArgument)
    return gateway::runFakeWorker();
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
