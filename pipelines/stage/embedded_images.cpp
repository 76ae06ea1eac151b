// SPDX-License-Identifier: Apache-2.0
// A small file can hold a picture of gigabytes; its header is in the first bytes (PNG) or behind
// other segments (JPEG).
#include "pipelines/stage/embedded_images.hpp"

#include <glib.h>

#include <algorithm>
#include <optional>
#include <string>

namespace pipelines {
namespace {

constexpr std::string_view kMark = "base64,";
constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1a\n";
constexpr size_t kPngWidthAt = 16, kPngHeightAt = 20, kPngHeader = 24;
// JPEG puts previews and colour profiles before its size: seldom more than some 100 kB.
constexpr size_t kMostHeader = 1u << 20;

std::string decoded(std::string_view base64) {
  const size_t length = std::min(base64.size(), kMostHeader);
  std::string bytes(length / 4 * 3 + 3, '\0');
  gint state = 0;
  guint save = 0;
  bytes.resize(g_base64_decode_step(base64.data(), length, reinterpret_cast<guchar*>(bytes.data()),
                                    &state, &save));
  return bytes;
}

int64_t numberAt(std::string_view bytes, size_t at, size_t length) {
  int64_t value = 0;
  for (size_t i = 0; i < length; ++i) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
  return value;
}

std::optional<int64_t> pngPixels(std::string_view bytes) {
  if (bytes.size() < kPngHeader) return std::nullopt;
  return numberAt(bytes, kPngWidthAt, 4) * numberAt(bytes, kPngHeightAt, 4);
}

// Frame headers are C0–CF, but for three that are something else (ITU-T T.81, table B.1).
bool isFrameHeader(uint8_t marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

std::optional<int64_t> jpegPixels(std::string_view bytes) {
  for (size_t at = 2; at + 9 <= bytes.size();) {
    if (static_cast<uint8_t>(bytes[at]) != 0xff) return std::nullopt;
    const auto marker = static_cast<uint8_t>(bytes[at + 1]);
    if (isFrameHeader(marker)) return numberAt(bytes, at + 5, 2) * numberAt(bytes, at + 7, 2);
    at += marker == 0xff ? 1 : 2 + static_cast<size_t>(numberAt(bytes, at + 2, 2));
  }
  return std::nullopt;
}

std::optional<int64_t> pixelsOf(std::string_view bytes) {
  if (bytes.starts_with(kPngSignature)) return pngPixels(bytes);
  if (bytes.starts_with("\xff\xd8")) return jpegPixels(bytes);
  return std::nullopt;
}

}  // namespace

base::Result<int64_t> embeddedPixels(std::string_view svg) {
  int64_t sum = 0;
  for (size_t at = svg.find(kMark); at != svg.npos; at = svg.find(kMark, at)) {
    at += kMark.size();
    const auto pixels = pixelsOf(decoded(svg.substr(at, svg.find_first_of("\"')", at) - at)));
    if (!pixels) {
      return base::Error{base::Fault::Media,
                         "the slide holds a picture that is neither PNG nor JPEG", "slide"};
    }
    // Each is below 2^64 by far; their sum must stay so.
    sum += std::min<int64_t>(*pixels, INT32_MAX);
  }
  return sum;
}

}  // namespace pipelines
