// SPDX-License-Identifier: Apache-2.0
// Walks NAL units; bounds are checked although the encoder is ours, since the bytes cross a
// library.
#include "pipelines/package/h264.hpp"

#include "base/check.hpp"
#include "pipelines/package/box_writer.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace pipelines {
namespace {

enum NalType : uint8_t { kIdr = 5, kSei = 6, kSps = 7, kPps = 8, kDelimiter = 9 };
constexpr uint8_t kLastSliceType = 5;
constexpr uint8_t kUserDataUnregistered = 5;  // SEI payload type: x264 writes its settings there.

uint8_t byteAt(std::string_view text, size_t i) {
  return static_cast<uint8_t>(text[i]);
}

base::Error broken(const char* what) {
  return base::Error{base::Fault::Media, std::string("the H.264 encoder gave ") + what, "h264"};
}

// Takes `lengthBytes` of length and that many bytes off the front of `rest`.
std::optional<std::string_view> takeUnit(std::string_view& rest, size_t lengthBytes) {
  if (rest.size() < lengthBytes) return std::nullopt;
  size_t length = 0;
  for (size_t i = 0; i < lengthBytes; ++i) length = (length << 8) | byteAt(rest, i);
  rest.remove_prefix(lengthBytes);
  if (length == 0 || length > rest.size()) return std::nullopt;
  const auto unit = rest.substr(0, length);
  rest.remove_prefix(length);
  return unit;
}

bool belongsInSample(std::string_view unit) {
  const uint8_t type = byteAt(unit, 0) & 0x1f;
  if (type == kSps || type == kPps || type == kDelimiter) return false;
  return !(type == kSei && unit.size() > 1 && byteAt(unit, 1) == kUserDataUnregistered);
}

bool isHighProfile(uint8_t profile) {
  return profile == 100 || profile == 110 || profile == 122 || profile == 144;
}

}  // namespace

std::string avcConfiguration(const ParameterSets& sets) {
  base::check(sets.sps.size() >= 4 && !sets.pps.empty(), "an encoder has parameter sets");
  BoxWriter out;
  out.u8(1);
  out.bytes(sets.sps.substr(1, 3));  // Profile, compatibility, level.
  out.u8(0xfc | 3);                  // Lengths of four bytes.
  out.u8(0xe0 | 1);
  out.u16(static_cast<uint32_t>(sets.sps.size()));
  out.bytes(sets.sps);
  out.u8(1);
  out.u16(static_cast<uint32_t>(sets.pps.size()));
  out.bytes(sets.pps);
  if (isHighProfile(byteAt(sets.sps, 1))) {  // GStreamer 1.22 forgets these four (hls.md §2.3).
    out.u8(0xfc | 1);                        // 4:2:0
    out.u8(0xf8);                            // 8 bit luma
    out.u8(0xf8);                            // 8 bit chroma
    out.u8(0);
  }
  return out.take();
}

base::Result<ParameterSets> parameterSets(std::string_view record) {
  constexpr size_t kCountOfSps = 5, kFirstSps = 6;
  if (record.size() <= kFirstSps || (byteAt(record, kCountOfSps) & 0x1f) == 0) {
    return broken("no SPS");
  }
  auto rest = record.substr(kFirstSps);
  const auto sps = takeUnit(rest, 2);
  for (int more = (byteAt(record, kCountOfSps) & 0x1f) - 1; sps && more > 0; --more) {
    if (!takeUnit(rest, 2)) return broken("a list of SPS that is cut short");
  }
  if (!sps || sps->size() < 4) return broken("an SPS that is cut short");
  if (rest.empty() || byteAt(rest, 0) == 0) return broken("no PPS");
  rest.remove_prefix(1);
  const auto pps = takeUnit(rest, 2);
  if (!pps) return broken("a PPS that is cut short");
  return ParameterSets{std::string(*sps), std::string(*pps)};
}

base::Result<AccessUnit> strippedUnit(std::string_view lengthPrefixed) {
  AccessUnit unit;
  unit.bytes.reserve(lengthPrefixed.size());
  bool hasSlice = false;
  while (!lengthPrefixed.empty()) {
    const auto whole = lengthPrefixed;
    const auto nal = takeUnit(lengthPrefixed, 4);
    if (!nal) return broken("a NAL unit whose length is wrong");
    if (!belongsInSample(*nal)) continue;
    const uint8_t type = byteAt(*nal, 0) & 0x1f;
    unit.isKeyframe = unit.isKeyframe || type == kIdr;
    hasSlice = hasSlice || (type >= 1 && type <= kLastSliceType);
    unit.bytes.append(whole.substr(0, 4 + nal->size()));
  }
  if (!hasSlice) return broken("a picture without a slice");
  return unit;
}

std::string avcCodecName(std::string_view sps) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string name = "avc1.";
  for (size_t i = 1; i <= 3 && i < sps.size(); ++i) {
    name += kDigits[byteAt(sps, i) >> 4];
    name += kDigits[byteAt(sps, i) & 0xf];
  }
  return name;
}

}  // namespace pipelines
