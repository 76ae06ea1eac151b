// SPDX-License-Identifier: Apache-2.0
// Real frames to a real RTMP server and a real SRT listener: what arrives is what was sent.
#include "pipelines/push/push_pipeline.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <future>

#include "pipelines/grid.hpp"
#include "tests/media/tools/lecture.hpp"
#include "tests/network/rtmp/nginx_rtmp.hpp"

namespace pipelines {
namespace {

using namespace std::chrono_literals;
using push_test::NginxRtmp;

constexpr int kSeconds = 6;
constexpr int64_t kLength = 192;  // Of the grid: four groups of pictures, more than kSeconds.
constexpr auto kDeadline = 60s;

class PushPipelineTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    ASSERT_TRUE(startGStreamer());
    lecture_ = lecture::encode(kSeconds);
  }

  std::shared_ptr<PushPipeline> open(const std::string& url, std::chrono::nanoseconds shift = 0ns,
                                     BacklogLimit limit = {1h, 1u << 30}) {
    auto address = base::parsePushUrl(url);
    EXPECT_TRUE(address) << address.error().what;
    PushOptions options{"push-test", *address, shift, limit, 2s};
    auto pipe = PushPipeline::open(std::move(options),
                                   {[this] { ready_.set_value(); }, [this] { live_.set_value(); },
                                    [this](base::Error why) { ended_.set_value(std::move(why)); }});
    EXPECT_TRUE(pipe) << pipe.error().what;
    return *pipe;
  }
  static void close(std::shared_ptr<PushPipeline> pipe) {
    std::promise<void> done;
    PushPipeline::close(std::move(pipe), [&] { done.set_value(); });
    EXPECT_EQ(done.get_future().wait_for(kDeadline), std::future_status::ready);
  }
  template <class Value>
  static bool comes(std::promise<Value>& promise) {
    return promise.get_future().wait_for(kDeadline) == std::future_status::ready;
  }

  static inline lecture::Lecture lecture_;
  std::promise<void> ready_, live_;
  std::promise<base::Error> ended_;
};

std::string probe(const std::string& file, const std::string& what) {
  return lecture::output("ffprobe -v error " + what + " -of csv=p=0 " + file + " 2>&1");
}

std::string countOf(const std::string& file, const std::string& stream) {
  return probe(
      file, "-count_packets -select_streams " + stream + " -show_entries stream=nb_read_packets");
}

/// ffmpeg as an SRT listener that writes what comes to a file.
class SrtListener {
 public:
  SrtListener(const std::string& url, const std::string& file) {
    auto started = base::Process::spawn(
        {.argv = {"ffmpeg", "-v", "error", "-nostdin", "-i", url, "-c", "copy", "-y", file}});
    EXPECT_TRUE(started) << started.error().what;
    if (started) process_.emplace(std::move(*started));
  }
  ~SrtListener() {
    process_->kill(SIGKILL);
    process_->wait(kDeadline);
  }
  bool awaitEnd() { return process_->wait(kDeadline).has_value(); }

 private:
  std::optional<base::Process> process_;
};

bool hasBytes(const std::string& file) {
  std::error_code none;
  const auto size = std::filesystem::file_size(file, none);
  return !none && size > 0;
}

TEST_F(PushPipelineTest, SendsEveryFrameToAnRtmpServer) {
  const NginxRtmp nginx;
  auto pipe = open(nginx.url("every"));
  ASSERT_TRUE(comes(ready_));
  lecture::play(lecture_, *pipe);
  ASSERT_TRUE(comes(live_));
  close(std::move(pipe));
  const auto files = nginx.recordings("every");
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(countOf(files[0], "v"), std::to_string(lecture_.pictures()) + "\n");
  EXPECT_EQ(countOf(files[0], "a"), std::to_string(lecture_.sounds()) + "\n");
}

