// SPDX-License-Identifier: Apache-2.0
// A made recording goes in; ffprobe and decoded pixels say whether the movie is it. The times are
// those of make_recording.py.
#include "tests/media/recording/rendered.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <memory>
#include <optional>

namespace {

using gateway::recording::MovieWish;
using rendered::isNear;
using rendered::Rendered;

constexpr double kFrame = 0.04;
constexpr double kMiddle = 0.5;

// Audio only, BBB 3.0: the slide fills the canvas. Rendered once for all tests of the suite.
class RenderedLecture : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    MovieWish wish;
    wish.hasChatSubtitles = true;
    lecture = std::make_unique<Rendered>("--cameras no --share", wish);
  }
  static void TearDownTestSuite() { lecture.reset(); }
  static std::unique_ptr<Rendered> lecture;
};
std::unique_ptr<Rendered> RenderedLecture::lecture;

TEST_F(RenderedLecture, LastsAsLongAsItsSound) {
  const auto told = lecture->probe("-show_entries stream=codec_name,duration:format=duration");
  const auto& streams = base::memberAt(told, "streams");
  ASSERT_GE(streams.size(), 2u) << told;
  EXPECT_EQ(base::textAt(streams[0], "codec_name"), "h264");
  EXPECT_EQ(base::textAt(streams[1], "codec_name"), "aac");
  const double picture = std::stod(base::textAt(streams[0], "duration"));
  const double sound = std::stod(base::textAt(streams[1], "duration"));
  EXPECT_NEAR(sound, 20, kFrame);
  EXPECT_NEAR(picture, sound, kFrame);
}

TEST_F(RenderedLecture, ChangesSlidesAtTheRightFrame) {
  EXPECT_PRED2(isNear, lecture->at(6 - kFrame, kMiddle, kMiddle / 2), rendered::kRed);
  EXPECT_PRED2(isNear, lecture->at(6, kMiddle, kMiddle / 2), rendered::kGreen);
}

TEST_F(RenderedLecture, TakesThePngWhereThereIsNoSvg) {
  EXPECT_PRED2(isNear, lecture->at(11, kMiddle, kMiddle), rendered::kBlue);
}

TEST_F(RenderedLecture, ZoomsIntoTheSlide) {
  // The white quarter of a quarter becomes four times as large.
  EXPECT_PRED2(isNear, lecture->at(8 - kFrame, 0.4, 0.4), rendered::kGreen);
  EXPECT_PRED2(isNear, lecture->at(8, 0.4, 0.4), rendered::kWhite);
}

TEST_F(RenderedLecture, HasChaptersAtSlideChanges) {
  const auto told = lecture->probe("-show_chapters");
  std::vector<std::string> found;
  for (const auto& chapter : base::memberAt(told, "chapters")) {
    found.push_back(base::textAt(chapter, "start_time") + " " +
                    base::textAt(base::memberAt(chapter, "tags"), "title"));
  }
  EXPECT_EQ(found, (std::vector<std::string>{"0.000000 Slide 1: The red one",
                                             "6.000000 Slide 2: The green one", "10.000000 Slide 3",
                                             "12.000000 Screen", "16.000000 Slide 3"}));
}

TEST_F(RenderedLecture, HasCaptionsAndChatAsSubtitles) {
  const auto told = lecture->probe("-select_streams s -show_entries stream=codec_name:stream_tags");
  const auto& streams = base::memberAt(told, "streams");
  ASSERT_EQ(streams.size(), 2u) << told;
  EXPECT_EQ(base::textAt(streams[0], "codec_name"), "mov_text");
  EXPECT_EQ(base::textAt(base::memberAt(streams[0], "tags"), "language"), "fra");
  EXPECT_EQ(base::textAt(base::memberAt(streams[1], "tags"), "handler_name"), "Chat");
}

TEST_F(RenderedLecture, StartsAtOnce) {
  // The tables come before the media.
  std::ifstream file(lecture->movie(), std::ios::binary);
  const std::string head{std::istreambuf_iterator<char>(file), {}};
  EXPECT_LT(head.find("moov"), head.find("mdat"));
}

TEST_F(RenderedLecture, EncodesAStillSlideThreeTimesASecond) {
  // 500 positions: one a part, and some for what changes.
  EXPECT_LT(lecture->report().encodedFrames, 130u);
}

TEST_F(RenderedLecture, LeavesNoOtherFile) {
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(lecture->movie().parent_path())) {
    files += entry.is_regular_file() ? 1 : 0;
  }
  EXPECT_EQ(files, 1u);
}

// Cameras alone, in the middle of the canvas.
class RenderedCameras : public testing::Test {
 protected:
  static void SetUpTestSuite() { cameras = std::make_unique<Rendered>("--no-slides --seconds 5"); }
  static void TearDownTestSuite() { cameras.reset(); }
  static std::unique_ptr<Rendered> cameras;
};
std::unique_ptr<Rendered> RenderedCameras::cameras;

// Times at which `isOn` begins to hold.
template <class IsOn>
std::vector<double> onsets(size_t count, double step, size_t pause, IsOn&& isOn) {
  std::vector<double> found;
  size_t quiet = pause;
  for (size_t i = 0; i < count; ++i) {
    if (isOn(i) && quiet >= pause) found.push_back(static_cast<double>(i) * step);
    quiet = isOn(i) ? 0 : quiet + 1;
  }
  return found;
}

TEST_F(RenderedCameras, KeepsFlashAndBeepTogether) {
  const auto flashes = onsets(cameras->frames(), kFrame, 5, [&](size_t frame) {
    return cameras->at(static_cast<double>(frame) * kFrame, kMiddle, kMiddle).red > 180;
  });
  const auto samples = cameras->sound();
  const auto beeps = onsets(samples.size(), 1.0 / 48000, 9600,
                            [&](size_t i) { return std::abs(samples[i]) > 0.15F; });
  ASSERT_EQ(flashes.size(), 5u);
  ASSERT_EQ(beeps.size(), 5u);
  for (size_t i = 0; i < flashes.size(); ++i) {
    EXPECT_LE(std::abs(flashes[i] - beeps[i]), 0.040) << "flash " << flashes[i] << " s";
    EXPECT_NEAR(beeps[i], 0.5 + static_cast<double>(i), 0.010);
  }
}

}  // namespace
