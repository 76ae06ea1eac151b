// SPDX-License-Identifier: Apache-2.0
// x264enc with the settings of a lecture: still text most of the time, faces in small tiles.
#include "pipelines/encode/picture_encoder.hpp"

#include "pipelines/encode/picture_pool.hpp"
#include "pipelines/grid.hpp"

#include <gst/video/video.h>

#include <utility>

namespace pipelines {
namespace {

constexpr GstClockTime kFrameNanos = static_cast<GstClockTime>(kFrameTime.count());

// hls.md §5.1–5.3: veryfast is the knee of cost and size; quality is constant under a ceiling,
// whose buffer of 1 s takes a keyframe of a full slide; under quantizer 14 bits are wasted on still
// pictures.
constexpr const char* kPreset = "veryfast";
constexpr const char* kTune = "zerolatency";
constexpr guint kQuality = 23;
constexpr guint kLeastQuantizer = 14;
constexpr guint kBufferMillis = 1000;
// One thread needs 3–8 ms of the 40 ms that a 720p frame has; more would cut the picture into
// slices.
constexpr guint kThreads = 1;
constexpr guint kNoKeyframesOfItsOwn = 1u << 30;  // x264's "infinite"; ours are forced.

base::Error encoderError(const std::string& what) {
  return base::Error{base::Fault::Media, "the H.264 encoder " + what, "encoder"};
}

base::Result<base::Ref<GstElement>> makeX264(const PictureRendition& wanted) {
  auto element = makeElement("x264enc", "picture-encoder");
  if (!element) return element;
  GObject* object = G_OBJECT(element->get());
  gst_util_set_object_arg(object, "speed-preset", kPreset);
  gst_util_set_object_arg(object, "tune", kTune);
  gst_util_set_object_arg(object, "pass", "qual");
  g_object_set(object, "quantizer", kQuality, "qp-min", kLeastQuantizer, "bitrate",
               static_cast<guint>(wanted.maxKilobitsPerSecond), "vbv-buf-capacity", kBufferMillis,
               "bframes", 0u, "key-int-max", kNoKeyframesOfItsOwn, "threads", kThreads, "aud",
               FALSE, "option-string", "scenecut=0", nullptr);
  return element;
}

base::Result<base::Ref<GstElement>> makeScaler() {
  auto element = makeElement("videoscale", "picture-scaler");
  if (!element) return element;
  // bilinear2 takes in every source pixel; plain bilinear takes four and leaves letters ragged.
  gst_util_set_object_arg(G_OBJECT(element->get()), "method", "bilinear2");
  g_object_set(element->get(), "add-borders", FALSE, nullptr);
  return element;
}

base::Result<base::Ref<GstElement>> makeSize(const PictureRendition& wanted) {
  auto element = makeElement("capsfilter", "picture-size");
  if (!element) return element;
  const auto caps = base::Ref<GstCaps>::adopt(
      gst_caps_from_string(pictureCaps(wanted.width, wanted.height, wanted.rhythm).c_str()));
  g_object_set(element->get(), "caps", caps.get(), nullptr);
  return element;
}

int64_t gridOf(GstClockTime time) {
  return static_cast<int64_t>((time + kFrameNanos / 2) / kFrameNanos);
}

// Asks for a keyframe just before the buffer that must be one. A request with a running time would
// be obeyed once only by GStreamer 1.22 (hls.md §2.6); to be simplified when 1.24.13 is the oldest
// we meet.
template <Rhythm rhythm>
GstPadProbeReturn forceKeyframe(GstPad* pad, GstPadProbeInfo* info, gpointer) noexcept {
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  const int64_t grid = gridOf(GST_BUFFER_PTS(buffer));
  if (grid == 0 || !isKeyframePlace(grid, rhythm)) return GST_PAD_PROBE_OK;
  gst_pad_push_event(pad, gst_video_event_new_downstream_force_key_unit(
                              GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE, TRUE,
                              static_cast<guint>(grid / kFramesPerGop)));
  return GST_PAD_PROBE_OK;
}

}  // namespace

base::Result<std::unique_ptr<PictureEncoder>> PictureEncoder::start(
    const PictureEncoderOptions& options, PictureEncoderEvents events) {
  std::unique_ptr<PictureEncoder> made(new PictureEncoder(std::move(events)));
  if (auto built = made->build(options); !built) return std::move(built).error();
  return made;
}

base::Result<void> PictureEncoder::build(const PictureEncoderOptions& options) {
  const PictureRendition& wanted = options.rendition;
  EncoderPlan plan;
  plan.name = wanted.name;
  plan.inputCaps = pictureCaps(options.stageWidth, options.stageHeight, wanted.rhythm);
  plan.outputCaps = "video/x-h264,stream-format=avc,alignment=au,profile=high";
  if (wanted.width != options.stageWidth || wanted.height != options.stageHeight) {
    auto scaler = makeScaler();
    if (!scaler) return std::move(scaler).error();
    auto size = makeSize(wanted);
    if (!size) return std::move(size).error();
    plan.elements = {*scaler, *size};
  }
  auto encoder = makeX264(wanted);
  if (!encoder) return std::move(encoder).error();
  plan.elements.push_back(*encoder);
  auto pipeline = EncoderPipeline::start(
      std::move(plan), {[this](GstSample& sample) { receive(sample); },
                        [this](base::Error error) { events_.onFailure(std::move(error)); }});
  if (!pipeline) return std::move(pipeline).error();
  pipeline_ = std::move(*pipeline);
  gst_pad_add_probe(pipeline_->inputPad().get(), GST_PAD_PROBE_TYPE_BUFFER,
                    wanted.rhythm == Rhythm::Motion ? forceKeyframe<Rhythm::Motion>
                                                    : forceKeyframe<Rhythm::Slides>,
                    nullptr, nullptr);
  return {};
}

base::Result<void> PictureEncoder::announceParameters(GstSample& sample) {
  GstCaps* caps = gst_sample_get_caps(&sample);
  if (caps == announced_.get()) return {};
  announced_ = base::Ref<GstCaps>::share(caps);
  const GValue* value =
      caps == nullptr ? nullptr
                      : gst_structure_get_value(gst_caps_get_structure(caps, 0), "codec_data");
  GstBuffer* buffer = value == nullptr ? nullptr : gst_value_get_buffer(value);
  GstMapInfo map;
  if (buffer == nullptr || gst_buffer_map(buffer, &map, GST_MAP_READ) == FALSE) {
    return encoderError("gave no parameter sets");
  }
  auto sets = parameterSets({reinterpret_cast<const char*>(map.data), map.size});
  gst_buffer_unmap(buffer, &map);
  if (!sets) return std::move(sets).error();
  if (*sets != parameters_) events_.onParameters(*sets);
  parameters_ = *sets;
  return {};
}

void PictureEncoder::receive(GstSample& sample) {
  if (failed_) return;
  const auto fail = [this](base::Error error) {
    failed_ = true;
    events_.onFailure(std::move(error));
  };
  if (auto told = announceParameters(sample); !told) return fail(std::move(told).error());
  GstBuffer* buffer = gst_sample_get_buffer(&sample);
  const GstClockTime time = runningTime(sample);
  GstMapInfo map;
  if (!GST_CLOCK_TIME_IS_VALID(time) || gst_buffer_map(buffer, &map, GST_MAP_READ) == FALSE) {
    return fail(encoderError("gave a picture without a time"));
  }
  auto unit = strippedUnit({reinterpret_cast<const char*>(map.data), map.size});
  gst_buffer_unmap(buffer, &map);
  if (!unit) return fail(std::move(unit).error());
  events_.onPicture(gridOf(time), std::move(*unit));
}

}  // namespace pipelines
