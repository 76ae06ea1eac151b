// SPDX-License-Identifier: Apache-2.0
// The last seconds of a stream, kept for a server that restarts.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "pipelines/package/part.hpp"

namespace gateway {

/// Parts per rendition that are kept: 41 s of 0.32 s parts; a server is back in less than 30 s.
constexpr size_t kKeptParts = 128;

/// Pure; shares the bytes with whoever sends them.
class PartStore {
 public:
  void keep(pipelines::Init init);
  void keep(pipelines::Part part);

  /// The init sections known, in the order they came.
  const std::vector<pipelines::Init>& inits() const { return inits_; }
  /// What a server lacks that holds `have` as last `global` of each rendition, in the order the
  /// parts were made.
  /// Where it lacks more than is kept, the first part is the first of a segment.
  std::vector<pipelines::Part> after(std::map<std::string, int64_t> have) const;

 private:
  std::vector<pipelines::Init> inits_;
  std::deque<pipelines::Part> parts_;     // of all renditions, as they came
  std::map<std::string, size_t> counts_;  // by rendition
};

}  // namespace gateway
