// SPDX-License-Identifier: Apache-2.0
// A simulated hour with replaced workers: every list that a player could see is checked against the
// rules of hls.md §7.2 (their numbers stand beside the checks).
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <sstream>
#include <vector>

#include "gateway/origin/playlist.hpp"
#include "tests/unit/gateway/origin/feed.hpp"

namespace gateway {
namespace {

using pipelines::Rendition;
using tests::initOf;
using tests::partOf;

#ifdef __SANITIZE_ADDRESS__
constexpr int64_t kMillis = 600'000;  // Every allocation is traced: ten minutes take as long.
#else
constexpr int64_t kMillis = 3'600'000;
#endif

struct Listed {
  std::string uri, map;
  double seconds = 0, partSeconds = 0;
  size_t parts = 0;
  int64_t discontinuity = 0;
  bool gap = false;
};

struct Parsed {
  std::string version, control, hint, target;
  int64_t sequence = -1, discontinuitySequence = -1;
  std::vector<Listed> segments;
  std::vector<std::string> parts;
  size_t hints = 0, reports = 0;
  bool ended = false;
};

std::string quoted(const std::string& line, const std::string& key) {
  const size_t at = line.find(key + "=\"");
  if (at == std::string::npos) return {};
  const size_t from = at + key.size() + 2;
  return line.substr(from, line.find('"', from) - from);
}

bool cut(const std::string& line, const std::string& prefix, std::string& rest) {
  if (!line.starts_with(prefix)) return false;
  rest = line.substr(prefix.size());
  return true;
}

Parsed parse(const std::string& text) {
  Parsed list;
  Listed next;
  std::string map;
  std::string rest;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (cut(line, "#EXT-X-VERSION:", rest)) list.version = rest;
    if (cut(line, "#EXT-X-TARGETDURATION:", rest)) list.target = rest;
    if (cut(line, "#EXT-X-SERVER-CONTROL:", rest)) list.control = rest;
    if (cut(line, "#EXT-X-MEDIA-SEQUENCE:", rest)) list.sequence = std::stoll(rest);
    if (cut(line, "#EXT-X-DISCONTINUITY-SEQUENCE:", rest))
      next.discontinuity = list.discontinuitySequence = std::stoll(rest);
    if (line == "#EXT-X-DISCONTINUITY") ++next.discontinuity;
    if (cut(line, "#EXT-X-MAP:", rest)) map = quoted(rest, "URI");
    if (line == "#EXT-X-GAP") next.gap = true;
    if (cut(line, "#EXT-X-PART:", rest)) {
      list.parts.push_back(quoted(rest, "URI"));
      next.partSeconds += std::stod(rest.substr(9));
      ++next.parts;
    }
    if (cut(line, "#EXTINF:", rest)) next.seconds = std::stod(rest);
    if (cut(line, "#EXT-X-PRELOAD-HINT:", rest)) list.hint = quoted(rest, "URI"), ++list.hints;
    if (line.starts_with("#EXT-X-RENDITION-REPORT:")) ++list.reports;
    if (line == "#EXT-X-ENDLIST") list.ended = true;
    if (line.starts_with("#")) continue;
    next.uri = line;
    next.map = map;
    list.segments.push_back(next);
    next = Listed{"", "", 0, 0, 0, next.discontinuity, false};
  }
  return list;
}

class Hour : public testing::Test {
 protected:
  void check(const Ring& ring, const Rings& all) {
    const std::string text = renderMedia(ring, all, false);
    const Parsed list = parse(text);
    ASSERT_TRUE(text.starts_with("#EXTM3U\n") && text.ends_with("\n"));  // 1
    ASSERT_EQ(list.target, "4");                                         // 11
    ASSERT_GE(list.sequence, lastSequence_[&ring]);                      // 13, 50
    lastSequence_[&ring] = list.sequence;
    ASSERT_GE(list.discontinuitySequence, 0);  // 13
    ASSERT_EQ(list.version, "9");              // 17
    ASSERT_EQ(list.hints, 1u);                 // 21
    ASSERT_EQ(list.reports, 1u);               // 23
    for (size_t i = 0; i < list.segments.size(); ++i) checkSegment(list, i);
    checkHint(ring, list);
    checkDelta(ring, all, list);
  }

