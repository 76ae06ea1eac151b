// SPDX-License-Identifier: Apache-2.0
// Media: the assertions 25 to 40 of a conforming origin, by their numbers, over a whole lecture.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>

#include "pipelines/grid.hpp"
#include "tests/media/conformance/lecture.hpp"
#include "tests/unit/pipelines/package/boxes.hpp"

namespace conformance {
namespace {

/// The parts of one worker's run in one rendition, in order, and their init section.
struct Reel {
  std::string name, map;
  std::vector<boxes::Fragment> fragments;
  std::vector<std::string> segments;
};

std::vector<boxes::Fragment> fragmentsOf(const std::string& bytes) {
  std::vector<boxes::Fragment> found;
  const auto level = boxes::walk(bytes);
  for (size_t i = 0; level && i + 1 < level->size(); i += 2) {
    EXPECT_EQ((*level)[i].type, "moof");
    EXPECT_EQ((*level)[i + 1].type, "mdat");
    const size_t end = i + 2 < level->size() ? (*level)[i + 2].offset : bytes.size();
    found.push_back(boxes::readFragment(
        std::string_view(bytes).substr((*level)[i].offset, end - (*level)[i].offset)));
  }
  return found;
}

/// Of the VOD: everything there is, both workers' runs apart.
const std::vector<Reel>& runs() {
  static const std::vector<Reel> found = [] {
    std::vector<Reel> made;
    for (const Snapshot& shot : lecture().vod)
      for (const ListedSegment& segment : shot.list.segments) {
        if (made.empty() || made.back().name != shot.name || made.back().map != segment.map)
          made.push_back({shot.name, segment.map, {}, {}});
        made.back().segments.push_back(segment.uri);
        for (const auto& fragment : fragmentsOf(lecture().studio.media(segment.uri)))
          made.back().fragments.push_back(fragment);
      }
    return made;
  }();
  return found;
}

bool isSound(const Reel& run) {
  return run.name == "audio";
}

std::string output(const std::string& command) {
  const auto close = [](std::FILE* pipe) { pclose(pipe); };
  const std::unique_ptr<std::FILE, decltype(close)> pipe(popen(command.c_str(), "r"), close);
  std::string text;
  char buffer[4096];
  while (const size_t count = std::fread(buffer, 1, sizeof buffer, pipe.get()))
    text.append(buffer, count);
  return text;
}

/// A file of an init section and some segments. @return Its path.
std::string fileOf(const Reel& run, size_t from, size_t to) {
  const auto path = (lecture().studio.folder() / "some.mp4").string();
  std::ofstream file(path, std::ios::binary);
  file << lecture().studio.media(run.map);
  for (size_t i = from; i < to; ++i) file << lecture().studio.media(run.segments[i]);
  return path;
}

TEST(ConformingMedia, TwoRunsOfEveryRendition) {
  EXPECT_EQ(runs().size(), 2 * kLists.size());
}

TEST(ConformingMedia, InitSectionsHoldOneEmptyTrack) {  // 25, 26
  for (const Reel& run : runs()) {
    const std::string& init = lecture().studio.media(run.map);
    const auto level = boxes::walk(init);
    ASSERT_TRUE(level);
    ASSERT_EQ(level->size(), 2u);
    EXPECT_NE((*level)[0].body.find("iso6"), std::string_view::npos);
    const auto moov = boxes::walk((*level)[1].body);
    ASSERT_TRUE(moov);
    int tracks = 0;
    for (const auto& box : *moov) tracks += box.type == "trak" ? 1 : 0;
    EXPECT_EQ(tracks, 1);
    EXPECT_EQ(boxes::u32(boxes::find(init, {"moov", "mvhd"}), 16), 0u) << "no duration";
    const uint32_t track = boxes::u32(boxes::find(init, {"moov", "trak", "tkhd"}), 12);
    EXPECT_EQ(boxes::u32(boxes::find(init, {"moov", "mvex", "trex"}), 4), track);
    const auto sizes = boxes::find(init, {"moov", "trak", "mdia", "minf", "stbl", "stsz"});
    EXPECT_EQ(boxes::u32(sizes, 8), 0u) << "no samples";
    if (isSound(run)) continue;
    const size_t avcc = init.find("avcC");
    ASSERT_NE(avcc, std::string::npos);
    EXPECT_EQ(static_cast<uint8_t>(init[avcc + 8]), 0xFF) << "lengths of four bytes";
    EXPECT_EQ(static_cast<uint8_t>(init[avcc + 9]), 0xE1) << "one SPS";
    const size_t sps = boxes::number(init, avcc + 10, 2);
    EXPECT_EQ(init[avcc + 12 + sps], 1) << "one PPS";
    const size_t pps = boxes::number(init, avcc + 13 + sps, 2);
    EXPECT_EQ(boxes::u32(init, avcc - 4), 8 + 6 + 2 + sps + 1 + 2 + pps + 4) << "High's tail";
  }
}

TEST(ConformingMedia, FragmentsAddUp) {  // 27, 31
  for (const Reel& run : runs())
    for (const auto& fragment : run.fragments) {
      uint64_t bytes = 0;
      for (const auto& sample : fragment.samples) bytes += sample.size;
      ASSERT_EQ(bytes, fragment.payload.size());
      ASSERT_EQ(fragment.dataOffset, fragment.mdatPayloadAt);
    }
  for (const Reel& run : runs())
    for (const auto& uri : run.segments) {
      const auto flags =
          boxes::u32(boxes::find(lecture().studio.media(uri), {"moof", "traf", "trun"}), 0);
      ASSERT_EQ(flags, 0x01000701u) << "version 1; no composition offsets without B-frames";
    }
}

TEST(ConformingMedia, TimeGoesOnWithoutAHole) {  // 28, 29
  for (const Reel& run : runs())
    for (size_t i = 1; i < run.fragments.size(); ++i) {
      const auto& before = run.fragments[i - 1];
      ASSERT_EQ(run.fragments[i].decodeTime, before.decodeTime + before.duration()) << run.name;
      ASSERT_EQ(run.fragments[i].sequence, before.sequence + 1);
    }
}

TEST(ConformingMedia, SamplesAreWhatTheirFlagsSay) {  // 30, 32
  for (const Reel& run : runs()) {
    if (isSound(run)) {
      for (const auto& fragment : run.fragments)
        for (const auto& sample : fragment.samples) ASSERT_EQ(sample.duration, 1024u);
      continue;
    }
    for (const auto& fragment : run.fragments) {
      size_t at = 0;
      for (const auto& sample : fragment.samples) {
        ASSERT_EQ(sample.duration % pipelines::kTicksPerFrame, 0u) << "whole positions of the grid";
        bool isIdr = false;
        size_t nal = at;
        while (nal + 4 < at + sample.size) {
          const int type = fragment.payload[nal + 4] & 0x1F;
          isIdr = isIdr || type == 5;
          ASSERT_TRUE(type != 7 && type != 8 && type != 9) << "belongs into the init section";
          nal += 4 + boxes::u32(fragment.payload, nal);
        }
        ASSERT_EQ(nal, at + sample.size) << "lengths use up the sample exactly";
        ASSERT_EQ(isIdr, (sample.flags & 0x00010000u) == 0) << run.name;
        at += sample.size;
      }
    }
    for (const auto& uri : run.segments)
      ASSERT_EQ(fragmentsOf(lecture().studio.media(uri)).front().samples.front().flags, 0x02000000u)
          << uri << " does not start with a keyframe";
  }
}

TEST(ConformingMedia, KeyframesStandAtTheSameTimes) {  // 33
  const auto keys = [](const Reel& run) {
    std::vector<uint64_t> times;
    for (const auto& fragment : run.fragments) {
      uint64_t at = fragment.decodeTime;
      for (const auto& sample : fragment.samples) {
        if ((sample.flags & 0x00010000u) == 0) times.push_back(at);
        at += sample.duration;
      }
    }
    return times;
  };
  std::map<std::string, std::vector<uint64_t>> found;
  for (const Reel& run : runs())
    for (const uint64_t time : keys(run)) found[run.name].push_back(time);
  EXPECT_EQ(found["120p"], found["video"]);
  // Slides have one a segment: each of them is one of the others' too.
  for (const uint64_t time : found["slides"])
    EXPECT_NE(std::find(found["video"].begin(), found["video"].end(), time), found["video"].end());
  EXPECT_GE(found["slides"].size(), 12u);
}

TEST(ConformingMedia, EverySegmentDecodesAlone) {  // 35
  for (const Reel& run : runs()) {
    if (isSound(run)) continue;
    for (size_t i = 0; i < run.segments.size(); i += 3)
      EXPECT_EQ(output("ffmpeg -v error -i " + fileOf(run, i, i + 1) + " -f null - 2>&1"), "")
          << run.segments[i];
  }
}

TEST(ConformingMedia, TheWholeDecodesToItsLastPicture) {  // 36, 37
  for (const Reel& run : runs()) {
    const auto path = fileOf(run, 0, run.segments.size());
    EXPECT_EQ(output("ffmpeg -v error -i " + path + " -f null - 2>&1"), "") << run.name;
    size_t samples = 0;
    for (const auto& fragment : run.fragments) samples += fragment.samples.size();
    const auto told = output(
        "ffprobe -v error -count_packets -show_entries stream=codec_name,profile,pix_fmt,"
        "color_space,sample_rate,nb_read_packets -of csv=p=0 " +
        path + " 2>&1");
    const std::string count = std::to_string(samples);
    EXPECT_EQ(told, isSound(run) ? "aac,LC,48000," + count + "\n"
                                 : "h264,High,yuv420p,bt709," + count + "\n");
  }
}

TEST(ConformingMedia, NoPartIsLargerThanItsCeiling) {  // 39
  const std::map<std::string, int> ceilings{{"video", kKilobits}, {"120p", 500}, {"slides", 100}};
  for (const Reel& run : runs()) {
    if (isSound(run)) continue;
    for (const auto& fragment : run.fragments)  // what a part may send, and a buffer of one second
      ASSERT_LE(static_cast<double>(fragment.payload.size()) * 8,
                ceilings.at(run.name) * 1000 * 1.32)
          << run.name;
  }
}

}  // namespace
}  // namespace conformance
