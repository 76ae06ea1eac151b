// SPDX-License-Identifier: Apache-2.0
// appsrc, appsrc → flvmux → rtmp2sink, or → mpegtsmux → srtsink; no clock and no delay of its own.
#include "pipelines/push/push_pipeline.hpp"

#include "pipelines/grid.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace pipelines {
namespace {

// RTMP: large chunks, few writes (hls.md §6.1).
constexpr guint kChunkBytes = 4096;
// SRT: seven packets of a transport stream fill one datagram (hls.md §6.5).
constexpr gint kPacketsPerDatagram = 7;
// RTMP's sink holds back the first buffers until the peer has accepted the stream.
constexpr uint64_t kBuffersUntilLive = 8;
constexpr std::chrono::milliseconds kGoodbyeWithin{1000};
// Half of what the 32 bits of an FLV timestamp hold: servers take them for signed (hls.md §6.3).
constexpr std::chrono::milliseconds kMostTimestamp{int64_t{1} << 31};

base::Error peerError(const char* what, const char* code) {
  return {base::Fault::Peer, what, code};
}

// GStreamer's own sentences hold the address, and the address holds the key: only what they mean
// goes on.
base::Error meaning(const GError* error, bool wasLive) {
  const std::string_view text = error != nullptr ? error->message : "";
  if (text.find("timed out") != std::string_view::npos)
    return peerError("the destination does not take the stream: it stopped reading", "stalled");
  if (error == nullptr || error->domain != GST_RESOURCE_ERROR)
    return peerError("the connection to the destination failed", "failed");
  switch (error->code) {
    case GST_RESOURCE_ERROR_NOT_FOUND:
    case GST_RESOURCE_ERROR_OPEN_READ:
    case GST_RESOURCE_ERROR_OPEN_WRITE:
    case GST_RESOURCE_ERROR_OPEN_READ_WRITE:
      return peerError("the destination cannot be reached: nothing answers at its address",
                       "unreachable");
    default:
      if (wasLive) return peerError("the destination closed the connection", "closed");
      return peerError("the destination refuses the stream: its key is wrong, or is in use",
                       "refused");
  }
}

base::Ref<GstBuffer> bufferOf(const std::shared_ptr<const std::string>& bytes) {
  using Held = std::shared_ptr<const std::string>;
  auto held = std::make_unique<Held>(bytes);
  // Read-only memory: GStreamer copies it if it must change it.
  auto* data = const_cast<char*>(bytes->data());
  return base::Ref<GstBuffer>::adopt(gst_buffer_new_wrapped_full(
      GST_MEMORY_FLAG_READONLY, data, bytes->size(), 0, bytes->size(), held.release(),
      [](gpointer one) { std::unique_ptr<Held>(static_cast<Held*>(one)).reset(); }));
}

base::Ref<GstCaps> withCodecData(GstCaps* caps, const std::string& bytes) {
  const auto buffer = bufferOf(std::make_shared<const std::string>(bytes));
  gst_caps_set_simple(caps, "codec_data", GST_TYPE_BUFFER, buffer.get(), nullptr);
  return base::Ref<GstCaps>::adopt(caps);
}

base::Ref<GstCaps> pictureCaps(const FrameFormat& format) {
  GstCaps* caps = gst_caps_new_simple("video/x-h264", "stream-format", G_TYPE_STRING, "avc",
                                      "alignment", G_TYPE_STRING, "au", "width", G_TYPE_INT,
                                      format.width, "height", G_TYPE_INT, format.height,
                                      "framerate", GST_TYPE_FRACTION, kFramesPerSecond, 1, nullptr);
  return withCodecData(caps, avcConfiguration(format.picture));
}

base::Ref<GstCaps> soundCaps(const FrameFormat& format) {
  GstCaps* caps =
      gst_caps_new_simple("audio/mpeg", "mpegversion", G_TYPE_INT, 4, "stream-format",
                          G_TYPE_STRING, "raw", "rate", G_TYPE_INT, kSoundRate, "channels",
                          G_TYPE_INT, kSoundChannels, "framed", G_TYPE_BOOLEAN, TRUE, nullptr);
  return withCodecData(caps, format.audioSpecificConfig);
}

base::Error doesNotFit() {
  return {base::Fault::Media, "the elements of a push do not fit together", "push"};
}

bool linkToMux(GstElement* from, GstElement* mux, const char* pad) {
  return gst_element_link_pads(from, "src", mux, pad) != FALSE;
}

}  // namespace

