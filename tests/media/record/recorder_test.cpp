// SPDX-License-Identifier: Apache-2.0
// What a killed process leaves, what the next one makes of it, and what ffmpeg sees.
#include "pipelines/record/recorder.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/clock.hpp"
#include "pipelines/grid.hpp"
#include "pipelines/gst.hpp"
#include "pipelines/record/join.hpp"
#include "pipelines/record/piece.hpp"
#include "tests/media/tools/lecture.hpp"

namespace pipelines {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr int kSeconds = 6;
constexpr int kGroups = 3;  // Whole groups of pictures in it: 5.76 s.
constexpr int kGroupBytesAtLeast = 100;
constexpr int64_t kStart = 1'795'512'600'000;

class RecorderTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    ASSERT_TRUE(startGStreamer());
    lecture_ = lecture::encode(kSeconds);
  }
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "amphi-record-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
  }
  void TearDown() override { fs::remove_all(root_); }

  RecorderOptions options(int64_t origin = kStart) const {
    RecorderOptions out;
    out.folder = root_ / "stream";
    out.originUnixMillis = origin;
    out.freeBytes = [](const fs::path&) { return uint64_t{1} << 40; };
    return out;
  }
  /// Until the recorder has written so much of the lecture.
  static void await(const Recorder& recorder, int64_t millis) {
    const auto deadline = base::steadyNow() + 10s;
    while (recorder.status().millis < millis && recorder.status().state != RecorderState::Stopped &&
           base::steadyNow() < deadline)
      std::this_thread::yield();
    EXPECT_GE(recorder.status().millis, millis);
  }
  std::vector<fs::path> pieces() const {
    std::vector<fs::path> found;
    for (const auto& file : fs::recursive_directory_iterator(root_ / "stream"))
      if (file.path().extension() == ".mp4") found.push_back(file.path());
    std::sort(found.begin(), found.end());
    return found;
  }
  /// As SIGKILL at this instant would leave it: what was written, and no goodbye.
  fs::path asKilled() const {
    const auto copy = root_ / "killed.mp4";
    fs::copy_file(pieces().back(), copy, fs::copy_options::overwrite_existing);
    return copy;
  }

  static inline lecture::Lecture lecture_;
  fs::path root_;
};

int count(const fs::path& file, const char* stream) {
  const auto text = lecture::output(
      "ffprobe -v error -count_frames -select_streams " + std::string(stream) +
      " -show_entries stream=nb_read_frames -of csv=p=0 " + file.string() + " 2>/dev/null");
  return std::atoi(text.c_str());
}

std::string complaints(const fs::path& file) {
  return lecture::output("ffmpeg -v error -nostdin -i " + file.string() + " -f null - 2>&1");
}

/// When the picture turns bright, in seconds.
std::vector<double> flashes(const fs::path& file) {
  std::vector<double> found;
  const auto text = lecture::output(
      "ffmpeg -v error -nostdin -i " + file.string() +
      " -vf signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=- -f null - 2>/dev/null");
  double time = 0;
  bool wasBright = false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (const auto at = line.find("pts_time:"); at != std::string::npos)
      time = std::atof(line.c_str() + at + 9);
    const auto at = line.find("YAVG=");
    if (at == std::string::npos) continue;
    const bool isBright = std::atof(line.c_str() + at + 5) > 140;
    if (isBright && !wasBright) found.push_back(time);
    wasBright = isBright;
  }
  return found;
}

/// When the tone begins, in seconds.
std::vector<double> beeps(const fs::path& file) {
  const auto raw = lecture::output("ffmpeg -v error -nostdin -i " + file.string() +
                                   " -ac 1 -f f32le - 2>/dev/null");
  std::vector<float> values(raw.size() / sizeof(float));
  std::memcpy(values.data(), raw.data(), values.size() * sizeof(float));
  std::vector<double> found;
  double last = -1;
  for (size_t i = 0; i < values.size(); ++i) {
    if (std::fabs(values[i]) < 0.2F) continue;
    const double time = static_cast<double>(i) / kSoundRate;
    if (last < 0 || time - last > 0.5) found.push_back(time);
    last = time;
  }
  return found;
}

TEST_F(RecorderTest, AKilledProcessLeavesEveryFragmentItHadWritten) {
  Recorder recorder(options());
  lecture::play(lecture_, recorder);
  await(recorder, kGroups * 1920);
  const auto file = asKilled();
  EXPECT_EQ(complaints(file), "");
  const auto end = readPiece(
      file, [](const FrameFormat&) { return base::Result<void>(); },
      [](const RecordedSample&) { return base::Result<void>(); });
  ASSERT_TRUE(end);
  EXPECT_EQ(*end, kGroups * kFramesPerGop);
}

