// SPDX-License-Identifier: Apache-2.0
// Text of playlists. Numbers are written from whole ticks, never through a locale.
#include "gateway/origin/playlist.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

#include "pipelines/grid.hpp"

namespace gateway {
namespace {

/// Seconds with five decimals, rounded to the nearest.
std::string seconds(int64_t ticks, int64_t timescale) {
  constexpr int64_t kDecimals = 100000;
  const int64_t scaled = (ticks * kDecimals + timescale / 2) / timescale;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%lld.%05lld", static_cast<long long>(scaled / kDecimals),
                static_cast<long long>(scaled % kDecimals));
  return text.data();
}

std::string isoDate(int64_t unixMillis) {
  const auto whole = static_cast<std::time_t>(unixMillis / 1000);
  std::tm parts{};
  gmtime_r(&whole, &parts);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
                parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min,
                parts.tm_sec, static_cast<int>(unixMillis % 1000));
  return text.data();
}

void appendMap(std::string& out, const OriginSegment& segment) {
  out += "#EXT-X-MAP:URI=\"" + segment.init->uri + "\"\n";
}

void appendParts(std::string& out, const OriginSegment& segment, int timescale) {
  for (const OriginPart& part : segment.parts) {
    out += "#EXT-X-PART:DURATION=" + seconds(part.ticks, timescale) + ",URI=\"" + part.uri + "\"";
    if (part.independent) out += ",INDEPENDENT=YES";
    out += '\n';
  }
}

void appendSegment(std::string& out, const OriginSegment& segment, int timescale, bool withParts) {
  if (segment.discontinuity) {
    out += "#EXT-X-DISCONTINUITY\n";
    appendMap(out, segment);
  }
  out += "#EXT-X-PROGRAM-DATE-TIME:" + isoDate(segment.unixMillis) + "\n";
  if (segment.gap) out += "#EXT-X-GAP\n";
  if (withParts) appendParts(out, segment, timescale);
  if (!segment.closed) return;
  out += "#EXTINF:" + seconds(segment.ticks, timescale) + ",\n" + segment.uri + "\n";
}

/// How many closed segments from the front end earlier than the skip boundary.
size_t skippable(const Ring& ring) {
  const auto boundary = static_cast<int64_t>(kCanSkipUntil) * ring.timescale();
  const auto& segments = ring.segments();
  int64_t fromEnd = 0;
  size_t keep = segments.size();
  while (keep > 0 && fromEnd <= boundary) {
    --keep;
    if (segments[keep].closed) fromEnd += segments[keep].ticks;
  }
  return keep;
}

void appendReport(std::string& out, const Ring& other) {
  if (other.segments().empty()) return;
  const OriginSegment& newest = other.segments().back();
  out += "#EXT-X-RENDITION-REPORT:URI=\"" + std::string(nameOf(other.rendition())) +
         ".m3u8\",LAST-MSN=" + std::to_string(newest.msn) +
         ",LAST-PART=" + std::to_string(newest.parts.empty() ? 0 : newest.parts.size() - 1) + "\n";
}

void appendHead(std::string& out, const Ring& ring) {
  const auto& segments = ring.segments();
  out +=
      "#EXTM3U\n"
      "#EXT-X-VERSION:9\n"
      "#EXT-X-TARGETDURATION:4\n"
      "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.96,HOLD-BACK=12,"
      "CAN-SKIP-UNTIL=24\n"
      "#EXT-X-PART-INF:PART-TARGET=0.32\n";
  const int64_t first = segments.empty() ? ring.nextMsn() : segments.front().msn;
  out += "#EXT-X-MEDIA-SEQUENCE:" + std::to_string(first) + "\n";
  out += "#EXT-X-DISCONTINUITY-SEQUENCE:" + std::to_string(ring.discontinuitySequence()) + "\n";
}

}  // namespace

std::string renderMedia(const Ring& ring, const Ring* other, bool delta) {
  const auto& segments = ring.segments();
  std::string out;
  out.reserve(1024 + segments.size() * 128);
  appendHead(out, ring);
  const size_t skipped = delta && !ring.isEnded() ? skippable(ring) : 0;
  if (skipped > 0) out += "#EXT-X-SKIP:SKIPPED-SEGMENTS=" + std::to_string(skipped) + "\n";
  const bool startsWithMap = skipped < segments.size() && segments[skipped].discontinuity;
  if (!segments.empty() && !startsWithMap) appendMap(out, segments[skipped]);
  const size_t listed = kSegmentsWithParts + (ring.openParts() > 0 ? 1 : 0);
  const size_t withParts = segments.size() - std::min(segments.size(), listed);
  for (size_t i = skipped; i < segments.size(); ++i)
    appendSegment(out, segments[i], ring.timescale(), !ring.isEnded() && i >= withParts);
  if (ring.isEnded()) {
    out += "#EXT-X-ENDLIST\n";
    return out;
  }
  out += "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"" + ring.nextPartUri() + "\"\n";
  if (other != nullptr) appendReport(out, *other);
  return out;
}

std::string renderMultivariant(const Ring& video, const Ring& audio, const std::string& language) {
  // An encoder capped at r with a buffer of one second can put r * (1 + 1/3.84) into a segment; the
  // container adds up to 3 % (hls.md §1.3).
  constexpr double kPeak = (1 + 1 / 3.84) * 1.03;
  constexpr double kMean = 1.03;
  double rate = 0;
  std::string codecs;
  for (const Ring* ring : {&video, &audio}) {
    if (!ring->init()) continue;
    rate += ring->init()->init.bitsPerSecond;
    codecs += (codecs.empty() ? "" : ",") + ring->init()->init.codecs;
  }
  std::string out = "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-INDEPENDENT-SEGMENTS\n";
  if (audio.init())
    out += "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"sound\",NAME=\"" + language + "\",LANGUAGE=\"" +
           language + "\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"" +
           std::to_string(pipelines::kSoundChannels) + "\",URI=\"audio.m3u8\"\n";
  out += "#EXT-X-STREAM-INF:BANDWIDTH=" + std::to_string(static_cast<int64_t>(rate * kPeak)) +
         ",AVERAGE-BANDWIDTH=" + std::to_string(static_cast<int64_t>(rate * kMean)) + ",CODECS=\"" +
         codecs + "\"";
  if (video.init()) {
    const pipelines::Init& picture = video.init()->init;
    out += ",RESOLUTION=" + std::to_string(picture.width) + "x" + std::to_string(picture.height) +
           ",FRAME-RATE=" + std::to_string(pipelines::kFramesPerSecond) + ".000";
  }
  if (audio.init()) out += ",AUDIO=\"sound\"";
  out += ",CLOSED-CAPTIONS=NONE\n";
  out += video.init() ? "video.m3u8\n" : "audio.m3u8\n";
  return out;
}

}  // namespace gateway
