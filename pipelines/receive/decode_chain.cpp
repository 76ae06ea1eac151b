// SPDX-License-Identifier: Apache-2.0
// From a webrtcbin's pad to decoded, dated pictures or sound.
#include "pipelines/receive/decode_chain.hpp"

#include <gst/app/gstappsink.h>
#include <gst/video/video-event.h>

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "pipelines/grid.hpp"

namespace pipelines {
namespace {

using FlowPtr = std::shared_ptr<Flow>;

/// One kind of media of a flow.
struct Tap {
  FlowPtr flow;
  bool isVideo;

  FlowCounters& counters() const { return isVideo ? flow->pictures : flow->sounds; }
  void countFrame() const {
    if (counters().frames.fetch_add(1) == 0 && isVideo == flow->isVideo) flow->tellFirstMedia();
  }
};

// GLib frees what it was given with a C function; the copy keeps Flow alive until then.
gpointer hold(const Tap& tap) {
  return std::make_unique<Tap>(tap).release();
}
void letGo(gpointer data) {
  const std::unique_ptr<Tap> held(static_cast<Tap*>(data));
}
const Tap& tapOf(gpointer data) {
  return *static_cast<const Tap*>(data);
}

// Sound is late by its own coding where a picture is not: a packet leaves when the last of its
// 20 ms was heard (bbb-media.md §3.2), and Opus looks 312 samples ahead, which RTP, unlike a file,
// has no way to cut off.
constexpr std::chrono::microseconds kOpusDelay{20000 + 6500};

// The pipeline's base time puts running times on the machine's monotonic clock.
std::optional<MediaDate> dateOf(GstSample* sample, GstElement* sink) {
  GstBuffer* buffer = gst_sample_get_buffer(sample);
  const GstSegment* segment = gst_sample_get_segment(sample);
  if (buffer == nullptr || segment == nullptr || !GST_BUFFER_PTS_IS_VALID(buffer)) return {};
  const GstClockTime running =
      gst_segment_to_running_time(segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
  if (!GST_CLOCK_TIME_IS_VALID(running)) return {};
  return MediaDate(static_cast<int64_t>(gst_element_get_base_time(sink) + running));
}

void noteSize(Flow& flow, GstSample* sample) {
  const GstCaps* caps = gst_sample_get_caps(sample);
  if (caps == nullptr || gst_caps_is_empty(caps) != FALSE) return;
  int width = 0, height = 0;
  const GstStructure* shape = gst_caps_get_structure(caps, 0);
  if (gst_structure_get_int(shape, "width", &width) == FALSE ||
      gst_structure_get_int(shape, "height", &height) == FALSE)
    return;
  flow.width = width;
  flow.height = height;
}

GstFlowReturn takePicture(GstAppSink* sink, gpointer data) {
  const Tap& tap = tapOf(data);
  Flow& flow = *tap.flow;
  auto sample = base::Ref<GstSample>::adopt(gst_app_sink_pull_sample(sink));
  if (!sample) return GST_FLOW_OK;
  const auto date = dateOf(sample.get(), GST_ELEMENT(sink));
  if (!date) return GST_FLOW_OK;
  noteSize(flow, sample.get());
  {
    const std::lock_guard lock(flow.mutex);
    if (!flow.video) return GST_FLOW_OK;
    flow.video->push(VideoFrame{std::move(sample), *date});
  }
  tap.countFrame();
  return GST_FLOW_OK;
}

GstFlowReturn takeSound(GstAppSink* sink, gpointer data) {
  const Tap& tap = tapOf(data);
  Flow& flow = *tap.flow;
  const auto sample = base::Ref<GstSample>::adopt(gst_app_sink_pull_sample(sink));
  if (!sample) return GST_FLOW_OK;
  const auto date = dateOf(sample.get(), GST_ELEMENT(sink));
  GstMapInfo map;
  if (!date || gst_buffer_map(gst_sample_get_buffer(sample.get()), &map, GST_MAP_READ) == FALSE)
    return GST_FLOW_OK;
  {
    const std::lock_guard lock(flow.mutex);
    if (flow.sound)
      flow.sound->push({reinterpret_cast<const float*>(map.data), map.size / sizeof(float)},
                       *date - kOpusDelay);
  }
  gst_buffer_unmap(gst_sample_get_buffer(sample.get()), &map);
  tap.countFrame();
  return GST_FLOW_OK;
}

GstPadProbeReturn countPackets(GstPad*, GstPadProbeInfo* info, gpointer data) {
  FlowCounters& counters = tapOf(data).counters();
  if ((GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER_LIST) != 0) {
    GstBufferList* list = GST_PAD_PROBE_INFO_BUFFER_LIST(info);
    counters.packets += gst_buffer_list_length(list);
    counters.bytes += gst_buffer_list_calculate_size(list);
  } else {
    ++counters.packets;
    counters.bytes += gst_buffer_get_size(GST_PAD_PROBE_INFO_BUFFER(info));
  }
  return GST_PAD_PROBE_OK;
}

struct Link {
  const char* factory;
  const char* properties;  // "name=value name=value", of that factory
};

// request-keyframe: loss asks the publisher for a keyframe; wait-for-keyframe: no grey start.
constexpr Link kVp8[] = {
    {"rtpvp8depay", "request-keyframe=true wait-for-keyframe=true"},
    {"vp8dec", "automatic-request-sync-points=true discard-corrupted-frames=true threads=1"},
};
constexpr Link kH264[] = {
    {"rtph264depay", "request-keyframe=true wait-for-keyframe=true"},
    {"avdec_h264",
     "automatic-request-sync-points=true discard-corrupted-frames=true max-threads=1"},
    {"videoconvert", ""},
};
// Loss of sound is concealed by the decoder: no retransmission is asked for (sfu-interop.md §6).
constexpr Link kOpus[] = {
    {"rtpopusdepay", ""},
    {"opusdec", "plc=true use-inband-fec=true"},
    {"audioconvert", ""},
    {"audioresample", ""},
};
constexpr Link kNothing[] = {{"fakesink", "sync=false async=false"}};

// Two pictures: a consumer that is late gets the newest. Half a second of sound.
constexpr Link kPictureEnd[] = {
    {"queue", "leaky=downstream max-size-buffers=2 max-size-bytes=0 max-size-time=0"},
    {"appsink",
     "sync=false async=false max-buffers=2 drop=true enable-last-sample=false "
     "caps=video/x-raw,format=I420"},
};
constexpr Link kSoundEnd[] = {
    {"queue", "leaky=downstream max-size-buffers=0 max-size-bytes=0 max-size-time=500000000"},
    {"appsink",
     "sync=false async=false max-buffers=50 drop=true enable-last-sample=false "
     "caps=audio/x-raw,format=F32LE,layout=interleaved,rate=48000,channels=2"},
};
static_assert(kSoundRate == 48000 && kSoundChannels == 2, "the caps above say so");

void setProperties(GstElement* element, std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    gst_util_set_object_arg(G_OBJECT(element), std::string(pair.substr(0, equals)).c_str(),
                            std::string(pair.substr(equals + 1)).c_str());
  }
}

struct Chain {
  std::vector<base::Ref<GstElement>> elements;
  std::optional<base::Error> failed;

