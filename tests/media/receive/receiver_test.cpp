// SPDX-License-Identifier: Apache-2.0
// A receiver against a real WebRTC sender on loopback: ICE, DTLS, SRTP, decoders.
#include "pipelines/receive/receiver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "pipelines/grid.hpp"
#include "pipelines/gst.hpp"
#include "tests/media/receive/holdings.hpp"
#include "tests/media/receive/webrtc_sender.hpp"

namespace {

using base::Millis;
using pipelines::MediaDate;
using pipelines::Receiver;

constexpr Millis kDeadline{20000};
const std::string kCamera =
    "videotestsrc is-live=true ! video/x-raw,width=320,height=240,framerate=15/1 ! "
    "vp8enc deadline=1 cpu-used=8 keyframe-max-dist=3000 ! rtpvp8pay ! "
    "application/x-rtp,media=video,encoding-name=VP8,payload=96";
const std::string kTone =
    "audiotestsrc is-live=true freq=440 samplesperbuffer=960 ! audio/x-raw,rate=48000,channels=2 ! "
    "opusenc ! rtpopuspay ! application/x-rtp,media=audio,encoding-name=OPUS,payload=111";

MediaDate monotonicNow() {
  return MediaDate(static_cast<int64_t>(g_get_monotonic_time()) * 1000);
}

struct SeenPictures : pipelines::VideoInput {
  explicit SeenPictures(std::function<void(size_t)> heard) : onCount(std::move(heard)) {}
  void push(pipelines::VideoFrame frame) override {
    size_t count = 0;
    {
      const std::lock_guard lock(mutex);
      dates.push_back(frame.date);
      lateBy.push_back(monotonicNow() - frame.date);
      last = frame.sample;
      count = dates.size();
    }
    onCount(count);
  }
  std::function<void(size_t)> onCount;
  std::mutex mutex;
  std::vector<MediaDate> dates, lateBy;
  base::Ref<GstSample> last;
};

struct HeardSound : pipelines::SoundInput {
  explicit HeardSound(std::function<void(size_t)> heard) : onCount(std::move(heard)) {}
  void push(std::span<const float> interleaved, MediaDate first) override {
    size_t count = 0;
    {
      const std::lock_guard lock(mutex);
      samples.insert(samples.end(), interleaved.begin(), interleaved.end());
      dates.push_back(first);
      count = samples.size();
    }
    onCount(count);
  }
  std::function<void(size_t)> onCount;
  std::mutex mutex;
  std::vector<float> samples;
  std::vector<MediaDate> dates;
};

class Receiving : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(pipelines::startGStreamer()); }

  void receive(std::shared_ptr<pipelines::VideoInput> video,
               std::shared_ptr<pipelines::SoundInput> sound, const std::string& source,
               pipelines::ReceiverOptions options = {}) {
    pipelines::ReceiverEvents events;
    events.onAnswer = [this](std::string sdp) {
      answer = sdp;
      if (sender) sender->takeAnswer(sdp);
      if (onAnswer) onAnswer();
    };
    events.onStalled = [this] {
      ++stalls;
      if (onStalled) onStalled();
    };
    events.onFailed = [this](base::Error error) {
      failure = std::move(error);
      loop.quit();
    };
    auto made =
        Receiver::create(loop, std::move(options), std::move(video), std::move(sound), events);
    ASSERT_TRUE(made) << made.error().what;
    receiver = *std::move(made);
    if (source.empty()) return;
    sender = std::make_unique<tests::WebRtcSender>(
        loop, source, [this](std::string offer) { receiver->accept(offer); });
  }

  // False when nobody quit in time.
  bool runUntilQuit() {
    bool isLate = false;
    const auto deadline = loop.after(kDeadline, [&] {
      isLate = true;
      loop.quit();
    });
    loop.run();
    return !isLate;
  }

  auto quitAt(size_t wanted) {
    return [this, wanted](size_t count) {
      if (count >= wanted) loop.quit();
    };
  }

  base::Loop loop;
  std::unique_ptr<tests::WebRtcSender> sender;
  std::unique_ptr<Receiver> receiver;
  std::string answer;
  std::optional<base::Error> failure;
  std::function<void()> onStalled, onAnswer;
  int stalls = 0;
};

