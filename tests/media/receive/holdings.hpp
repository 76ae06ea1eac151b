// SPDX-License-Identifier: Apache-2.0
// What this process holds: threads, descriptors, memory.
#pragma once

#include <dirent.h>

#include <cstdint>
#include <fstream>
#include <memory>
#include <string>

namespace tests {

inline int64_t entriesIn(const char* path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir(path), closedir);
  int64_t count = 0;
  while (folder && readdir(folder.get()) != nullptr) ++count;
  return count;
}

inline int64_t residentKilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::stoll(line.substr(6));
  return 0;
}

struct Holdings {
  int64_t threads = entriesIn("/proc/self/task");
  int64_t descriptors = entriesIn("/proc/self/fd");
  int64_t kilobytes = residentKilobytes();
};

}  // namespace tests
