// SPDX-License-Identifier: Apache-2.0
// The last seconds of a stream, kept for a server that restarts.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
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

  /// The init sections known, video first.
  std::vector<pipelines::Init> inits() const;
  /// What a server lacks that holds `have…` as last `global` (-1: none), in the order the
  /// parts were made.
  /// Where it lacks more than is kept, the first part is the first of a segment.
  std::vector<pipelines::Part> after(int64_t haveVideo, int64_t haveAudio) const;

 private:
  std::array<std::optional<pipelines::Init>, 2> inits_;
  std::deque<pipelines::Part> parts_;  // both renditions, as they came
  std::array<size_t, 2> counts_{};
};

}  // namespace gateway
