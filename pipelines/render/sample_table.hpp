// SPDX-License-Identifier: Apache-2.0
// SampleTable: where each sample of one track of a whole MP4 lies and how long it lasts. Pure.
#pragma once

#include "pipelines/package/box_writer.hpp"

#include <cstdint>
#include <vector>

namespace pipelines {

class SampleTable {
 public:
  /// The samples added next lie one behind the other from `offset` of the file on.
  void beginChunk(uint64_t offset);
  /// @param ticks  How long it lasts, in the track's timescale.
  void add(uint32_t sizeBytes, uint32_t ticks, bool isSync);

  uint32_t duration() const { return duration_; }  ///< Ticks.
  uint32_t samples() const { return static_cast<uint32_t>(sizes_.size()); }

  /// stts, stss where not all are sync samples, stsc, stsz, co64: what follows stsd in an stbl.
  void write(BoxWriter& out) const;

  /// No table of that many samples in that many chunks is larger.
  static uint64_t mostBytes(uint64_t samples, uint64_t chunks);

 private:
  struct Run {
    uint32_t count = 0;
    uint32_t ticks = 0;
  };
  struct Chunk {
    uint64_t offset = 0;
    uint32_t samples = 0;
  };
  void writeChunks(BoxWriter& out) const;

  std::vector<uint32_t> sizes_;
  std::vector<Run> runs_;
  std::vector<uint32_t> sync_;  // Their numbers, from 1.
  std::vector<Chunk> chunks_;
  uint32_t duration_ = 0;
};

}  // namespace pipelines
