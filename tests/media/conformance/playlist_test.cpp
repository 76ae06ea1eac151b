// SPDX-License-Identifier: Apache-2.0
// Playlists: the assertions 1 to 24 of a conforming origin, by their numbers, over a whole lecture.
// Elsewhere: a thousand waiters (47) in tests/network/gateway/origin. Weaker than the assertion:
// the parser is our own (2, 38), and 8, 28 and 33 are held over a minute. Nowhere: TLS and HTTP/2
// (52), and captions in the picture (40), which our encoder is never given.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "pipelines/grid.hpp"
#include "tests/media/conformance/lecture.hpp"
#include "tests/unit/pipelines/package/boxes.hpp"

namespace conformance {
namespace {

using pipelines::kSoundRate;
using pipelines::kVideoTimescale;

constexpr double kHoldBack = 0.96;

std::vector<const Snapshot*> all() {
  std::vector<const Snapshot*> found;
  for (const auto* kind :
       {&lecture().live, &lecture().rewound, &lecture().deltas, &lecture().ended, &lecture().vod})
    for (const Snapshot& shot : *kind) found.push_back(&shot);
  return found;
}

/// Of what stands in one segment file, in seconds; and where it starts.
struct Span {
  double start = 0, seconds = 0;
};

int timescaleOf(const std::string& rendition) {
  return rendition == "audio" ? kSoundRate : kVideoTimescale;
}

Span spanOf(const std::string& bytes, int timescale) {
  Span span{-1, 0};
  const auto level = boxes::walk(bytes);
  if (!level || level->size() % 2 != 0) return span;
  for (size_t i = 0; i < level->size(); i += 2) {
    const size_t end = i + 2 < level->size() ? (*level)[i + 2].offset : bytes.size();
    const auto fragment = boxes::readFragment(
        std::string_view(bytes).substr((*level)[i].offset, end - (*level)[i].offset));
    if (i == 0) span.start = static_cast<double>(fragment.decodeTime) / timescale;
    span.seconds += static_cast<double>(fragment.duration()) / timescale;
  }
  return span;
}

TEST(ConformingIndex, IsWellFormedAndComplete) {  // 1, 2, 3, 6, 9
  const IndexList list = readIndex(lecture().index);
  EXPECT_TRUE(list.faults.empty()) << list.faults.front();
  EXPECT_TRUE(list.isIndependent);
  ASSERT_EQ(list.variants.size(), 3u);
  for (const Variant& variant : list.variants) {
    for (const char* name :
         {"BANDWIDTH", "AVERAGE-BANDWIDTH", "CODECS", "RESOLUTION", "FRAME-RATE", "SCORE", "AUDIO"})
      EXPECT_TRUE(variant.attributes.contains(name)) << variant.uri << " has no " << name;
    const std::string rate = variant.attributes.at("FRAME-RATE");
    EXPECT_EQ(rate.size() - rate.find('.'), 4u) << rate;
    EXPECT_EQ(variant.attributes.at("CLOSED-CAPTIONS"), "NONE");
  }
  ASSERT_EQ(list.media.size(), 1u);
  const Attributes& sound = list.media[0];
  EXPECT_EQ(sound.at("TYPE"), "AUDIO");
  EXPECT_EQ(sound.at("GROUP-ID"), list.variants[0].attributes.at("AUDIO"));
  EXPECT_EQ(sound.at("DEFAULT"), "YES");
  EXPECT_EQ(sound.at("AUTOSELECT"), "YES");
  EXPECT_TRUE(sound.contains("LANGUAGE") && sound.contains("NAME"));
}

TEST(ConformingIndex, SaysWhatTheInitSectionsSay) {  // 4, 5
  const IndexList index = readIndex(lecture().index);
  for (const Variant& variant : index.variants) {
    const auto shot = lecture().studio.get(variant.uri).body;
    const std::string& init = lecture().studio.media(readMedia(shot).segments.front().map);
    const size_t avcc = init.find("avcC");
    ASSERT_NE(avcc, std::string::npos);
    char codec[16];
    std::snprintf(codec, sizeof codec, "avc1.%02x%02x%02x", static_cast<uint8_t>(init[avcc + 5]),
                  static_cast<uint8_t>(init[avcc + 6]), static_cast<uint8_t>(init[avcc + 7]));
    EXPECT_EQ(variant.attributes.at("CODECS"), std::string(codec) + ",mp4a.40.2");
    const size_t avc1 = init.find("avc1", init.find("stsd"));
    const auto side = [&](size_t at) { return std::to_string(boxes::number(init, avc1 + at, 2)); };
    EXPECT_EQ(variant.attributes.at("RESOLUTION"), side(28) + "x" + side(30));
  }
  EXPECT_EQ(index.variants.back().attributes.at("FRAME-RATE"), "3.125");
}

TEST(ConformingIndex, PromisesNoLessThanIsSent) {  // 7, 8
  const auto peakAndMean = [](const Snapshot& shot) {
    std::pair<double, double> found{0, 0};
    double bytes = 0, seconds = 0;
    const auto& segments = shot.list.segments;
    for (size_t from = 0; from < segments.size(); ++from) {
      double run = 0, length = 0;
      for (size_t to = from; to < segments.size() && !segments[to].uri.empty(); ++to) {
        run += static_cast<double>(lecture().studio.media(segments[to].uri).size()) * 8;
        length += segments[to].seconds;
        if (to == from) bytes += run;
        if (to == from) seconds += length;
        if (length > 6) break;
        if (length >= 2) found.first = std::max(found.first, run / length);
      }
    }
    found.second = seconds > 0 ? bytes / seconds : 0;
    return found;
  };
  std::map<std::string, std::pair<double, double>> rates;
  for (const Snapshot& shot : lecture().rewound) rates[shot.name] = peakAndMean(shot);
  for (const Variant& variant : readIndex(lecture().index).variants) {
    const auto& picture = rates[variant.uri.substr(0, variant.uri.find('.'))];
    EXPECT_LE(picture.first + rates["audio"].first, std::stod(variant.attributes.at("BANDWIDTH")))
        << variant.uri;
    EXPECT_LE(picture.second + rates["audio"].second,
              std::stod(variant.attributes.at("AVERAGE-BANDWIDTH")) * 1.1)
        << variant.uri;
  }
}

TEST(ConformingIndex, EveryChildIsThere) {  // 10
  const IndexList list = readIndex(lecture().index);
  std::set<std::string> uris{list.media[0].at("URI")};
  for (const Variant& variant : list.variants) uris.insert(variant.uri);
  EXPECT_EQ(uris, (std::set<std::string>{"audio.m3u8", "video.m3u8", "120p.m3u8", "slides.m3u8"}));
  for (const auto& uri : uris) EXPECT_EQ(lecture().studio.get(uri).status, 200) << uri;
}

TEST(ConformingLists, AreWellFormed) {  // 1, 2, 13, 15, 17
  for (const Snapshot* shot : all()) {
    ASSERT_TRUE(shot->list.faults.empty()) << shot->name << ": " << shot->list.faults.front();
    const bool isVod = !shot->list.type.empty();
    ASSERT_EQ(shot->list.version, isVod ? 6 : 9);
    ASSERT_EQ(shot->list.target, 4);
    for (const ListedSegment& segment : shot->list.segments) ASSERT_FALSE(segment.map.empty());
  }
}

TEST(ConformingLists, KeepTheirTargetAndTheirDates) {  // 11, 14
  for (const Snapshot* shot : all()) {
    const auto& segments = shot->list.segments;
    for (size_t i = 0; i < segments.size(); ++i) {
      ASSERT_LE(std::lround(segments[i].seconds), shot->list.target);
      ASSERT_FALSE(segments[i].date.empty());
      if (i == 0 || segments[i].isDiscontinuity) continue;
      const auto expected =
          static_cast<double>(segments[i - 1].millis) + segments[i - 1].seconds * 1000;
      ASSERT_NEAR(static_cast<double>(segments[i].millis), expected, 2) << segments[i].uri;
    }
  }
}

TEST(ConformingLists, SayTheTimesOfTheirMedia) {  // 12
  for (const Snapshot& shot : lecture().rewound) {
    const int scale = timescaleOf(shot.name);
    double listed = 0, origin = -1;
    for (const ListedSegment& segment : shot.list.segments) {
      if (segment.uri.empty()) continue;
      const Span span = spanOf(lecture().studio.media(segment.uri), scale);
      ASSERT_GE(span.start, 0) << segment.uri;
      EXPECT_NEAR(span.seconds, segment.seconds, 0.0005) << segment.uri;
      if (segment.isDiscontinuity || origin < 0) {
        origin = span.start;
        listed = 0;
      }
      EXPECT_NEAR(span.start - origin, listed, 0.04) << segment.uri;
      listed += segment.seconds;
    }
  }
}

TEST(ConformingLists, LiveOnesSlideAndControlAlike) {  // 13, 16, 18, 50
  std::map<std::string, int64_t> sequences;
  for (const Snapshot& shot : lecture().live) {
    ASSERT_TRUE(shot.list.type.empty());
    ASSERT_GE(shot.list.sequence, sequences[shot.name]);
    sequences[shot.name] = shot.list.sequence;
    ASSERT_EQ(shot.list.control,
              "CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.96,HOLD-BACK=12,CAN-SKIP-UNTIL=24");
    ASSERT_EQ(shot.list.partTarget, 0.32);
  }
  for (const Snapshot& shot : lecture().rewound) {
    double window = 0;
    for (const ListedSegment& segment : shot.list.segments) window += segment.seconds;
    EXPECT_GE(window, 40) << "twice what memory holds: the rest is read from disk";
  }
}

TEST(ConformingLists, PartsAreWhole) {  // 19, 20, 22, 24
  for (const Snapshot& shot : lecture().live) {
    const auto& segments = shot.list.segments;
    for (size_t i = 0; i < segments.size(); ++i) {
      double sum = 0;
      std::string bytes;
      for (size_t part = 0; part < segments[i].parts.size(); ++part) {
        const ListedPart& listed = segments[i].parts[part];
        ASSERT_LE(listed.seconds, 0.32001);
        ASSERT_GE(listed.seconds, 0.32 * 0.85);
        sum += listed.seconds;
        bytes += lecture().studio.media(listed.uri);
        const auto fragment = boxes::readFragment(lecture().studio.media(listed.uri));
        const bool startsWithKey = (fragment.samples.at(0).flags & 0x00010000u) == 0;
        ASSERT_EQ(listed.isIndependent, startsWithKey) << listed.uri;
      }
      if (segments[i].parts.empty()) continue;
      ASSERT_GE(i + 4, segments.size()) << "parts of the last three segments and the open one";
      if (segments[i].uri.empty()) continue;
      ASSERT_NEAR(sum, segments[i].seconds, 0.001 * static_cast<double>(segments[i].parts.size()));
      ASSERT_TRUE(bytes == lecture().studio.media(segments[i].uri)) << segments[i].uri;
    }
    double covered = 0;
    for (const ListedSegment& segment : segments)
      for (const ListedPart& part : segment.parts) covered += part.seconds;
    if (segments.size() > 4) {
      ASSERT_GE(covered, kHoldBack + 3.84);
    }
  }
}

TEST(ConformingLists, HintWhatComesNext) {  // 21
  std::map<std::string, std::string> hinted;
  int kept = 0, broken = 0;
  for (const Snapshot& shot : lecture().live) {
    ASSERT_EQ(shot.list.hints.size(), 1u);
    std::string newest;
    for (const ListedSegment& segment : shot.list.segments)
      for (const ListedPart& part : segment.parts) newest = part.uri;
    if (!hinted[shot.name].empty()) (newest == hinted[shot.name] ? kept : broken)++;
    hinted[shot.name] = shot.list.hints[0];
  }
  EXPECT_EQ(broken, static_cast<int>(kLists.size())) << "once a rendition: its worker was killed";
  EXPECT_GT(kept, 400);
  for (const Snapshot& shot : lecture().ended) EXPECT_TRUE(shot.list.hints.empty());
}

TEST(ConformingLists, ReportEveryOtherRendition) {           // 23
  std::map<std::string, std::pair<int64_t, int64_t>> edges;  // newest segment, its newest part
  for (const Snapshot& shot : lecture().live) {
    ASSERT_EQ(shot.list.reports.size(), kLists.size() - 1);
    const auto& segments = shot.list.segments;
    edges[shot.name] = {shot.list.sequence + static_cast<int64_t>(segments.size()) - 1,
                        static_cast<int64_t>(segments.back().parts.size()) - 1};
    for (const Attributes& report : shot.list.reports) {
      const std::string other = report.at("URI").substr(0, report.at("URI").find('.'));
      ASSERT_NE(other, shot.name);
      if (!edges.contains(other)) continue;
      const auto flat = [](int64_t msn, int64_t part) { return msn * 12 + part; };
      // What the other list said a moment ago, or one part more.
      const int64_t told =
          flat(std::stoll(report.at("LAST-MSN")), std::stoll(report.at("LAST-PART")));
      ASSERT_LE(std::abs(told - flat(edges[other].first, edges[other].second)), 13)
          << shot.name << " of " << other;
    }
  }
}

TEST(ConformingLists, DeltasAreTheRestOfTheFullList) {  // 49
  for (size_t i = 0; i < lecture().deltas.size(); ++i) {
    const MediaList& full = lecture().rewound[i].list;
    const MediaList& delta = lecture().deltas[i].list;
    EXPECT_GT(delta.skipped, 0);
    EXPECT_EQ(delta.sequence, full.sequence);
    EXPECT_EQ(static_cast<size_t>(delta.skipped) + delta.segments.size(), full.segments.size());
    for (size_t k = 0; k < delta.segments.size(); ++k) {
      const ListedSegment& known = full.segments[static_cast<size_t>(delta.skipped) + k];
      EXPECT_EQ(delta.segments[k].uri, known.uri);
      EXPECT_EQ(delta.segments[k].map, known.map);
    }
  }
}

TEST(ConformingLists, AreCutAtTheSamePlacesInEveryRendition) {  // 33, 34
  for (const auto* kind : {&lecture().rewound, &lecture().vod}) {
    const auto& source = kind->front().list.segments;
    for (const Snapshot& shot : *kind) {
      ASSERT_EQ(shot.list.segments.size(), source.size()) << shot.name;
      for (size_t i = 0; i < source.size(); ++i) {
        EXPECT_NEAR(shot.list.segments[i].seconds, source[i].seconds, 0.022) << shot.name << i;
        EXPECT_EQ(shot.list.segments[i].isDiscontinuity, source[i].isDiscontinuity);
      }
    }
  }
}

TEST(ConformingLists, EndAllTogetherAndStay) {
  for (const auto* kind : {&lecture().ended, &lecture().vod})
    for (const Snapshot& shot : *kind) {
      EXPECT_TRUE(shot.list.isEnded);
      for (const ListedSegment& segment : shot.list.segments) {
        EXPECT_TRUE(segment.parts.empty());
        EXPECT_FALSE(lecture().studio.media(segment.uri).empty());
      }
    }
  for (const Snapshot& shot : lecture().vod) EXPECT_EQ(shot.list.type, "VOD");
}

}  // namespace
}  // namespace conformance