  void checkSegment(const Parsed& list, size_t index) {
    const Listed& segment = list.segments[index];
    const int64_t msn = list.sequence + static_cast<int64_t>(index);
    ASSERT_TRUE(segment.uri.ends_with("/s" + std::to_string(msn) + ".m4s")) << segment.uri;  // 13
    ASSERT_LE(segment.seconds, 4.49999);                                                     // 11
    ASSERT_FALSE(segment.map.empty());                                                       // 15
    if (segment.parts > 0) {
      ASSERT_NEAR(segment.partSeconds, segment.seconds, 0.001 * static_cast<double>(segment.parts));
      ASSERT_GE(index + kSegmentsWithParts, list.segments.size());  // 20, 22
    }
    // One number, one URI, one map, one place on the discontinuity axis, for ever: 15, 50.
    const std::string folder = segment.uri.substr(0, segment.uri.find("/s"));
    auto& known = known_[folder.substr(9)][msn];
    if (known.uri.empty()) known = segment;
    ASSERT_EQ(known.uri, segment.uri);
    ASSERT_EQ(known.map, segment.map);
    ASSERT_EQ(known.discontinuity, segment.discontinuity);
    ASSERT_EQ(known.seconds, segment.seconds);
  }

  void checkHint(const Ring& ring, const Parsed& list) {
    // The hinted part is the next to come, unless its worker died: 21.
    const std::string expected = lastHint_[&ring];
    const std::string session = list.hint.substr(0, 8);
    if (!list.parts.empty() && expected.substr(0, 8) == session && expected != list.hint) {
      ASSERT_EQ(list.parts.back(), expected);
    }
    lastHint_[&ring] = list.hint;
  }

  void checkDelta(const Ring& ring, const Rings& all, const Parsed& full) {
    const std::string text = renderMedia(ring, all, true);
    const size_t at = text.find("SKIPPED-SEGMENTS=");
    const size_t skipped = at == std::string::npos ? 0 : std::stoul(text.substr(at + 17));
    const Parsed delta = parse(text);
    ASSERT_EQ(delta.version, full.version);                            // 17
    ASSERT_EQ(delta.sequence, full.sequence);                          // 49
    ASSERT_EQ(skipped + delta.segments.size(), full.segments.size());  // 49
    for (size_t i = 0; i < delta.segments.size(); ++i) {
      ASSERT_EQ(delta.segments[i].uri, full.segments[skipped + i].uri);
      ASSERT_EQ(delta.segments[i].map, full.segments[skipped + i].map);
    }
  }

  std::map<const Ring*, int64_t> lastSequence_;
  std::map<const Ring*, std::string> lastHint_;
  std::map<std::string, std::map<int64_t, Listed>> known_;
};

TEST_F(Hour, EveryListKeepsTheRules) {
  std::mt19937 random(20261124);
  Rings rings;
  for (const auto& rendition : {Rendition::video(), Rendition::audio()})
    rings.emplace_back(rendition, RingLimits{30, 15});
  Ring& video = rings[0];
  Ring& audio = rings[1];
  int64_t next = 466'000'000;
  int64_t millis = tests::kStartMillis;
  const int64_t end = millis + kMillis;
  for (int session = 0; millis < end; ++session) {
    const std::string name = "session" + std::string(1, static_cast<char>('a' + session % 26));
    for (Ring* ring : {&video, &audio}) {
      ring->open({name, next, session == 0 ? 0 : video.newestDiscontinuity() + 1});
      static_cast<void>(ring->setInit(initOf(ring->rendition())));
    }
    const int64_t parts = 200 + static_cast<int64_t>(random() % 1500);
    for (int64_t i = 0; i < parts && millis < end; ++i, millis += 320) {
      static_cast<void>(video.add(partOf(Rendition::video(), i, millis - i * 320)));
      // A killed worker's last sound may be missing.
      if (i + 1 < parts || random() % 2 == 0)
        static_cast<void>(audio.add(partOf(Rendition::audio(), i, millis - i * 320)));
      if (video.lastComplete() < 466'000'000) continue;
      check(video, rings);
      check(audio, rings);
      if (HasFatalFailure()) FAIL() << "after " << i << " parts of " << name;
    }
    next = std::max(video.nextMsn(), audio.nextMsn());
  }
  ASSERT_EQ(video.newestDiscontinuity(), audio.newestDiscontinuity());
}

}  // namespace
}  // namespace gateway