TEST_F(Receiving, GivesPicturesOfACamera) {
  const auto pictures = std::make_shared<SeenPictures>(quitAt(15));
  receive(pictures, nullptr, kCamera);
  ASSERT_TRUE(runUntilQuit());
  EXPECT_FALSE(failure);
  const auto now = receiver->counters();
  EXPECT_EQ(now.width, 320);
  EXPECT_EQ(now.height, 240);
  EXPECT_GT(now.packets, 0u);
  const std::lock_guard lock(pictures->mutex);
  const auto* shape = gst_caps_get_structure(gst_sample_get_caps(pictures->last.get()), 0);
  EXPECT_STREQ(gst_structure_get_string(shape, "format"), "I420");
}

TEST_F(Receiving, DatesPicturesOnTheMonotonicClock) {
  const auto pictures = std::make_shared<SeenPictures>(quitAt(30));
  receive(pictures, nullptr, kCamera);
  ASSERT_TRUE(runUntilQuit());
  const std::lock_guard lock(pictures->mutex);
  EXPECT_TRUE(std::is_sorted(pictures->dates.begin(), pictures->dates.end()));
  for (const auto late : pictures->lateBy) {
    // The sender's first packets waited for DTLS and came in one burst, hence early by their dates.
    EXPECT_GT(late, -std::chrono::seconds(10));
    EXPECT_LT(late, std::chrono::seconds(10));
  }
}

TEST_F(Receiving, GivesSoundAsFloats) {
  const auto sound = std::make_shared<HeardSound>(quitAt(2 * pipelines::kSoundRate));
  receive(nullptr, sound, kTone);
  ASSERT_TRUE(runUntilQuit());
  EXPECT_FALSE(failure);
  const std::lock_guard lock(sound->mutex);
  int crossings = 0;
  const size_t from = static_cast<size_t>(pipelines::kSoundRate);
  for (size_t i = from; i + 2 < sound->samples.size(); i += 2)
    if (sound->samples[i] < 0 && sound->samples[i + 2] >= 0) ++crossings;
  const double seconds =
      static_cast<double>(sound->samples.size() - from) / 2 / pipelines::kSoundRate;
  EXPECT_NEAR(crossings / seconds, 440, 80) << "a busy machine may lose packets";
}

TEST_F(Receiving, DatesSoundInOrder) {
  const auto sound = std::make_shared<HeardSound>(quitAt(2 * pipelines::kSoundRate));
  receive(nullptr, sound, kTone);
  ASSERT_TRUE(runUntilQuit());
  const std::lock_guard lock(sound->mutex);
  EXPECT_TRUE(std::is_sorted(sound->dates.begin(), sound->dates.end()));
  EXPECT_LT(monotonicNow() - sound->dates.back(), std::chrono::seconds(10));
}

TEST_F(Receiving, AnswersAtOnce) {
  const auto pictures = std::make_shared<SeenPictures>(quitAt(1));
  receive(pictures, nullptr, kCamera);
  ASSERT_TRUE(runUntilQuit());
  EXPECT_EQ(answer.find("candidate"), std::string::npos) << "sent without waiting for gathering";
}

TEST_F(Receiving, TellsOfSilence) {
  const auto pictures = std::make_shared<SeenPictures>([this](size_t count) {
    if (count == 5) sender->stopSending();
  });
  pipelines::ReceiverOptions options;
  options.stallAfter = Millis(500);
  receive(pictures, nullptr, kCamera, options);
  onStalled = [this] { loop.quit(); };
  ASSERT_TRUE(runUntilQuit());
  EXPECT_EQ(stalls, 1);
  EXPECT_FALSE(failure);
}

TEST_F(Receiving, MayBeDestroyedInsideItsOwnEvent) {
  const auto pictures = std::make_shared<SeenPictures>([this](size_t count) {
    if (count == 5) sender->stopSending();
  });
  pipelines::ReceiverOptions options;
  options.stallAfter = Millis(300);
  receive(pictures, nullptr, kCamera, options);
  onStalled = [this] {
    receiver.reset();
    loop.quit();
  };
  ASSERT_TRUE(runUntilQuit());
  EXPECT_EQ(stalls, 1);
}

TEST_F(Receiving, PushesNothingOnceItIsGone) {
  const auto pictures = std::make_shared<SeenPictures>(quitAt(3));
  receive(pictures, nullptr, kCamera);
  ASSERT_TRUE(runUntilQuit());
  receiver.reset();
  size_t before = 0;
  {
    const std::lock_guard lock(pictures->mutex);
    before = pictures->dates.size();
  }
  const auto later = loop.after(Millis(300), [this] { loop.quit(); });
  loop.run();
  const std::lock_guard lock(pictures->mutex);
  EXPECT_EQ(pictures->dates.size(), before);
}

TEST_F(Receiving, FailsOnAnOfferThatIsNone) {
  receive(std::make_shared<SeenPictures>([](size_t) {}), nullptr, "");
  receiver->accept("nonsense");
  ASSERT_TRUE(runUntilQuit());
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, "bad_offer");
}

