// SPDX-License-Identifier: Apache-2.0
// Something on the air: encoded once, its RTP packets handed to every receiver.
#include "tests/sim/media/source.hpp"

#include "base/log.hpp"
#include "tests/sim/media/frames.hpp"
#include "tests/sim/media/gst.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include <gst/video/video.h>

namespace sim {
namespace {

// As a browser publishes: one VP8 layer, real time, key frames only on request.
constexpr const char* kVideoTail =
    " ! vp8enc name=encoder deadline=1 cpu-used=10 threads=1 end-usage=cbr "
    "target-bitrate=700000 min-quantizer=4 max-quantizer=56 keyframe-max-dist=2147483647 "
    "lag-in-frames=0 error-resilient=0 buffer-initial-size=400 buffer-optimal-size=500 "
    "buffer-size=800 undershoot=95 static-threshold=0 "
    "! rtpvp8pay pt=96 mtu=1200 picture-id-mode=15-bit "
    "! appsink name=packets sync=false async=false";
// As FreeSWITCH mixes: mono Opus with FEC, 20 ms.
constexpr const char* kSoundTail =
    " ! opusenc name=encoder bitrate=32000 frame-size=20 inband-fec=true packet-loss-percentage=5 "
    "audio-type=generic ! rtpopuspay pt=111 mtu=1200 ! appsink name=packets sync=false async=false";

class EncodedSource final : public Source {
 public:
  EncodedSource(bool video, std::unique_ptr<FrameMaker> maker, Pipeline pipeline)
      : video_(video),
        maker_(std::move(maker)),
        pipeline_(std::move(pipeline)),
        input_(pipeline_.element("frames")),
        output_(pipeline_.element("packets")) {
    GstAppSinkCallbacks callbacks{};
    callbacks.new_sample = &EncodedSource::packetReady;
    gst_app_sink_set_callbacks(GST_APP_SINK(output_.get()), &callbacks, this, nullptr);
    pipeline_.setState(GST_STATE_PLAYING);
    thread_ = std::thread([this] { work(); });
  }
  EncodedSource(const EncodedSource&) = delete;
  EncodedSource& operator=(const EncodedSource&) = delete;

  ~EncodedSource() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
    pipeline_.setState(GST_STATE_NULL);
  }

  void add(std::shared_ptr<PacketSink> sink) override {
    {
      const std::lock_guard lock(mutex_);
      listening_ = true;
    }
    {
      const std::lock_guard lock(sinksMutex_);
      sinks_.push_back(std::move(sink));
    }
    requestKeyframe();
    wake_.notify_all();
  }

  void remove(const PacketSink* sink) override {
    const std::lock_guard lock(mutex_);
    const std::lock_guard sinksLock(sinksMutex_);
    std::erase_if(sinks_, [sink](const auto& kept) { return kept.get() == sink; });
    listening_ = !sinks_.empty();
  }

  void requestKeyframe() override {
    ++keyframeRequests_;
    keyframeWanted_ = true;
  }
  void setMuted(bool muted) override { maker_->muted = muted; }
  std::uint64_t keyframeRequests() const override { return keyframeRequests_; }
  void setFrozen(bool frozen) override {
    {
      const std::lock_guard lock(mutex_);
      frozen_ = frozen;
    }
    wake_.notify_all();
  }
  void setDrift(double ppm) override { maker_->clock.setDrift(ppm, steadyNanoseconds()); }

 private:
  bool works() const { return listening_ && !frozen_; }  // under mutex_

  static GstFlowReturn packetReady(GstAppSink* sink, gpointer self) {
    const auto sample = base::Ref<GstSample>::adopt(gst_app_sink_pull_sample(sink));
    if (!sample) return GST_FLOW_EOS;
    const auto packet = bytesOf(sample.get());
    auto* source = static_cast<EncodedSource*>(self);
    const std::int64_t captured = source->maker_->clock.toSteady(
        static_cast<std::int64_t>(GST_BUFFER_PTS(gst_sample_get_buffer(sample.get()))));
    const std::lock_guard lock(source->sinksMutex_);
    for (const auto& receiver : source->sinks_) receiver->onPacket(packet, captured);
    return GST_FLOW_OK;
  }

  /// True at `due`, false at once when the source stops, freezes or nobody listens any more.
  bool waitUntil(std::int64_t due) {
    const std::chrono::steady_clock::time_point when{
        std::chrono::nanoseconds(maker_->clock.toSteady(due))};
    std::unique_lock lock(mutex_);
    return !wake_.wait_until(lock, when, [this] { return stopping_ || !works(); });
  }

  void work() {
    while (true) {
      {
        std::unique_lock lock(mutex_);
        if (!works()) maker_->pause();
        wake_.wait(lock, [this] { return stopping_ || works(); });
        if (stopping_) return;
      }
      RawFrame frame;
      if (maker_->next([this](std::int64_t due) { return waitUntil(due); }, frame)) push(frame);
    }
  }

  void push(const RawFrame& frame) {
    if (video_ && keyframeWanted_.exchange(false)) {
      gst_element_send_event(
          output_.get(), gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
    }
    GstBuffer* buffer = copyToBuffer(frame.bytes.data(), frame.bytes.size(),
                                     static_cast<GstClockTime>(frame.captured));
    constexpr GstClockTime kBlock = 20 * GST_MSECOND;
    if (!video_) GST_BUFFER_DURATION(buffer) = kBlock;
    gst_app_src_push_buffer(GST_APP_SRC(input_.get()), buffer);
  }

  bool video_;
  std::unique_ptr<FrameMaker> maker_;
  Pipeline pipeline_;
  base::Ref<GstElement> input_;
  base::Ref<GstElement> output_;
  std::atomic<bool> keyframeWanted_{false};
  std::atomic<std::uint64_t> keyframeRequests_{0};
  std::mutex mutex_;  // guards the three flags; sinksMutex_ may be taken under it
  std::condition_variable wake_;
  bool stopping_ = false;
  bool listening_ = false;
  bool frozen_ = false;
  std::mutex sinksMutex_;  // guards sinks_; held while packets are handed out
  std::vector<std::shared_ptr<PacketSink>> sinks_;
  std::thread thread_;
};

base::Result<std::unique_ptr<FrameMaker>> makerFor(MediaKey what, const std::string& file) {
  constexpr double kSpeech = 1000, kProgram = 500;
  constexpr std::int64_t kHalfSecond = 500;
  if (!file.empty()) return what.isVideo() ? pictureFile(file) : soundFile(file);
  if (what.isVideo()) return syntheticPictures(what);
  // The screen's sound is told from the meeting's by its pitch, and never beeps with it.
  if (what.kind == MediaKey::Kind::ScreenSound) return syntheticSound(kProgram, kHalfSecond);
  return syntheticSound(kSpeech, 0);
}

}  // namespace

base::Result<std::shared_ptr<Source>> makeSource(MediaKey what, const std::string& file) {
  auto maker = makerFor(what, file);
  if (!maker) return maker.error();
  const bool video = what.isVideo();
  auto pipeline = Pipeline::make(
      "appsrc name=frames format=time is-live=true block=true max-buffers=4 caps=\"" +
      (*maker)->caps() + "\"" + (video ? kVideoTail : kSoundTail));
  if (!pipeline) return pipeline.error();
  return std::shared_ptr<Source>(std::make_shared<EncodedSource>(video, std::move(maker).value(),
                                                                 std::move(pipeline).value()));
}

}  // namespace sim
