// SPDX-License-Identifier: Apache-2.0
// Pictures and sound out of a file that starts again at its end.
#include "tests/sim/media/frames.hpp"
#include "tests/sim/media/gst.hpp"

#include <algorithm>
#include <deque>

namespace sim {
namespace {

constexpr int kPrerollMs = 10'000;
constexpr GstClockTime kPullTimeout = 50 * GST_MSECOND;

/// Decodes a file into an appsink and seeks back to its start at the end.
class LoopedFile {
 public:
  static base::Result<std::unique_ptr<LoopedFile>> open(const std::string& file,
                                                        const std::string& tail) {
    auto pipeline = Pipeline::make("filesrc name=file ! decodebin ! " + tail);
    if (!pipeline) return pipeline.error();
    auto looped = std::make_unique<LoopedFile>(std::move(pipeline).value());
    g_object_set(looped->pipeline_.element("file").get(), "location", file.c_str(), nullptr);
    looped->pipeline_.setState(GST_STATE_PAUSED);
    if (!looped->pipeline_.waitForState(kPrerollMs)) {
      return base::Error{base::Fault::Config, "cannot play " + file, ""};
    }
    return looped;
  }

  explicit LoopedFile(Pipeline pipeline)
      : pipeline_(std::move(pipeline)), sink_(pipeline_.element("sink")) {}

  /// The next sample, or nothing when none came within the timeout.
  base::Ref<GstSample> pull() {
    if (!playing_) pipeline_.setState(GST_STATE_PLAYING);
    playing_ = true;
    auto* sink = GST_APP_SINK(sink_.get());
    auto sample = base::Ref<GstSample>::adopt(gst_app_sink_try_pull_sample(sink, kPullTimeout));
    if (!sample && gst_app_sink_is_eos(sink) != FALSE) {
      gst_element_seek_simple(pipeline_.get(), GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH, 0);
    }
    return sample;
  }

  void pause() {
    if (playing_) pipeline_.setState(GST_STATE_PAUSED);
    playing_ = false;
  }

  std::string caps() {
    auto sample = base::Ref<GstSample>::adopt(
        gst_app_sink_try_pull_preroll(GST_APP_SINK(sink_.get()), GST_SECOND));
    if (!sample) return "";
    gchar* text = gst_caps_to_string(gst_sample_get_caps(sample.get()));
    std::string caps = text;
    g_free(text);
    return caps;
  }

 private:
  Pipeline pipeline_;
  base::Ref<GstElement> sink_;
  bool playing_ = false;
};

class FilePictures final : public FrameMaker {
 public:
  explicit FilePictures(std::unique_ptr<LoopedFile> file)
      : file_(std::move(file)), caps_(file_->caps()) {}

  std::string caps() const override { return caps_; }
  void pause() override { file_->pause(); }

  bool next(const WaitUntil& wait, RawFrame& frame) override {
    // The sink keeps the file's own pace, so the waiting is done in pull().
    while (wait(0)) {
      const auto sample = file_->pull();
      if (!sample) continue;
      picture_ = bytesOf(sample.get());
      frame = {picture_, clock.now()};
      return true;
    }
    return false;
  }

 private:
  std::unique_ptr<LoopedFile> file_;
  std::string caps_;
  Bytes picture_;
};

class FileSound final : public FrameMaker {
 public:
  explicit FileSound(std::unique_ptr<LoopedFile> file) : file_(std::move(file)) {}

  std::string caps() const override {
    return "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=1";
  }
  void pause() override { file_->pause(); }

  bool next(const WaitUntil& wait, RawFrame& frame) override {
    constexpr std::int64_t kBlockNs = 20'000'000;
    constexpr std::size_t kBlockBytes = 960 * 2;
    constexpr std::int64_t kStallNs = 200'000'000;
    const std::int64_t now = clock.now();
    if (next_ == 0 || now - next_ > kStallNs) next_ = now;
    if (!wait(next_ + kBlockNs)) return false;
    while (!muted && waiting_.size() < kBlockBytes && wait(0)) {
      const auto sample = file_->pull();
      if (!sample) break;
      const Bytes bytes = bytesOf(sample.get());
      waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
    }
    block_.assign(kBlockBytes, 0);
    if (!muted && waiting_.size() >= kBlockBytes) {
      std::copy_n(waiting_.begin(), kBlockBytes, block_.begin());
      waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(kBlockBytes));
    } else {
      // Quiet noise in place of speech: the low byte of some samples.
      for (std::size_t i = 0; i < kBlockBytes; i += 6) block_[i] = static_cast<std::uint8_t>(i % 7);
    }
    frame = {block_, next_};
    next_ += kBlockNs;
    return true;
  }

 private:
  std::unique_ptr<LoopedFile> file_;
  std::deque<std::uint8_t> waiting_;
  Bytes block_;
  std::int64_t next_ = 0;
};

}  // namespace

base::Result<std::unique_ptr<FrameMaker>> pictureFile(const std::string& file) {
  auto looped =
      LoopedFile::open(file,
                       "videoconvert ! videorate ! video/x-raw,format=I420,framerate=15/1 ! "
                       "appsink name=sink max-buffers=2 drop=false sync=true");
  if (!looped) return looped.error();
  return std::unique_ptr<FrameMaker>(std::make_unique<FilePictures>(std::move(looped).value()));
}

base::Result<std::unique_ptr<FrameMaker>> soundFile(const std::string& file) {
  auto looped =
      LoopedFile::open(file,
                       "audioconvert ! audioresample ! "
                       "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=1 ! "
                       "appsink name=sink max-buffers=10 drop=false sync=false");
  if (!looped) return looped.error();
  return std::unique_ptr<FrameMaker>(std::make_unique<FileSound>(std::move(looped).value()));
}

}  // namespace sim
