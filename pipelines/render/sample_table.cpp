// SPDX-License-Identifier: Apache-2.0
// The boxes of a sample table (ISO/IEC 14496-12 §8.5–8.7).
#include "pipelines/render/sample_table.hpp"

#include "base/check.hpp"

namespace pipelines {

void SampleTable::beginChunk(uint64_t offset) {
  chunks_.push_back({offset, 0});
}

void SampleTable::add(uint32_t sizeBytes, uint32_t ticks, bool isSync) {
  base::check(!chunks_.empty(), "a sample lies in a chunk");
  sizes_.push_back(sizeBytes);
  ++chunks_.back().samples;
  if (isSync) sync_.push_back(samples());
  if (runs_.empty() || runs_.back().ticks != ticks) runs_.push_back({0, ticks});
  ++runs_.back().count;
  duration_ += ticks;
}

void SampleTable::write(BoxWriter& out) const {
  out.fullBox("stts", 0, 0, [&] {
    out.u32(static_cast<uint32_t>(runs_.size()));
    for (const auto& run : runs_) {
      out.u32(run.count);
      out.u32(run.ticks);
    }
  });
  if (sync_.size() != sizes_.size()) {
    out.fullBox("stss", 0, 0, [&] {
      out.u32(static_cast<uint32_t>(sync_.size()));
      for (const auto number : sync_) out.u32(number);
    });
  }
  writeChunks(out);
}

void SampleTable::writeChunks(BoxWriter& out) const {
  std::vector<std::pair<uint32_t, uint32_t>> steps;  // First chunk, samples in each from there on.
  for (uint32_t i = 0; i < chunks_.size(); ++i) {
    if (steps.empty() || steps.back().second != chunks_[i].samples) {
      steps.emplace_back(i + 1, chunks_[i].samples);
    }
  }
  out.fullBox("stsc", 0, 0, [&] {
    out.u32(static_cast<uint32_t>(steps.size()));
    for (const auto& [first, count] : steps) {
      out.u32(first);
      out.u32(count);
      out.u32(1);  // Sample description.
    }
  });
  out.fullBox("stsz", 0, 0, [&] {
    out.u32(0);  // Sizes differ.
    out.u32(samples());
    for (const auto size : sizes_) out.u32(size);
  });
  out.fullBox("co64", 0, 0, [&] {
    out.u32(static_cast<uint32_t>(chunks_.size()));
    for (const auto& chunk : chunks_) out.u64(chunk.offset);
  });
}

uint64_t SampleTable::mostBytes(uint64_t samples, uint64_t chunks) {
  constexpr uint64_t kHeaders = 5 * 20;
  constexpr uint64_t kPerSample = 8 + 4 + 4;  // stts, stss, stsz
  constexpr uint64_t kPerChunk = 12 + 8;      // stsc, co64
  return kHeaders + samples * kPerSample + chunks * kPerChunk;
}

}  // namespace pipelines