TEST_F(RecorderTest, ATornFragmentCostsItselfOnly) {
  Recorder recorder(options());
  lecture::play(lecture_, recorder);
  await(recorder, kGroups * 1920);
  const auto whole = fs::file_size(asKilled());
  for (const uintmax_t cut : {1u, 9u, 500u, 5000u}) {
    const auto file = asKilled();
    fs::resize_file(file, whole - cut);
    const auto end = readPiece(
        file, [](const FrameFormat&) { return base::Result<void>(); },
        [](const RecordedSample&) { return base::Result<void>(); });
    ASSERT_TRUE(end);
    EXPECT_GE(*end, (kGroups - 1) * kFramesPerGop) << "cut by " << cut;
    const auto movie = root_ / "torn-joined.mp4";
    ASSERT_TRUE(joinPieces({file}, movie)) << "cut by " << cut;
    EXPECT_EQ(complaints(movie), "") << "cut by " << cut;
  }
}

TEST_F(RecorderTest, TheNextProcessGoesOnWithTheRecordingAndAllKeepsItsTime) {
  {
    Recorder first(options());
    lecture::play(lecture_, first);
  }
  {
    // Ten seconds after the first began: four seconds that nobody recorded.
    Recorder second(options(kStart + 10'000));
    lecture::play(lecture_, second);
    second.end();
  }
  ASSERT_EQ(pieces().size(), 2u);
  EXPECT_EQ(pieces()[0].parent_path(), pieces()[1].parent_path());
  EXPECT_TRUE(fs::exists(pieces()[0].parent_path() / kRecordingOver));
  const auto movie = root_ / "movie.mp4";
  const auto length = joinPieces(pieces(), movie);
  ASSERT_TRUE(length) << length.error().what;
  EXPECT_NEAR(static_cast<double>(length->count()), 16'000, 400);
  EXPECT_EQ(complaints(movie), "");
  EXPECT_EQ(count(movie, "v"), 2 * static_cast<int>(lecture_.pictures()));
  const auto seen = flashes(movie), heard = beeps(movie);
  ASSERT_EQ(seen.size(), 2u * kSeconds);
  ASSERT_EQ(heard.size(), 2u * kSeconds);
  for (size_t i = 0; i < seen.size(); ++i)
    EXPECT_NEAR(seen[i], heard[i], 0.04) << "flash and beep " << i;
  EXPECT_NEAR(seen[kSeconds] - seen[0], 10, 0.33) << "the second half begins when it was";
}

TEST_F(RecorderTest, APlayerNeedsTheBeginningOfTheMovieOnly) {
  {
    Recorder recorder(options());
    lecture::play(lecture_, recorder);
  }
  const auto movie = root_ / "movie.mp4";
  ASSERT_TRUE(joinPieces(pieces(), movie, {{0ms, "First slide"}, {2000ms, "Second slide"}}));
  std::ifstream file(movie, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  EXPECT_LT(bytes.find("moov"), bytes.find("mdat"));
  EXPECT_EQ(lecture::output("ffprobe -v error -show_entries chapter_tags=title -of csv=p=0 " +
                            movie.string()),
            "First slide\nSecond slide\n");
}

TEST_F(RecorderTest, ARecordingThatIsOverIsNotGoneOnWith) {
  for (int i = 0; i < 2; ++i) {
    Recorder recorder(options(kStart + i * 10'000));
    lecture::play(lecture_, recorder);
    recorder.end();
  }
  ASSERT_EQ(pieces().size(), 2u);
  EXPECT_NE(pieces()[0].parent_path(), pieces()[1].parent_path());
}

TEST_F(RecorderTest, WarnsAndThenStopsBeforeTheDiskIsFull) {
  std::atomic<uint64_t> free{uint64_t{3} << 30};
  auto scarce = options();
  scarce.freeBytes = [&](const fs::path&) { return free.load(); };
  Recorder recorder(scarce);
  lecture::play(lecture_, recorder);
  await(recorder, kGroups * 1920);
  EXPECT_EQ(recorder.status().code, "");
  free = scarce.leastFreeBytes * 3 / 2;
  lecture::play(lecture_, recorder, kGroups * kFramesPerGop + kFramesPerGop);
  const auto deadline = base::steadyNow() + 10s;
  while (recorder.status().code.empty() && base::steadyNow() < deadline) std::this_thread::yield();
  EXPECT_EQ(recorder.status().code, "disk_low");
  EXPECT_EQ(recorder.status().state, RecorderState::Recording);
  free = scarce.leastFreeBytes / 2;
  lecture::play(lecture_, recorder, 2 * (kGroups + 1) * kFramesPerGop);
  while (recorder.status().state == RecorderState::Recording && base::steadyNow() < deadline)
    std::this_thread::yield();
  EXPECT_EQ(recorder.status().state, RecorderState::Stopped);
  EXPECT_EQ(recorder.status().code, "disk_full");
  EXPECT_GT(fs::file_size(pieces()[0]), static_cast<uintmax_t>(kGroups * kGroupBytesAtLeast));
}

}  // namespace
}  // namespace pipelines
