// SPDX-License-Identifier: Apache-2.0
// A made recording goes in; ffprobe and decoded pixels say whether the movie is it. The times are
// those of make_recording.py.
#include "tests/media/recording/rendered.hpp"

#include "pipelines/render/partial_file.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cmath>
#include <csignal>
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

TEST_F(RenderedLecture, DrawsInkAsItGrewAndWasUndone) {
  // tldraw's yellow at x 720..1260 of 1440, y 405 of 810; the box at 540..720 until it is undone.
  constexpr double kNear = 0.53, kFar = 0.8, kBox = 630.0 / 810;
  constexpr rendered::Pixel kInk{255, 192, 120}, kPaleBlue{220, 225, 248};
  EXPECT_PRED2(isNear, lecture->at(2 - kFrame, kNear, kMiddle), rendered::kRed);
  EXPECT_PRED2(isNear, lecture->at(2, kNear, kMiddle), kInk);
  EXPECT_PRED2(isNear, lecture->at(3 - kFrame, kFar, kMiddle), rendered::kRed);
  EXPECT_PRED2(isNear, lecture->at(3, kFar, kMiddle), kInk);
  EXPECT_PRED2(isNear, lecture->at(4 - kFrame, 0.44, kBox), kPaleBlue);
  EXPECT_PRED2(isNear, lecture->at(4, 0.44, kBox), rendered::kRed);
}

TEST_F(RenderedLecture, ShowsTheCursorUntilItIsHidden) {
  // A red dot with a pale rim, on red: something is there that is not the slide.
  const auto isThere = [](double seconds) {
    for (int i = -8; i <= 8; ++i) {
      const auto pixel = lecture->at(seconds, 0.25 + i / 320.0, 0.75);
      if (!isNear(pixel, rendered::kRed)) return true;
    }
    return false;
  };
  EXPECT_FALSE(isThere(3 - 2 * kFrame));
  EXPECT_TRUE(isThere(4));
  EXPECT_FALSE(isThere(5.5));
}

TEST_F(RenderedLecture, PutsTheSharedScreenInPlaceOfTheSlide) {
  EXPECT_PRED2(isNear, lecture->at(12 - 2 * kFrame, kMiddle, kMiddle), rendered::kBlue);
  EXPECT_PRED2(isNear, lecture->at(12 + 0.3, kMiddle, kMiddle), rendered::kMagenta);
  EXPECT_PRED2(isNear, lecture->at(16 - 0.3, kMiddle, kMiddle), rendered::kMagenta);
  EXPECT_PRED2(isNear, lecture->at(16, kMiddle, kMiddle), rendered::kBlue);
}

// tldraw's first version. Its widest line is a pixel here: on red, yellow is what has some green.
TEST(Rendered, DrawsTheInkOfBbb27) {
  Rendered lecture("--bbb 2.7 --cameras no --seconds 5");
  constexpr rendered::Pixel kPaleYellow{251, 241, 214};
  constexpr int kSomeGreen = 100;
  EXPECT_GT(lecture.at(2, 0.53, kMiddle).green, kSomeGreen);
  EXPECT_PRED2(isNear, lecture.at(2, 0.8, kMiddle), rendered::kRed);
  EXPECT_GT(lecture.at(3, 0.8, kMiddle).green, kSomeGreen);
  EXPECT_PRED2(isNear, lecture.at(3, 0.44, 630.0 / 810), kPaleYellow);
  EXPECT_PRED2(isNear, lecture.at(4, 0.44, 630.0 / 810), rendered::kRed);
}

// Groups of SVG.
TEST(Rendered, DrawsTheInkOfBbb25) {
  Rendered lecture("--bbb 2.5 --cameras no --seconds 5");
  const auto atPixel = [&](double seconds, double x, double y) {
    return lecture.at(seconds, x / 1600, y / 900);
  };
  EXPECT_PRED2(isNear, atPixel(2 - kFrame, 850, 450), rendered::kRed);
  EXPECT_PRED2(isNear, atPixel(2, 850, 450), rendered::kYellow);
  EXPECT_PRED2(isNear, atPixel(2, 1300, 450), rendered::kRed);
  EXPECT_PRED2(isNear, atPixel(3, 1300, 450), rendered::kYellow);
  EXPECT_PRED2(isNear, atPixel(3, 700, 700), rendered::kBlue);
  EXPECT_PRED2(isNear, atPixel(4, 700, 700), rendered::kRed);
  EXPECT_PRED2(isNear, atPixel(4, 1200, 250), rendered::kYellow);
}

TEST(Rendered, GoesOnWithoutTldrawJson) {
  Rendered lecture(Rendered::Unrendered{}, "--cameras no --seconds 3");
  std::filesystem::remove(lecture.folder() / "tldraw.json");
  const auto done = lecture.render({});
  ASSERT_TRUE(done) << done.error().what;
  EXPECT_PRED2(isNear, lecture.at(2.5, 0.53, kMiddle), rendered::kRed);
}

