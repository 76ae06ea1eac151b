// SPDX-License-Identifier: Apache-2.0
// x264enc with the settings of a lecture: still text most of the time, faces in small tiles.
#include "pipelines/encode/picture_encoder.hpp"

#include "base/check.hpp"
#include "pipelines/grid.hpp"

#include <gst/video/video.h>

#include <cstring>
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

std::string inputCaps(const PictureEncoderOptions& options) {
  return "video/x-raw,format=I420,width=" + std::to_string(options.width) +
         ",height=" + std::to_string(options.height) +
         ",framerate=" + std::to_string(kFramesPerSecond) +
         "/1,pixel-aspect-ratio=1/1,interlace-mode=progressive,colorimetry=bt709";
}

base::Result<base::Ref<GstElement>> makeX264(const PictureEncoderOptions& options) {
  auto element = makeElement("x264enc", "picture-encoder");
  if (!element) return element;
  GObject* object = G_OBJECT(element->get());
  gst_util_set_object_arg(object, "speed-preset", kPreset);
  gst_util_set_object_arg(object, "tune", kTune);
  gst_util_set_object_arg(object, "pass", "qual");
  g_object_set(object, "quantizer", kQuality, "qp-min", kLeastQuantizer, "bitrate",
               static_cast<guint>(options.maxKilobitsPerSecond), "vbv-buf-capacity", kBufferMillis,
               "bframes", 0u, "key-int-max", kNoKeyframesOfItsOwn, "threads", kThreads, "aud",
               FALSE, "option-string", "scenecut=0", nullptr);
  return element;
}

int64_t gridOf(GstClockTime time) {
  return static_cast<int64_t>((time + kFrameNanos / 2) / kFrameNanos);
}

// Asks for a keyframe just before the buffer that must be one. A request with a running time would
// be obeyed once only by GStreamer 1.22 (hls.md §2.6); to be simplified when 1.24.13 is the oldest
// we meet.
GstPadProbeReturn forceKeyframe(GstPad* pad, GstPadProbeInfo* info, gpointer) noexcept {
  GstBuffer* buffer = GST_PAD_PROBE_INFO_BUFFER(info);
  const int64_t grid = gridOf(GST_BUFFER_PTS(buffer));
  if (grid == 0 || grid % kFramesPerGop != 0) return GST_PAD_PROBE_OK;
  gst_pad_push_event(pad, gst_video_event_new_downstream_force_key_unit(
                              GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE, TRUE,
                              static_cast<guint>(grid / kFramesPerGop)));
  return GST_PAD_PROBE_OK;
}

// The pool hands out buffers laid out like a Picture, so that filling one is a single copy.
base::Result<base::Ref<GstBufferPool>> makePool(const std::string& capsText, size_t size) {
  const auto caps = base::Ref<GstCaps>::adopt(gst_caps_from_string(capsText.c_str()));
  GstVideoInfo info;
  if (gst_video_info_from_caps(&info, caps.get()) == FALSE) return encoderError("refuses the size");
  base::check(info.size == size, "pictures are laid out as GStreamer does");
  auto pool = base::Ref<GstBufferPool>::adopt(gst_buffer_pool_new());
  GstStructure* config = gst_buffer_pool_get_config(pool.get());
  gst_buffer_pool_config_set_params(config, caps.get(), static_cast<guint>(size), 0, 0);
  if (gst_buffer_pool_set_config(pool.get(), config) == FALSE ||
      gst_buffer_pool_set_active(pool.get(), TRUE) == FALSE) {
    return encoderError("has no buffers");
  }
  return pool;
}

}  // namespace

base::Result<std::unique_ptr<PictureEncoder>> PictureEncoder::start(
    const PictureEncoderOptions& options, PictureEncoderEvents events) {
  std::unique_ptr<PictureEncoder> made(new PictureEncoder(std::move(events)));
  if (auto built = made->build(options); !built) return std::move(built).error();
  return made;
}

base::Result<void> PictureEncoder::build(const PictureEncoderOptions& options) {
  auto pool = makePool(inputCaps(options), Picture(options.width, options.height).bytes().size());
  if (!pool) return std::move(pool).error();
  pool_ = *pool;
  auto encoder = makeX264(options);
  if (!encoder) return std::move(encoder).error();
  EncoderPlan plan{"picture",
                   inputCaps(options),
                   {*encoder},
                   "video/x-h264,stream-format=avc,alignment=au,profile=high"};
  auto pipeline = EncoderPipeline::start(
      std::move(plan), {[this](GstSample& sample) { receive(sample); },
                        [this](base::Error error) { events_.onFailure(std::move(error)); }});
  if (!pipeline) return std::move(pipeline).error();
  pipeline_ = std::move(*pipeline);
  gst_pad_add_probe(pipeline_->inputPad().get(), GST_PAD_PROBE_TYPE_BUFFER, forceKeyframe, nullptr,
                    nullptr);
  return {};
}

PictureEncoder::~PictureEncoder() {
  pipeline_.reset();
  if (pool_) gst_buffer_pool_set_active(pool_.get(), FALSE);
}

void PictureEncoder::encode(int64_t grid, const Picture& picture) {
  GstBuffer* raw = nullptr;
  if (gst_buffer_pool_acquire_buffer(pool_.get(), &raw, nullptr) != GST_FLOW_OK) return;
  auto buffer = base::Ref<GstBuffer>::adopt(raw);
  gst_buffer_fill(buffer.get(), 0, picture.bytes().data(), picture.bytes().size());
  GST_BUFFER_PTS(buffer.get()) = static_cast<GstClockTime>(grid) * kFrameNanos;
  GST_BUFFER_DURATION(buffer.get()) = kFrameNanos;
  pipeline_->push(std::move(buffer));
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
