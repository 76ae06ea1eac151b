// SPDX-License-Identifier: Apache-2.0
// Reads MP4 boxes back, so that tests look at what a player would see and not at how it was
// written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxes {

inline uint64_t number(std::string_view bytes, size_t at, size_t count) {
  uint64_t value = 0;
  for (size_t i = 0; i < count && at + i < bytes.size(); ++i) {
    value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
  }
  return value;
}
inline uint32_t u32(std::string_view bytes, size_t at) {
  return static_cast<uint32_t>(number(bytes, at, 4));
}

struct Box {
  std::string type;
  std::string_view body;  // Behind size and type.
  size_t offset = 0;      // Of its first byte in what was walked.
};

/// The boxes that follow one another in `bytes`; nothing when their sizes do not add up exactly.
inline std::optional<std::vector<Box>> walk(std::string_view bytes) {
  std::vector<Box> found;
  size_t at = 0;
  while (at < bytes.size()) {
    if (bytes.size() - at < 8) return std::nullopt;
    const size_t size = u32(bytes, at);
    if (size < 8 || size > bytes.size() - at) return std::nullopt;
    found.push_back({std::string(bytes.substr(at + 4, 4)), bytes.substr(at + 8, size - 8), at});
    at += size;
  }
  return found;
}

/// The body of the box at `path`, e.g. {"moov", "trak", "mdia"}; empty when there is none.
inline std::string_view find(std::string_view bytes, const std::vector<std::string>& path) {
  for (const auto& type : path) {
    const auto level = walk(bytes);
    if (!level) return {};
    std::string_view next;
    for (const auto& box : *level) {
      if (box.type == type) next = box.body;
    }
    if (next.data() == nullptr) return {};
    bytes = next;
  }
  return bytes;
}

struct Sample {
  uint32_t duration, size, flags;
};

/// What a player takes from one moof + mdat.
struct Fragment {
  uint32_t sequence = 0;
  uint64_t decodeTime = 0;
  uint32_t dataOffset = 0;
  size_t mdatPayloadAt = 0;
  std::string_view payload;
  std::vector<Sample> samples;
  uint64_t duration() const {
    uint64_t sum = 0;
    for (const auto& sample : samples) sum += sample.duration;
    return sum;
  }
};

inline Fragment readFragment(std::string_view bytes) {
  Fragment fragment;
  fragment.sequence = u32(find(bytes, {"moof", "mfhd"}), 4);
  fragment.decodeTime = number(find(bytes, {"moof", "traf", "tfdt"}), 4, 8);
  const auto run = find(bytes, {"moof", "traf", "trun"});
  const uint32_t count = u32(run, 4);
  fragment.dataOffset = u32(run, 8);
  for (uint32_t i = 0; i < count; ++i) {
    const size_t at = 12 + 12 * static_cast<size_t>(i);
    fragment.samples.push_back({u32(run, at), u32(run, at + 4), u32(run, at + 8)});
  }
  fragment.payload = find(bytes, {"mdat"});
  const auto level = walk(bytes);
  if (level && level->size() == 2) fragment.mdatPayloadAt = (*level)[1].offset + 8;
  return fragment;
}

}  // namespace boxes