TEST(Rendered, BeginsAndEndsWhereItIsTold) {
  Rendered lecture(Rendered::Unrendered{}, "--cameras no --seconds 8");
  MovieWish wish;
  wish.from = std::chrono::milliseconds(5500);
  wish.to = std::chrono::seconds(7);
  const auto done = lecture.render(wish);
  ASSERT_TRUE(done) << done.error().what;
  EXPECT_NEAR(static_cast<double>(lecture.frames()) * kFrame, 1.5, kFrame);
  EXPECT_PRED2(isNear, lecture.at(0.4, kMiddle, 0.25), rendered::kRed);
  EXPECT_PRED2(isNear, lecture.at(0.52, kMiddle, 0.25), rendered::kGreen);
  // The beeps at 5.5 and 6.5 s are heard at once and a second later.
  const auto samples = lecture.sound();
  const auto loudAt = [&](double seconds) {
    return std::abs(samples.at(static_cast<size_t>(seconds * 48000) + 12)) +
               std::abs(samples.at(static_cast<size_t>(seconds * 48000) + 24)) >
           0.1F;
  };
  EXPECT_TRUE(loudAt(0.05));
  EXPECT_FALSE(loudAt(0.5));
  EXPECT_TRUE(loudAt(1.05));
}

TEST(Rendered, RefusesAPartThatIsEmpty) {
  Rendered lecture(Rendered::Unrendered{}, "--no-slides --cameras no --seconds 2");
  MovieWish wish;
  wish.from = std::chrono::seconds(3);
  EXPECT_EQ(lecture.render(wish).error().code, "range");
}

// A file of cameras that were never on is black, and shows nowhere: the meeting's name stands in.
TEST(Rendered, HidesCamerasThatAreBlack) {
  Rendered lecture("--no-slides --cameras black --seconds 2");
  const auto corner = lecture.at(1, 0.02, 0.02), middle = lecture.at(1, kMiddle, 0.8);
  EXPECT_PRED2(isNear, middle, corner) << "nothing but the ground beside the name";
  EXPECT_GT(corner.blue, 16) << "and that is not black";
}

TEST(Rendered, ShowsCamerasFromTheirFirstPictureOn) {
  Rendered lecture("--cameras late --seconds 6");
  // Alone, the slide fills the canvas; beside cameras it does not.
  EXPECT_PRED2(isNear, lecture.at(2.8, 0.98, kMiddle), rendered::kRed);
  EXPECT_FALSE(isNear(lecture.at(3.2, 0.98, kMiddle), rendered::kRed));
}

TEST(Rendered, RefusesMediaThatIsNone) {
  Rendered lecture(Rendered::Unrendered{}, "--cameras no --seconds 2");
  std::ofstream(lecture.folder() / "audio/audio.webm") << "#EXTM3U\nhttp://127.0.0.1/a.ts\n";
  const auto done = lecture.render({});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "not_media") << done.error().what;
  std::filesystem::remove(lecture.folder() / "audio/audio.webm");
  EXPECT_EQ(lecture.render({}).error().code, "no_media");
  EXPECT_FALSE(std::filesystem::exists(lecture.movie()));
}

TEST(Rendered, RefusesDocumentsThatAreBroken) {
  Rendered lecture(Rendered::Unrendered{}, "--cameras no --seconds 2");
  for (const auto* name : {"shapes.svg", "panzooms.xml", "tldraw.json"}) {
    const auto kept = lecture.folder() / "kept";
    std::filesystem::rename(lecture.folder() / name, kept);
    std::ofstream(lecture.folder() / name) << "<broken";
    const auto done = lecture.render({});
    ASSERT_FALSE(done) << name;
    EXPECT_NE(done.error().what.find(name), std::string::npos) << done.error().what;
    std::filesystem::rename(kept, lecture.folder() / name);
  }
}

TEST(Rendered, GoesOnWhereSoundBreaksOff) {
  Rendered lecture(Rendered::Unrendered{}, "--cameras no --seconds 4");
  const auto file = lecture.folder() / "audio/audio.webm";
  std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
  const auto done = lecture.render({});
  ASSERT_TRUE(done) << done.error().what;
  EXPECT_NEAR(static_cast<double>(lecture.frames()) * kFrame, 4, 2 * kFrame);
}

TEST(Rendered, LeavesNothingBehindWhenItIsStopped) {
  Rendered lecture(Rendered::Unrendered{}, "--no-slides --cameras no --seconds 2");
  const auto folder = gateway::recording::Folder::open(lecture.folder());
  MovieWish wish;
  wish.path = lecture.movie();
  auto plan = gateway::recording::planMovie(*folder, wish);
  ASSERT_TRUE(plan) << plan.error().what;
  const auto done = pipelines::render(std::move(*plan), [](double) { return false; });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "stopped");
  const auto home = std::filesystem::directory_iterator(lecture.movie().parent_path());
  EXPECT_EQ(std::distance(begin(home), end(home)), 1) << "the recording's folder alone";
}

TEST(Rendered, SaysThatTheFileCannotGrow) {
  Rendered lecture(Rendered::Unrendered{}, "--no-slides --cameras no --seconds 2");
  auto file = pipelines::PartialFile::create(lecture.movie());
  ASSERT_TRUE(file);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit small{1000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto written = file->append(std::string(10'000, 'x'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().fault, base::Fault::Store);
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
