// SPDX-License-Identifier: Apache-2.0
// What is put on the shelf comes back; what is torn or gone is left out.
#include "gateway/origin/shelf.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/unit/gateway/origin/feed.hpp"

namespace gateway {
namespace {

namespace fs = std::filesystem;
using base::http::body;
using pipelines::Rendition;

class ShelfTest : public testing::Test {
 protected:
  ~ShelfTest() override { fs::remove_all(folder_); }

  ShelvedSegment segment(int64_t msn) const {
    ShelvedSegment note{Rendition::video(), {}, "aaaaaaaa/video/i0.mp4"};
    note.segment.uri = "aaaaaaaa/video/s" + std::to_string(msn) + ".m4s";
    note.segment.msn = msn;
    note.segment.unixMillis = tests::kStartMillis;
    note.segment.ticks = 345'600;
    note.segment.bytes = 6;
    note.segment.lastGlobal = 11;
    return note;
  }

  const std::string folder_ =
      (fs::temp_directory_path() / ("amphi-shelf-" + std::to_string(::getpid()))).string();
  Shelf shelf_{folder_};
};

TEST_F(ShelfTest, KeepsTheJournalInOrder) {
  ASSERT_TRUE(shelf_.put(OriginSession{"aaaaaaaa", 100, 2}, {}));
  ASSERT_TRUE(shelf_.put(ShelvedInit{tests::initOf(Rendition::video()), "aaaaaaaa/video/i0.mp4"},
                         {body("init")}));
  ASSERT_TRUE(shelf_.put(segment(100), {body("abc"), body("def")}));
  ASSERT_TRUE(shelf_.put(ShelvedEnd{tests::kStartMillis}, {}));
  const auto notes = shelf_.load();
  ASSERT_EQ(notes.size(), 4u);
  EXPECT_EQ(std::get<OriginSession>(notes[0]).discontinuity, 2);
  const auto& init = std::get<ShelvedInit>(notes[1]).init;
  EXPECT_EQ(*init.bytes, "init");
  EXPECT_EQ(init.codecs, "avc1.64001f");
  EXPECT_EQ(init.width, 1280);
  EXPECT_EQ(init.frameRate, 25);
  const auto& back = std::get<ShelvedSegment>(notes[2]);
  EXPECT_EQ(back.segment.ticks, 345'600);
  EXPECT_EQ(back.segment.lastGlobal, 11);
  EXPECT_TRUE(back.segment.closed && back.segment.shelved);
  EXPECT_EQ(back.initUri, "aaaaaaaa/video/i0.mp4");
  EXPECT_EQ(std::get<ShelvedEnd>(notes[3]).unixMillis, tests::kStartMillis);
  EXPECT_EQ(*shelf_.read(back.segment.uri), "abcdef");
}

TEST_F(ShelfTest, LeavesOutWhatIsTornOrGone) {
  ASSERT_TRUE(shelf_.put(segment(100), {body("abc")}));
  ASSERT_TRUE(shelf_.put(segment(101), {body("def")}));
  shelf_.remove(segment(100).segment.uri);
  std::ofstream(folder_ + "/journal.jsonl", std::ios::app) << R"({"segment":"aaaaaaaa/vid)";
  const auto notes = shelf_.load();
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(std::get<ShelvedSegment>(notes[0]).segment.msn, 101);
}

TEST_F(ShelfTest, ReadsNothingOutsideItsFolder) {
  std::ofstream(folder_ + "-beside") << "secret";
  for (const char* uri : {"../x", "/etc/passwd", "a/../../x", "", ".hidden", "a b"}) {
    EXPECT_FALSE(isShelfUri(uri)) << uri;
    EXPECT_FALSE(shelf_.read(uri)) << uri;
  }
  fs::remove(folder_ + "-beside");
}

TEST_F(ShelfTest, ClearedHoldsNothing) {
  ASSERT_TRUE(shelf_.put(segment(100), {body("abc")}));
  shelf_.clear();
  EXPECT_TRUE(shelf_.load().empty());
  EXPECT_FALSE(fs::exists(folder_));
}

TEST_F(ShelfTest, SaysSoWhenItCannotWrite) {
  std::ofstream(folder_) << "a file stands where the folder should";
  const auto put = shelf_.put(segment(100), {body("abc")});
  ASSERT_FALSE(put);
  EXPECT_NE(put.error().what.find("cannot write"), std::string::npos);
}

TEST(RingOnDisk, ForgetsThePartsOfWhatIsOlderThanTheWindow) {
  Ring ring(Rendition::video(), {20, 8, 1000});
  ring.open({"aaaaaaaa", 0, 0});
  static_cast<void>(ring.setInit(tests::initOf(Rendition::video())));
  RingChange all;
  for (int64_t i = 0; i < 12 * 20; ++i) {
    const RingChange change = ring.add(tests::partOf(Rendition::video(), i));
    all.spilled.insert(all.spilled.end(), change.spilled.begin(), change.spilled.end());
    if (i % 12 == 11) ring.markShelved(i / 12);
  }
  EXPECT_EQ(ring.segments().size(), 20u) << "all are listed";
  EXPECT_EQ(all.spilled.size(), 14u) << "six segments reach 20 s";
  EXPECT_TRUE(ring.segments()[13].parts.empty());
  EXPECT_EQ(ring.segments()[14].parts.size(), 12u);
}

TEST(RingOnDisk, IsBoundedByTimeAndBytes) {
  Ring byTime(Rendition::video(), {8, 8, 40});
  Ring byBytes(Rendition::video(), {8, 8, 1000, 300});
  for (Ring* ring : {&byTime, &byBytes}) {
    ring->open({"aaaaaaaa", 0, 0});
    static_cast<void>(ring->setInit(tests::initOf(Rendition::video())));
    for (int64_t i = 0; i < 12 * 40; ++i) {
      static_cast<void>(ring->add(tests::partOf(Rendition::video(), i)));
      if (i % 12 == 11) ring->markShelved(i / 12);
    }
  }
  EXPECT_EQ(byTime.segments().size(), 11u);  // 11 x 3.84 s reach 40 s
  EXPECT_LE(byBytes.segments().size(), 6u);  // about 58 bytes each
  EXPECT_GE(byBytes.segments().size(), 5u);
}

TEST(RingOnDisk, WhatADiskDoesNotTakeLeavesTheList) {
  Ring ring(Rendition::video(), {20, 8, 1000});
  ring.open({"aaaaaaaa", 0, 0});
  static_cast<void>(ring.setInit(tests::initOf(Rendition::video())));
  for (int64_t i = 0; i < 12 * 40; ++i)
    static_cast<void>(ring.add(tests::partOf(Rendition::video(), i)));
  EXPECT_LE(ring.segments().size(), 12u);
}

}  // namespace
}  // namespace gateway