PushPipeline::PushPipeline(PushOptions options, PushEvents events)
    : options_(std::move(options)),
      events_(std::move(events)),
      gate_(options_.limit),
      shift_(options_.shift) {}

base::Result<std::shared_ptr<PushPipeline>> PushPipeline::open(PushOptions options,
                                                               PushEvents events) {
  std::shared_ptr<PushPipeline> made(new PushPipeline(std::move(options), std::move(events)));
  if (auto built = made->build(); !built) return std::move(built).error();
  using Held = std::shared_ptr<PushPipeline>;
  gst_element_call_async(
      made->pipeline_.get(), [](GstElement*, gpointer one) { (*static_cast<Held*>(one))->start(); },
      std::make_unique<Held>(made).release(),
      [](gpointer one) { std::unique_ptr<Held>(static_cast<Held*>(one)).reset(); });
  return made;
}

base::Result<base::Ref<GstElement>> PushPipeline::add(const char* factory, const char* role) {
  auto element = makeElement(factory, options_.name + "-" + role);
  if (element) gst_bin_add(GST_BIN(pipeline_.get()), element->get());
  return element;
}

base::Result<void> PushPipeline::build() {
  pipeline_ = base::Ref<GstElement>::sink(gst_pipeline_new(options_.name.c_str()));
  for (auto* source : {&pictures_, &sounds_}) {
    auto made = add("appsrc", source == &pictures_ ? "pictures" : "sounds");
    if (!made) return std::move(made).error();
    *source = std::move(*made);
    g_object_set(source->get(), "format", GST_FORMAT_TIME, "max-bytes", guint64{0}, nullptr);
  }
  auto built = options_.address.isSrt() ? buildSrt() : buildRtmp();
  if (!built) return built;
  watchSink();
  return {};
}

base::Result<void> PushPipeline::buildRtmp() {
  auto mux = add("flvmux", "mux");
  if (!mux) return std::move(mux).error();
  auto sink = add("rtmp2sink", "sink");
  if (!sink) return std::move(sink).error();
  sink_ = std::move(*sink);
  const auto& to = options_.address;
  g_object_set(mux->get(), "streamable", TRUE, nullptr);
  // By parts and not as a location: a key may hold what a URL may not.
  gst_util_set_object_arg(G_OBJECT(sink_.get()), "scheme", to.scheme.c_str());
  g_object_set(sink_.get(), "host", to.host.c_str(), "port", to.port, "application",
               to.application.c_str(), "stream", to.key.c_str(), "chunk-size", kChunkBytes,
               "timeout", static_cast<guint>(options_.patience.count()), "sync", FALSE, "async",
               FALSE, nullptr);
  if (!to.user.empty()) {
    g_object_set(sink_.get(), "username", to.user.c_str(), "password", to.password.c_str(),
                 nullptr);
  }
  const bool fits = linkToMux(pictures_.get(), mux->get(), "video") &&
                    linkToMux(sounds_.get(), mux->get(), "audio") &&
                    gst_element_link(mux->get(), sink_.get()) != FALSE;
  if (!fits) return doesNotFit();
  return {};
}

