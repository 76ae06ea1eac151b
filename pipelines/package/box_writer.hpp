// SPDX-License-Identifier: Apache-2.0
// Writes ISO base media boxes: big-endian integers and boxes whose size is filled in when they end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace pipelines {

class BoxWriter {
 public:
  void u8(uint32_t value) { out_.push_back(static_cast<char>(value & 0xff)); }
  void u16(uint32_t value) {
    u8(value >> 8);
    u8(value);
  }
  void u24(uint32_t value) {
    u8(value >> 16);
    u16(value);
  }
  void u32(uint32_t value) {
    u16(value >> 16);
    u16(value);
  }
  void u64(uint64_t value) {
    u32(static_cast<uint32_t>(value >> 32));
    u32(static_cast<uint32_t>(value & 0xffffffff));
  }
  void zeros(size_t count) { out_.append(count, '\0'); }
  void bytes(std::string_view text) { out_.append(text); }

  /// A box around what `body` writes.
  template <class Body>
  void box(std::string_view fourcc, Body&& body) {
    const size_t start = out_.size();
    u32(0);
    bytes(fourcc);
    std::forward<Body>(body)();
    patch(start, static_cast<uint32_t>(out_.size() - start));
  }
  /// The same with version and flags in front.
  template <class Body>
  void fullBox(std::string_view fourcc, uint32_t version, uint32_t flags, Body&& body) {
    box(fourcc, [&] {
      u8(version);
      u24(flags);
      std::forward<Body>(body)();
    });
  }

  /// Overwrites four bytes written before, at `offset` from the beginning.
  void patch(size_t offset, uint32_t value) {
    for (size_t i = 0; i < 4; ++i) out_[offset + i] = static_cast<char>(value >> (24 - 8 * i));
  }
  void reserve(size_t count) { out_.reserve(count); }
  size_t size() const { return out_.size(); }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

}  // namespace pipelines