  void add(std::span<const Link> links, const std::string& prefix) {
    for (const Link& link : links) {
      if (failed) return;
      auto made = makeElement(link.factory, prefix + "-" + link.factory);
      if (!made) {
        failed = std::move(made).error();
        return;
      }
      setProperties(made->get(), link.properties);
      elements.push_back(*std::move(made));
    }
  }
};

std::string encodingOf(GstPad* pad) {
  auto caps = base::Ref<GstCaps>::adopt(gst_pad_get_current_caps(pad));
  if (!caps) caps = base::Ref<GstCaps>::adopt(gst_pad_query_caps(pad, nullptr));
  if (!caps || gst_caps_is_any(caps.get()) != FALSE || gst_caps_is_empty(caps.get()) != FALSE)
    return "";
  const char* name =
      gst_structure_get_string(gst_caps_get_structure(caps.get(), 0), "encoding-name");
  return name != nullptr ? name : "";
}

Chain chainFor(const std::string& encoding, const Flow& flow, bool hasVideo, bool hasSound) {
  Chain chain;
  const std::string prefix = flow.name + "-" + encoding;
  const bool isVideo = encoding == "VP8" || encoding == "H264";
  const bool isSound = encoding == "OPUS" || encoding == "opus";
  if (isVideo && hasVideo) {
    chain.add(encoding == "VP8" ? std::span<const Link>(kVp8) : std::span<const Link>(kH264),
              prefix);
    chain.add(kPictureEnd, prefix);
  } else if (isSound && hasSound) {
    chain.add(kOpus, prefix);
    chain.add(kSoundEnd, prefix);
  } else {
    // Something must take the packets, or the flow error would stop the other stream of this peer.
    chain.add(kNothing, prefix);
  }
  return chain;
}

void takeFrom(GstElement* sink, const Tap& tap) {
  if (!GST_IS_APP_SINK(sink)) return;
  GstAppSinkCallbacks callbacks{};
  callbacks.new_sample = tap.isVideo ? takePicture : takeSound;
  gst_app_sink_set_callbacks(GST_APP_SINK(sink), &callbacks, hold(tap), letGo);
}

bool linkAll(GstElement* pipeline, GstPad* pad, const Chain& chain) {
  GstElement* before = nullptr;
  for (const auto& element : chain.elements) {
    gst_bin_add(GST_BIN(pipeline), element.get());
    if (before != nullptr && gst_element_link(before, element.get()) == FALSE) return false;
    before = element.get();
  }
  // Sinks first, so that no buffer meets an element that does not take it yet.
  for (auto it = chain.elements.rbegin(); it != chain.elements.rend(); ++it)
    gst_element_sync_state_with_parent(it->get());
  const auto first =
      base::Ref<GstPad>::adopt(gst_element_get_static_pad(chain.elements.front().get(), "sink"));
  return gst_pad_link(pad, first.get()) == GST_PAD_LINK_OK;
}

}  // namespace

void attachDecodeChain(GstElement* pipeline, GstPad* pad, const FlowPtr& flow) {
  const std::string encoding = encodingOf(pad);
  const bool isSound = encoding == "OPUS" || encoding == "opus";
  bool hasVideo = false, hasSound = false;
  {
    const std::lock_guard lock(flow->mutex);
    hasVideo = flow->video != nullptr;
    hasSound = flow->sound != nullptr;
    if (hasVideo && !isSound) flow->videoPad = base::Ref<GstPad>::share(pad);
  }
  auto chain = chainFor(encoding, *flow, hasVideo, hasSound);
  if (chain.failed) return flow->fail(*chain.failed);
  const Tap tap{flow, !isSound};
  takeFrom(chain.elements.back().get(), tap);
  gst_pad_add_probe(
      pad, static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST),
      countPackets, hold(tap), letGo);
  if (!linkAll(pipeline, pad, chain))
    flow->fail({base::Fault::Media, "the decoder for " + encoding + " does not fit", "codec"});
}

bool requestKeyframe(Flow& flow) {
  base::Ref<GstPad> pad;
  {
    const std::lock_guard lock(flow.mutex);
    pad = flow.videoPad;
  }
  if (!pad) return false;
  GstEvent* event = gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0);
  return gst_pad_send_event(pad.get(), event) != FALSE;
}

}  // namespace pipelines