TEST_F(PushPipelineTest, TellsThatNothingAnswers) {
  const auto url = "rtmp://127.0.0.1:" + std::to_string(push_test::freePort()) + "/live/secret";
  auto pipe = open(url);
  auto end = ended_.get_future();
  ASSERT_EQ(end.wait_for(kDeadline), std::future_status::ready);
  const auto why = end.get();
  EXPECT_EQ(why.code, "unreachable");
  EXPECT_EQ(why.what.find("secret"), std::string::npos);
  close(std::move(pipe));
}

TEST_F(PushPipelineTest, TellsThatTheKeyIsRefused) {
  const NginxRtmp nginx;
  auto pipe = open(nginx.url("secret", "closed"));
  auto end = ended_.get_future();
  ASSERT_EQ(end.wait_for(kDeadline), std::future_status::ready);
  EXPECT_EQ(end.get().code, "refused");
  close(std::move(pipe));
}

TEST_F(PushPipelineTest, EndsWithTheServer) {
  NginxRtmp nginx;
  auto pipe = open(nginx.url("cut"));
  ASSERT_TRUE(comes(ready_));
  lecture::play(lecture_, *pipe);
  ASSERT_TRUE(comes(live_));
  nginx.kill();
  auto end = ended_.get_future();
  ASSERT_EQ(end.wait_for(kDeadline), std::future_status::ready);
  EXPECT_EQ(end.get().code, "closed");
  close(std::move(pipe));
}

TEST_F(PushPipelineTest, NeverWaitsForAServerThatStopsReading) {
  NginxRtmp nginx;
  auto pipe = open(nginx.url("wedged"), 0ns, {40s, 64u << 20});
  ASSERT_TRUE(comes(ready_));
  lecture::play(lecture_, *pipe);
  ASSERT_TRUE(comes(live_));
  nginx.signal(SIGSTOP);
  auto end = ended_.get_future();
  const auto start = base::steadyNow();
  auto longest = 0ns;
  for (int64_t later = kLength; end.wait_for(1ms) != std::future_status::ready; later += kLength) {
    const auto before = base::steadyNow();
    ASSERT_LT(before - start, kDeadline);
    lecture::play(lecture_, *pipe, later);
    longest = std::max(longest, base::steadyNow() - before);
  }
  EXPECT_LT(longest, 1s) << "a frame waited for the peer";
  EXPECT_GT(pipe->counters().droppedPictures, 0u);
  EXPECT_EQ(end.get().code, "stalled");
  nginx.signal(SIGCONT);
  close(std::move(pipe));
}

TEST_F(PushPipelineTest, SendsToAnSrtListener) {
  const auto address = "srt://127.0.0.1:" + std::to_string(push_test::freePort());
  const auto file = testing::TempDir() + "amphi-push-" + std::to_string(getpid()) + ".ts";
  SrtListener server(address + "?mode=listener&passphrase=0123456789", file);
  auto pipe = open(address + "?passphrase=0123456789&streamid=x");
  ASSERT_TRUE(comes(ready_));
  auto live = live_.get_future();
  int64_t later = 0;
  for (; live.wait_for(40ms) != std::future_status::ready && later < 400 * kLength;
       later += kLength)
    lecture::play(lecture_, *pipe, later);
  ASSERT_EQ(live.wait_for(0s), std::future_status::ready);
  // What was sent before the connection stood is lost, and what is on its way when it ends.
  auto end = ended_.get_future();
  for (const int64_t enough = later + 100 * kLength; !hasBytes(file) && later < enough;
       later += kLength) {
    lecture::play(lecture_, *pipe, later);
    ASSERT_NE(end.wait_for(40ms), std::future_status::ready);
  }
  close(std::move(pipe));
  ASSERT_TRUE(server.awaitEnd());
  EXPECT_GT(std::atoi(countOf(file, "v").c_str()), 0);
  EXPECT_GT(std::atoi(countOf(file, "a").c_str()), 0);
  std::remove(file.c_str());
}

}  // namespace
}  // namespace pipelines
