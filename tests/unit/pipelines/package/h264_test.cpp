// SPDX-License-Identifier: Apache-2.0
// What stays in a sample and what is left out; bytes that are cut short.
#include "pipelines/package/h264.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

std::string unit(const std::string& nal) {
  std::string bytes(3, '\0');
  bytes += static_cast<char>(nal.size());
  return bytes + nal;
}

const std::string kIdr = unit("\x65idr");
const std::string kSlice = unit("\x41slice");
const std::string kSps = unit("\x67sps");
const std::string kPps = unit("\x68pps");
const std::string kDelimiter = unit("\x09\xf0");
const std::string kSettings = unit("\x06\x05x264");
const std::string kRecord = std::string("\x01\x64\x00\x1f\xff\xe1\x00\x05", 8) +
                            "\x67\x64\x01\x1f+" + std::string("\x01\x00\x03", 3) + "\x68pp";
const std::string kCaptions = unit("\x06\x04text");

TEST(StrippedUnit, KeepsSlicesOnly) {
  const auto stripped = strippedUnit(kDelimiter + kSps + kPps + kSettings + kIdr);
  ASSERT_TRUE(stripped);
  EXPECT_EQ(stripped->bytes, kIdr);
  EXPECT_TRUE(stripped->isKeyframe);
}

TEST(StrippedUnit, KeepsCaptions) {
  const auto stripped = strippedUnit(kCaptions + kSlice);
  ASSERT_TRUE(stripped);
  EXPECT_EQ(stripped->bytes, kCaptions + kSlice);
  EXPECT_FALSE(stripped->isKeyframe);
}

TEST(StrippedUnit, KeepsEverySliceOfAPicture) {
  const auto stripped = strippedUnit(kSlice + kSlice);
  ASSERT_TRUE(stripped);
  EXPECT_EQ(stripped->bytes, kSlice + kSlice);
}

TEST(StrippedUnit, RefusesALengthBeyondTheEnd) {
  const auto stripped = strippedUnit(kSlice.substr(0, kSlice.size() - 1));
  ASSERT_FALSE(stripped);
  EXPECT_EQ(stripped.error().fault, base::Fault::Media);
}

TEST(StrippedUnit, RefusesAnEmptyUnit) {
  EXPECT_FALSE(strippedUnit(std::string(4, '\0')));
}

TEST(StrippedUnit, RefusesAPictureWithoutSlices) {
  EXPECT_FALSE(strippedUnit(kSps + kPps));
}

TEST(ParameterSets, AreTheFirstOfTheRecord) {
  const auto sets = parameterSets(kRecord);
  ASSERT_TRUE(sets);
  EXPECT_EQ(sets->sps, "\x67\x64\x01\x1f+");
  EXPECT_EQ(sets->pps, "\x68pp");
}

TEST(ParameterSets, RefuseARecordCutAnywhere) {
  for (size_t length = 0; length < kRecord.size(); ++length) {
    EXPECT_FALSE(parameterSets(kRecord.substr(0, length))) << "cut after " << length << " bytes";
  }
}

TEST(AvcCodecName, IsReadFromTheSps) {
  EXPECT_EQ(avcCodecName(std::string("\x67\x64\x00\x1f\xac", 5)), "avc1.64001f");
  EXPECT_EQ(avcCodecName(std::string("\x67\x42\xc0\x1e", 4)), "avc1.42c01e");
}

}  // namespace
}  // namespace pipelines
