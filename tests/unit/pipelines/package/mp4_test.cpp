// SPDX-License-Identifier: Apache-2.0
// The boxes of init sections and fragments, against hls.md §2.1–2.3.
#include "pipelines/package/mp4.hpp"

#include "tests/unit/pipelines/package/boxes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pipelines {
namespace {

using testing::ElementsAre;

const std::string kSps = std::string("\x67\x64\x00\x1f\xac\xd9", 6);
const std::string kPps = std::string("\x68\xeb\xe3", 3);
const std::string kStereo48k = std::string("\x11\x90", 2);

std::vector<std::string> typesIn(std::string_view bytes) {
  std::vector<std::string> types;
  for (const auto& box : boxes::walk(bytes).value_or(std::vector<boxes::Box>{})) {
    types.push_back(box.type);
  }
  return types;
}

PictureTrack pictureTrack() {
  return {1280, 720, kSps, kPps};
}

std::string_view sampleEntry(const std::string& init, const std::string& type) {
  const auto table = boxes::find(init, {"moov", "trak", "mdia", "minf", "stbl", "stsd"});
  return boxes::find(table.substr(8), {type});
}

TEST(Mp4Init, IsFileTypeAndMovieAndNothingElse) {
  EXPECT_THAT(typesIn(initSection(pictureTrack())), ElementsAre("ftyp", "moov"));
}

TEST(Mp4Init, NamesBrandsThatHlsAsksFor) {
  const auto init = initSection(pictureTrack());
  const auto body = boxes::find(init, {"ftyp"});
  EXPECT_EQ(body.substr(0, 4), "cmf2");
  EXPECT_EQ(body.substr(8), "iso6cmfccmf2mp41");
}

TEST(Mp4Init, HasOneTrackThenItsExtension) {
  const auto init = initSection(pictureTrack());
  EXPECT_THAT(typesIn(boxes::find(init, {"moov"})), ElementsAre("mvhd", "trak", "mvex"));
}

TEST(Mp4Init, UsesOneTrackIdEverywhere) {
  const auto init = initSection(pictureTrack());
  const auto fragment = fragmentBytes({1, 1, 0, {{"x", 1, true}}});
  EXPECT_EQ(boxes::u32(boxes::find(init, {"moov", "trak", "tkhd"}), 12), 1u);
  EXPECT_EQ(boxes::u32(boxes::find(init, {"moov", "mvex", "trex"}), 4), 1u);
  EXPECT_EQ(boxes::u32(boxes::find(fragment, {"moof", "traf", "tfhd"}), 4), 1u);
}

TEST(Mp4Init, StatesTimescales) {
  const auto picture = initSection(pictureTrack());
  const auto sound = initSection(AacTrack{kStereo48k, 96000});
  EXPECT_EQ(boxes::u32(boxes::find(picture, {"moov", "trak", "mdia", "mdhd"}), 12), 90000u);
  EXPECT_EQ(boxes::u32(boxes::find(sound, {"moov", "trak", "mdia", "mdhd"}), 12), 48000u);
}

TEST(Mp4Init, HoldsEmptySampleTablesAndNoSyncTable) {
  const auto init = initSection(pictureTrack());
  EXPECT_THAT(typesIn(boxes::find(init, {"moov", "trak", "mdia", "minf", "stbl"})),
              ElementsAre("stsd", "stts", "stsc", "stsz", "stco"));
}

TEST(Mp4Init, EndsAvcConfigurationWithTheBytesOfHighProfile) {
  const auto init = initSection(pictureTrack());
  const auto record = boxes::find(sampleEntry(init, "avc1").substr(78), {"avcC"});
  const std::string expected = std::string("\x01\x64\x00\x1f\xff\xe1\x00\x06", 8) + kSps +
                               std::string("\x01\x00\x03", 3) + kPps +
                               std::string("\xfd\xf8\xf8\x00", 4);
  EXPECT_EQ(record, expected);
}

TEST(Mp4Init, LeavesThemOutForBaseline) {
  auto track = pictureTrack();
  track.sps[1] = '\x42';
  const auto init = initSection(track);
  const auto record = boxes::find(sampleEntry(init, "avc1").substr(78), {"avcC"});
  EXPECT_EQ(record.substr(record.size() - kPps.size()), kPps);
}

TEST(Mp4Init, SaysLimitedRangeBt709AndSquarePixels) {
  const auto init = initSection(pictureTrack());
  const auto rest = sampleEntry(init, "avc1").substr(78);
  EXPECT_EQ(boxes::find(rest, {"colr"}), std::string("nclx\x00\x01\x00\x01\x00\x01\x00", 11));
  EXPECT_EQ(boxes::find(rest, {"pasp"}), std::string("\x00\x00\x00\x01\x00\x00\x00\x01", 8));
}

TEST(Mp4Init, CarriesSizeOfThePicture) {
  const auto init = initSection(pictureTrack());
  const auto entry = sampleEntry(init, "avc1");
  EXPECT_EQ(boxes::number(entry, 24, 2), 1280u);
  EXPECT_EQ(boxes::number(entry, 26, 2), 720u);
  const auto header = boxes::find(init, {"moov", "trak", "tkhd"});
  EXPECT_EQ(boxes::u32(header, header.size() - 8), 1280u << 16);
  EXPECT_EQ(boxes::u32(header, header.size() - 4), 720u << 16);
}

TEST(Mp4Init, WrapsTheAudioConfigurationInDescriptors) {
  const auto init = initSection(AacTrack{kStereo48k, 96000});
  const auto descriptors = boxes::find(sampleEntry(init, "mp4a").substr(28), {"esds"}).substr(4);
  const std::string rate("\x00\x01\x77\x00", 4);
  const std::string expected = std::string("\x03\x19\x00\x00\x00\x04\x11\x40\x15\x00\x00\x00", 12) +
                               rate + rate + std::string("\x05\x02", 2) + kStereo48k +
                               std::string("\x06\x01\x02", 3);
  EXPECT_EQ(descriptors, expected);
}

TEST(Mp4Fragment, IsOneMoofAndOneMdat) {
  const auto bytes = fragmentBytes({1, 7, 900000, {{"abc", 3600, true}, {"de", 7200, false}}});
  EXPECT_THAT(typesIn(bytes), ElementsAre("moof", "mdat"));
  EXPECT_THAT(typesIn(boxes::find(bytes, {"moof"})), ElementsAre("mfhd", "traf"));
  EXPECT_THAT(typesIn(boxes::find(bytes, {"moof", "traf"})), ElementsAre("tfhd", "tfdt", "trun"));
}

TEST(Mp4Fragment, PointsAtItsOwnPayload) {
  const auto bytes = fragmentBytes({1, 7, 900000, {{"abc", 3600, true}, {"de", 7200, false}}});
  const auto fragment = boxes::readFragment(bytes);
  EXPECT_EQ(fragment.dataOffset, fragment.mdatPayloadAt);
  EXPECT_EQ(fragment.payload, "abcde");
}

TEST(Mp4Fragment, WritesVersionsAndFlagsThatPlayersExpect) {
  const auto bytes = fragmentBytes({1, 7, 900000, {{"abc", 3600, true}}});
  EXPECT_EQ(boxes::u32(boxes::find(bytes, {"moof", "traf", "tfhd"}), 0), 0x00020000u);
  EXPECT_EQ(boxes::u32(boxes::find(bytes, {"moof", "traf", "tfdt"}), 0), 0x01000000u);
  EXPECT_EQ(boxes::u32(boxes::find(bytes, {"moof", "traf", "trun"}), 0), 0x01000701u);
}

TEST(Mp4Fragment, KeepsDecodeTimesBeyondThirtyTwoBits) {
  const auto bytes = fragmentBytes({1, 1, 0x123456789abcULL, {{"a", 1, true}}});
  EXPECT_EQ(boxes::readFragment(bytes).decodeTime, 0x123456789abcULL);
}

TEST(Mp4Fragment, DescribesEachSample) {
  const auto bytes = fragmentBytes({1, 7, 0, {{"abc", 3600, true}, {"de", 7200, false}}});
  const auto samples = boxes::readFragment(bytes).samples;
  ASSERT_EQ(samples.size(), 2u);
  EXPECT_EQ(samples[0].duration, 3600u);
  EXPECT_EQ(samples[0].size, 3u);
  EXPECT_EQ(samples[0].flags, 0x02000000u);
  EXPECT_EQ(samples[1].duration, 7200u);
  EXPECT_EQ(samples[1].flags, 0x01010000u);
}

}  // namespace
}  // namespace pipelines