base::Result<void> PushPipeline::buildSrt() {
  auto parser = add("h264parse", "parser");
  if (!parser) return std::move(parser).error();
  auto mux = add("mpegtsmux", "mux");
  if (!mux) return std::move(mux).error();
  auto sink = add("srtsink", "sink");
  if (!sink) return std::move(sink).error();
  sink_ = std::move(*sink);
  const auto& to = options_.address;
  const bool isIpv6 = to.host.find(':') != std::string::npos;
  const std::string uri = "srt://" + (isIpv6 ? "[" + to.host + "]" : to.host) + ":" +
                          std::to_string(to.port) + "?mode=caller";
  g_object_set(parser->get(), "config-interval", -1, nullptr);
  g_object_set(mux->get(), "alignment", kPacketsPerDatagram, nullptr);
  g_object_set(sink_.get(), "uri", uri.c_str(), "wait-for-connection", FALSE, "auto-reconnect",
               FALSE, "sync", FALSE, "async", FALSE, nullptr);
  if (!to.key.empty()) g_object_set(sink_.get(), "streamid", to.key.c_str(), nullptr);
  if (!to.passphrase.empty())
    g_object_set(sink_.get(), "passphrase", to.passphrase.c_str(), nullptr);
  if (to.latencyMs > 0) g_object_set(sink_.get(), "latency", to.latencyMs, nullptr);
  const bool fits = gst_element_link(pictures_.get(), parser->get()) != FALSE &&
                    linkToMux(parser->get(), mux->get(), "sink_%d") &&
                    linkToMux(sounds_.get(), mux->get(), "sink_%d") &&
                    gst_element_link(mux->get(), sink_.get()) != FALSE;
  if (!fits) return doesNotFit();
  return {};
}

void PushPipeline::watchSink() {
  const auto pad = base::Ref<GstPad>::adopt(gst_element_get_static_pad(sink_.get(), "sink"));
  const auto buffers =
      static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST);
  gst_pad_add_probe(pad.get(), buffers, &PushPipeline::passed, this, nullptr);
  const auto bus = base::Ref<GstBus>::adopt(gst_element_get_bus(pipeline_.get()));
  gst_bus_set_sync_handler(bus.get(), &PushPipeline::heard, this, nullptr);
}

PushPipeline::~PushPipeline() {
  if (pipeline_) stop();
}

// On a thread of GStreamer's: a name may take its time to be resolved.
void PushPipeline::start() {
  if (gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
    return fail(peerError("the destination cannot be reached: nothing answers at its address",
                          "unreachable"));
  const std::lock_guard lock(mutex_);
  if (!isSilent_ && events_.onReady) events_.onReady();
}

void PushPipeline::stop() {
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);  // Joins the streaming threads.
  const auto bus = base::Ref<GstBus>::adopt(gst_element_get_bus(pipeline_.get()));
  gst_bus_set_sync_handler(bus.get(), nullptr, nullptr, nullptr);
}

void PushPipeline::close(std::shared_ptr<PushPipeline> pipeline, std::function<void()> done) {
  struct Held {
    std::shared_ptr<PushPipeline> pipeline;
    std::function<void()> done;
  };
  bool isHealthy = false;
  {
    const std::lock_guard lock(pipeline->mutex_);
    isHealthy = !std::exchange(pipeline->isSilent_, true) && pipeline->bytes_ > 0;
    pipeline->hasEnded_ = !isHealthy;
  }
  GstElement* element = pipeline->pipeline_.get();
  auto held = std::make_unique<Held>(Held{std::move(pipeline), std::move(done)});
  gst_element_call_async(
      element,
      [](GstElement*, gpointer one) {
        auto& self = *static_cast<Held*>(one)->pipeline;
        gst_app_src_end_of_stream(GST_APP_SRC(self.pictures_.get()));
        gst_app_src_end_of_stream(GST_APP_SRC(self.sounds_.get()));
        std::unique_lock lock(self.mutex_);
        self.bell_.wait_for(lock, kGoodbyeWithin, [&] { return self.hasEnded_; });
        lock.unlock();
        self.stop();
      },
      held.release(),
      [](gpointer one) {
        const std::unique_ptr<Held> last(static_cast<Held*>(one));
        last->pipeline.reset();
        if (last->done) last->done();
      });
}

PushCounters PushPipeline::counters() const {
  return {bytes_.load(), dropped_.load()};
}

void PushPipeline::format(const FrameFormat& format) {
  if (format_.isComplete() && !(format_ == format))
    return fail(peerError("the stream's format changed; the connection is made anew", "format"));
  format_ = format;
  gst_app_src_set_caps(GST_APP_SRC(pictures_.get()), pictureCaps(format).get());
  gst_app_src_set_caps(GST_APP_SRC(sounds_.get()), soundCaps(format).get());
}

