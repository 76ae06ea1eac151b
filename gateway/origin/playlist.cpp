// SPDX-License-Identifier: Apache-2.0
// Text of playlists. Numbers are written from whole ticks, never through a locale.
#include "gateway/origin/playlist.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <vector>

#include "pipelines/grid.hpp"

namespace gateway {
namespace {

/// A quotient with five decimals, or fewer, rounded to the nearest.
std::string seconds(int64_t ticks, int64_t timescale, int decimals = 5) {
  int64_t scale = 1;
  for (int i = 0; i < decimals; ++i) scale *= 10;
  const int64_t scaled = (ticks * scale + timescale / 2) / timescale;
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%lld.%0*lld", static_cast<long long>(scaled / scale),
                decimals, static_cast<long long>(scaled % scale));
  return text.data();
}

int64_t milli(double value) {
  constexpr double kMillis = 1000;
  return static_cast<int64_t>(value * kMillis + 0.5);
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
  out += "#EXT-X-RENDITION-REPORT:URI=\"" + other.name() +
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

// Never less than was seen, nor than what the encoder may do: a cap of r with a buffer of one
// second puts r * (1 + 1/3.84) into a segment, and the container adds up to 3 % (hls.md §1.3).
int64_t peakOf(const Ring& ring) {
  constexpr double kPeak = (1 + 1 / 3.84) * 1.03;
  const auto promised = static_cast<int64_t>(ring.init()->init.bitsPerSecond * kPeak);
  return std::max(promised, ring.peakRate());
}

// Measured as soon as there is something to measure; before, the ceiling.
int64_t meanOf(const Ring& ring) {
  constexpr double kMean = 1.03;
  const auto promised = static_cast<int64_t>(ring.init()->init.bitsPerSecond * kMean);
  return ring.meanRate() > 0 ? ring.meanRate() : promised;
}

void appendVariant(std::string& out, const Ring& picture, const Ring* sound, int score,
                   const std::string& prefix) {
  const pipelines::Init& init = picture.init()->init;
  int64_t peak = peakOf(picture);
  int64_t mean = meanOf(picture);
  std::string codecs = init.codecs;
  if (sound != nullptr) {
    peak += peakOf(*sound);
    mean += meanOf(*sound);
    codecs += "," + sound->init()->init.codecs;
  }
  out += "#EXT-X-STREAM-INF:BANDWIDTH=" + std::to_string(std::max(peak, mean)) +
         ",AVERAGE-BANDWIDTH=" + std::to_string(mean) + ",SCORE=" + std::to_string(score) +
         ".0,CODECS=\"" + codecs + "\",RESOLUTION=" + std::to_string(init.width) + "x" +
         std::to_string(init.height) + ",FRAME-RATE=" + seconds(milli(init.frameRate), 1000, 3);
  if (sound != nullptr) out += ",AUDIO=\"sound\"";
  out += ",CLOSED-CAPTIONS=NONE\n" + prefix + picture.name() + ".m3u8\n";
}

}  // namespace

std::string renderMedia(const Ring& ring, const Rings& all, bool delta) {
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
  for (const Ring& other : all)
    if (other.name() != ring.name()) appendReport(out, other);
  return out;
}

std::string renderVod(const Ring& ring) {
  const auto& segments = ring.segments();
  std::string out =
      "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:" + std::to_string(kTargetDuration) +
      "\n#EXT-X-PLAYLIST-TYPE:VOD\n";
  const int64_t first = segments.empty() ? ring.nextMsn() : segments.front().msn;
  out += "#EXT-X-MEDIA-SEQUENCE:" + std::to_string(first) + "\n";
  out += "#EXT-X-DISCONTINUITY-SEQUENCE:" + std::to_string(ring.discontinuitySequence()) + "\n";
  if (!segments.empty() && !segments.front().discontinuity) appendMap(out, segments.front());
  for (const OriginSegment& segment : segments)
    appendSegment(out, segment, ring.timescale(), false);
  out += "#EXT-X-ENDLIST\n";
  return out;
}

std::string renderMultivariant(const Rings& all, const std::string& language,
                               const std::string& prefix) {
  std::string out = "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-INDEPENDENT-SEGMENTS\n";
  const Ring* sound = nullptr;
  std::vector<const Ring*> pictures;
  for (const Ring& ring : all) {
    if (ring.init() && ring.isSound()) sound = &ring;
    if (ring.init() && !ring.isSound()) pictures.push_back(&ring);
  }
  // Encoders start in no order; the best is what players start with.
  std::stable_sort(pictures.begin(), pictures.end(), [](const Ring* one, const Ring* two) {
    return one->init()->init.bitsPerSecond > two->init()->init.bitsPerSecond;
  });
  if (sound != nullptr)
    out += "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"sound\",NAME=\"" + language + "\",LANGUAGE=\"" +
           language + "\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"" +
           std::to_string(pipelines::kSoundChannels) + "\",URI=\"" + prefix + sound->name() +
           ".m3u8\"\n";
  auto score = static_cast<int>(pictures.size());
  for (const Ring* picture : pictures) appendVariant(out, *picture, sound, score--, prefix);
  return out;
}

}  // namespace gateway