// The shape of an SFU's offer (bbb-media.md §3.1), blanks at line ends included; nobody listens
// there.
const std::string kSfuOffer =
    "v=0\r\no=mediasoup-client 10000 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=ice-lite\r\n"
    "a=fingerprint:sha-256 06:E0:06:E0:06:E0:06:E0:06:E0:06:E0:06:E0:06:E0:06:E0:06:E0:06:E0:06:E0:"
    "06:E0:06:E0:06:E0:06:E0\r\na=msid-semantic: WMS *\r\na=group:BUNDLE 0\r\n"
    "m=video 7 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 127.0.0.1\r\nb=TIAS:200000\r\nb=AS:200\r\n"
    "a=rtpmap:96 VP8/90000\r\na=fmtp:96 \r\na=rtcp-fb:96 ccm fir\r\na=rtcp-fb:96 nack \r\n"
    "a=rtcp-fb:96 nack pli\r\na=rtcp-fb:96 goog-remb \r\na=rtcp-fb:96 transport-cc \r\n"
    "a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
    "a=setup:actpass\r\na=mid:0\r\na=msid:5d1c9a3e 7f1d6f5a\r\na=sendonly\r\n"
    "a=ice-ufrag:k3v9x0q2m8s7d6f5\r\na=ice-pwd:q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6\r\n"
    "a=candidate:udpcandidate 1 udp 1076302079 127.0.0.1 9 typ host\r\na=end-of-candidates\r\n"
    "a=ice-options:renomination\r\na=ssrc:3254871209 cname:5d1c9a3e\r\na=rtcp-mux\r\n"
    "a=rtcp-rsize\r\na=content:main\r\n";

TEST_F(Receiving, AnswersAnSfuAsItWants) {
  receive(std::make_shared<SeenPictures>([](size_t) {}), nullptr, "");
  onAnswer = [this] { loop.quit(); };
  receiver->accept(kSfuOffer);
  ASSERT_TRUE(runUntilQuit());
  for (const std::string line : {"a=rtcp-fb:96 nack", "a=rtcp-fb:96 nack pli", "a=setup:active",
                                 "a=recvonly", "a=rtcp-mux", "a=mid:0", "a=group:BUNDLE 0"})
    EXPECT_NE(answer.find(line + "\r\n"), std::string::npos) << line;
  EXPECT_NE(answer.find("a=fingerprint:sha-256 "), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n"));
}

TEST_F(Receiving, FailsWhenNobodyAnswersIce) {
  pipelines::ReceiverOptions options;
  options.connectWithin = Millis(700);
  receive(std::make_shared<SeenPictures>([](size_t) {}), nullptr, "", options);
  receiver->accept(kSfuOffer);
  ASSERT_TRUE(runUntilQuit());
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, "no_path");
}

TEST_F(Receiving, MayGoBeforeItEverStarted) {
  for (int i = 0; i < 10; ++i) {
    receive(std::make_shared<SeenPictures>([](size_t) {}), nullptr, "");
    receiver.reset();
  }
  const auto later = loop.after(Millis(100), [this] { loop.quit(); });
  loop.run();
  EXPECT_FALSE(failure);
}

// Nobody listens there, so that all that is held is the receiver's.
TEST_F(Receiving, LeavesNothingBehind) {
  constexpr int kWarmUp = 5, kRounds = 30;
  onAnswer = [this] { loop.quit(); };
  const auto round = [&] {
    receive(std::make_shared<SeenPictures>([](size_t) {}), nullptr, "");
    receiver->accept(kSfuOffer);
    ASSERT_TRUE(runUntilQuit());
    receiver.reset();
  };
  const auto settle = [&](const std::function<bool()>& isSettled) {
    const auto look = loop.every(Millis(20), [&] {
      if (isSettled()) loop.quit();
    });
    return runUntilQuit();
  };
  for (int i = 0; i < kWarmUp; ++i) round();
  const tests::Holdings before;
  for (int i = 0; i < kRounds; ++i) round();
  // The last ones go down on threads of their own.
  EXPECT_TRUE(settle([&] {
    const tests::Holdings now;
    return now.threads <= before.threads && now.descriptors <= before.descriptors;
  }));
#ifndef __SANITIZE_ADDRESS__
  // AddressSanitizer holds on to what was freed, and looks for leaks itself.
  EXPECT_LE(tests::Holdings().kilobytes, before.kilobytes + 200 * kRounds);
#endif
}

}  // namespace