Backlog PushPipeline::backlog() const {
  Backlog out;
  for (auto* source : {pictures_.get(), sounds_.get()}) {
    out.bytes += gst_app_src_get_current_level_bytes(GST_APP_SRC(source));
    const auto time = gst_app_src_get_current_level_time(GST_APP_SRC(source));
    out.time = std::max(out.time, std::chrono::nanoseconds(static_cast<int64_t>(time)));
  }
  return out;
}

void PushPipeline::picture(const EncodedPicture& picture) {
  const auto time = timeOf(picture);
  const bool isAdmitted = gate_.admitPicture(picture.isKeyframe, time, backlog());
  dropped_ = gate_.droppedPictures();
  if (!isAdmitted) return;
  if (!std::exchange(hasBegun_, true)) {
    const auto first = time + shift_;
    if (first < std::chrono::nanoseconds(0) || first > kMostTimestamp) shift_ = -time;
  }
  push(pictures_.get(), picture.bytes, time, picture.isKeyframe);
}

void PushPipeline::sound(const EncodedSound& sound) {
  const auto time = timeOf(sound, format_.primingSamples);
  if (gate_.admitSound(time, backlog())) push(sounds_.get(), sound.bytes, time, true);
}

void PushPipeline::push(GstElement* source, const std::shared_ptr<const std::string>& bytes,
                        std::chrono::nanoseconds time, bool isKeyframe) {
  auto buffer = bufferOf(bytes);
  GST_BUFFER_PTS(buffer.get()) = static_cast<GstClockTime>((time + shift_).count());
  GST_BUFFER_DTS(buffer.get()) = GST_BUFFER_PTS(buffer.get());
  if (!isKeyframe) GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_DELTA_UNIT);
  gst_app_src_push_buffer(GST_APP_SRC(source), buffer.release());
}

void PushPipeline::fail(base::Error error) {
  const std::lock_guard lock(mutex_);
  hasEnded_ = true;
  bell_.notify_all();
  if (std::exchange(isSilent_, true)) return;
  if (events_.onEnded) events_.onEnded(std::move(error));
}

// SRT's sink throws away what comes before it is connected, and then counts packets.
bool PushPipeline::isAccepted() const {
  if (!options_.address.isSrt()) return buffers_ >= kBuffersUntilLive;
  GstStructure* stats = nullptr;
  g_object_get(sink_.get(), "stats", &stats, nullptr);
  if (stats == nullptr) return false;
  gint64 packets = 0;
  gst_structure_get_int64(stats, "packets-sent", &packets);
  gst_structure_free(stats);
  return packets > 0;
}

GstBusSyncReply PushPipeline::heard(GstBus*, GstMessage* message, gpointer self) noexcept {
  auto& push = *static_cast<PushPipeline*>(self);
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
    GError* error = nullptr;
    gst_message_parse_error(message, &error, nullptr);
    push.fail(meaning(error, push.isLive_));
    g_clear_error(&error);
  } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) {
    {
      const std::lock_guard lock(push.mutex_);
      push.hasEnded_ = true;
    }
    push.bell_.notify_all();
  }
  gst_message_unref(message);
  return GST_BUS_DROP;
}

GstPadProbeReturn PushPipeline::passed(GstPad*, GstPadProbeInfo* info, gpointer self) noexcept {
  auto& push = *static_cast<PushPipeline*>(self);
  if ((info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST) != 0) {
    push.bytes_ += gst_buffer_list_calculate_size(GST_PAD_PROBE_INFO_BUFFER_LIST(info));
  } else {
    push.bytes_ += gst_buffer_get_size(GST_PAD_PROBE_INFO_BUFFER(info));
  }
  ++push.buffers_;
  if (push.isLive_ || !push.isAccepted()) return GST_PAD_PROBE_OK;
  push.isLive_ = true;
  const std::lock_guard lock(push.mutex_);
  if (!push.isSilent_ && push.events_.onLive) push.events_.onLive();
  return GST_PAD_PROBE_OK;
}

}  // namespace pipelines
