// SPDX-License-Identifier: Apache-2.0
// A lecture in real time to several servers at once: what befalls one does not reach the other.
#include "gateway/worker/outputs.hpp"

#include <gtest/gtest.h>

#include "pipelines/grid.hpp"
#include "tests/media/tools/lecture.hpp"
#include "tests/network/rtmp/nginx_rtmp.hpp"

namespace gateway {
namespace {

using base::Millis;
using pipelines::FrameFeed;
using push_test::NginxRtmp;

constexpr int kSeconds = 8;
constexpr Millis kDeadline{20'000};
constexpr PushPatience kPatience{Millis(100), Millis(400), Millis(60'000), Millis(3000),
                                 std::chrono::seconds(2)};

class Nowhere : public pipelines::EncodedOutput {
 public:
  void pictureParameters(const pipelines::ParameterSets&) override {}
  base::Result<void> picture(int64_t, pipelines::AccessUnit) override { return {}; }
  void soundConfiguration(std::string, int) override {}
  base::Result<void> soundFrame(std::string) override { return {}; }
};

/// Plays the lecture into a feed, again and again, twice as fast as it was.
class OutputsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    ASSERT_TRUE(pipelines::startGStreamer());
    lecture_ = lecture::encode(kSeconds);
  }
  void SetUp() override {
    pipelines::FrameFormat known = lecture_.format;
    known.picture = {};
    known.audioSpecificConfig.clear();
    feed_ = std::make_unique<FrameFeed>(known, 0, std::make_unique<Nowhere>());
    feed_->pictureParameters(lecture_.format.picture);
    feed_->soundConfiguration(lecture_.format.audioSpecificConfig, lecture_.format.primingSamples);
    beat_ = loop_.every(Millis(40), [this] { playSome(); });
    deadline_ = loop_.after(kDeadline, [this] {
      ADD_FAILURE() << "not in time";
      loop_.quit();
    });
  }
  void TearDown() override {
    if (!outputs_) return;
    outputs_->close(true);
    until([this] { return outputs_->isQuiet(); });
  }

  void start(LinkWanted wanted) {
    outputs_ = std::make_unique<Outputs>(
        loop_, std::move(wanted), RecordPlace{}, [] {}, kPatience);
    outputs_->open(*feed_);
  }
  /// Runs the loop until it holds.
  void until(const std::function<bool()>& holds) {
    const auto look = loop_.every(Millis(10), [&] {
      if (holds()) loop_.quit();
    });
    loop_.run();
  }
  PushReport report(size_t at) const { return outputs_->report().pushes.at(at); }
  void untilState(size_t at, PushState state) {
    until([=, this] { return report(at).state == state; });
  }

  /// The next frames. Until goOn() those of the first group only, so that nobody comes too late.
  void playSome() {
    constexpr size_t kFrames = 6;
    for (size_t i = 0; i < kFrames; ++i) {
      if (isHeld_ && startsSecondGroup(lecture_.frames[next_])) return;
      if (next_ == lecture_.frames.size()) {
        next_ = 0;
        later_ += kRound;
      }
      const auto& frame = lecture_.frames[next_++];
      if (const auto* picture = std::get_if<pipelines::EncodedPicture>(&frame)) {
        ++pictures_;
        EXPECT_TRUE(feed_->picture(picture->grid + later_, {*picture->bytes, picture->isKeyframe}));
      } else {
        EXPECT_TRUE(feed_->soundFrame(*std::get<pipelines::EncodedSound>(frame).bytes));
      }
    }
  }
  static bool startsSecondGroup(const lecture::Frame& frame) {
    const auto* picture = std::get_if<pipelines::EncodedPicture>(&frame);
    return picture != nullptr && picture->grid == pipelines::kFramesPerGop;
  }
  void goOn() { isHeld_ = false; }
  static constexpr int64_t kRound = kSeconds * pipelines::kFramesPerSecond;

  static inline lecture::Lecture lecture_;
  base::Loop loop_;
  std::unique_ptr<FrameFeed> feed_;
  std::unique_ptr<Outputs> outputs_;
  bool isHeld_ = true;
  size_t next_ = 0;
  int64_t later_ = 0;
  size_t pictures_ = 0;  // played so far
  base::Timer beat_, deadline_;
};

size_t picturesIn(const std::string& file) {
  return std::strtoul(lecture::output("ffprobe -v error -count_packets -select_streams v "
                                      "-show_entries stream=nb_read_packets -of csv=p=0 " +
                                      file + " 2>&1")
                          .c_str(),
                      nullptr, 10);
}

TEST_F(OutputsTest, AServerThatDiesIsFoundAgainAndTheOtherLosesNoFrame) {
  NginxRtmp steady, dying;
  start({{{"1", steady.url("s"), "", 0}, {"2", dying.url("d"), "", 0}}, false});
  untilState(0, PushState::Live);
  untilState(1, PushState::Live);
  goOn();
  dying.kill();
  untilState(1, PushState::Waiting);
  EXPECT_EQ(report(1).code, "closed");
  EXPECT_EQ(report(0).state, PushState::Live);
  dying.start();
  untilState(1, PushState::Live);
  EXPECT_GE(report(1).reconnections, 1);
  EXPECT_EQ(report(0).reconnections, 0);
  EXPECT_EQ(report(0).droppedPictures, 0);
  const size_t sent = pictures_;
  outputs_->close(true);
  until([this] { return outputs_->isQuiet(); });
  EXPECT_EQ(picturesIn(steady.recordings("s").at(0)), sent);
}

TEST_F(OutputsTest, AServerThatStopsReadingIsGivenUpAndTheOtherLosesNoFrame) {
  NginxRtmp steady, wedged;
  wedged.signal(SIGSTOP);  // The kernel goes on taking connections for it.
  start({{{"1", steady.url("s"), "", 0}, {"2", wedged.url("w"), "", 0}}, false});
  untilState(0, PushState::Live);
  goOn();
  untilState(1, PushState::Waiting);
  EXPECT_EQ(report(1).code, "stalled");
  EXPECT_EQ(report(0).droppedPictures, 0);
  wedged.signal(SIGCONT);
  untilState(1, PushState::Live);
  EXPECT_EQ(report(0).reconnections, 0);
}

TEST_F(OutputsTest, TheBackupAddressStandsIn) {
  NginxRtmp backup;
  const auto dead = "rtmp://127.0.0.1:" + std::to_string(push_test::freePort()) + "/live/k";
  start({{{"1", dead, backup.url("b"), 0}}, false});
  untilState(0, PushState::Live);
  EXPECT_TRUE(report(0).isBackup);
}

TEST_F(OutputsTest, PushesComeAndGoWhileTheOthersStay) {
  NginxRtmp nginx;
  start({{{"1", nginx.url("one"), "", 0}}, false});
  untilState(0, PushState::Live);
  goOn();
  outputs_->want({{{"1", nginx.url("one"), "", 0}, {"2", nginx.url("two"), "", 0}}, false});
  untilState(1, PushState::Live);
  outputs_->want({{{"2", nginx.url("two"), "", 0}}, false});
  EXPECT_EQ(outputs_->report().pushes.size(), 1u);
  EXPECT_EQ(report(0).state, PushState::Live);
  until([this] { return outputs_->isQuiet(); });
  EXPECT_EQ(nginx.recordings("two").size(), 1u);
}

}  // namespace
}  // namespace gateway
