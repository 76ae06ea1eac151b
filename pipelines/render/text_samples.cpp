// SPDX-License-Identifier: Apache-2.0
// One sample a text; an empty one lasts where there is none.
#include "pipelines/render/text_samples.hpp"

#include <algorithm>

namespace pipelines {
namespace {

using std::chrono::milliseconds;

constexpr size_t kMostTextBytes = 2000;  // Of one sample; its length has 16 bits.
constexpr uint32_t kFontId = 1;
constexpr int kFontShare = 20;  // Letters are a twentieth of the picture's height.

// At most kMostTextBytes, no UTF-8 sequence cut in two.
std::string_view bounded(std::string_view text) {
  if (text.size() <= kMostTextBytes) return text;
  size_t end = kMostTextBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

TextSample sampleOf(std::string_view text, milliseconds lasts) {
  BoxWriter out;
  const auto shown = bounded(text);
  out.u16(static_cast<uint32_t>(shown.size()));
  out.bytes(shown);
  return {out.take(), static_cast<uint32_t>(lasts.count())};
}

}  // namespace

std::vector<TextSample> subtitleSamples(const std::vector<TextCue>& cues, milliseconds length) {
  std::vector<TextSample> samples;
  milliseconds at{};
  for (const auto& cue : cues) {
    const auto start = std::max(cue.start, at);
    const auto end = std::min(cue.end, length);
    if (start >= end) continue;
    if (start > at) samples.push_back(sampleOf("", start - at));
    samples.push_back(sampleOf(cue.text, end - start));
    at = end;
  }
  if (at < length) samples.push_back(sampleOf("", length - at));
  return samples;
}

std::vector<TextSample> chapterSamples(const std::vector<Chapter>& chapters, milliseconds length) {
  std::vector<TextSample> samples;
  for (size_t i = 0; i < chapters.size(); ++i) {
    const auto end = i + 1 < chapters.size() ? std::min(chapters[i + 1].start, length) : length;
    if (chapters[i].start < end) {
      samples.push_back(sampleOf(chapters[i].title, end - chapters[i].start));
    }
  }
  return samples;
}

void writeTextEntry(BoxWriter& out, int width, int height) {
  out.box("tx3g", [&] {
    out.zeros(6);
    out.u16(1);  // Data reference.
    out.u32(0);
    out.u8(1);            // Centred
    out.u8(0xff);         // at the bottom
    out.u32(0x000000a0);  // on a dim ground
    out.u16(0);           // of the whole picture: top, left, bottom, right.
    out.u16(0);
    out.u16(static_cast<uint32_t>(height));
    out.u16(static_cast<uint32_t>(width));
    out.u16(0);  // The style of all letters.
    out.u16(0);
    out.u16(kFontId);
    out.u8(0);
    out.u8(static_cast<uint32_t>(std::clamp(height / kFontShare, 8, 255)));
    out.u32(0xffffffff);
    out.box("ftab", [&] {
      out.u16(1);
      out.u16(kFontId);
      constexpr std::string_view kFont = "Sans-Serif";
      out.u8(kFont.size());
      out.bytes(kFont);
    });
  });
}

}  // namespace pipelines
