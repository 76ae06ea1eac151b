// SPDX-License-Identifier: Apache-2.0
// Builds and stops the small pipelines around the encoders, and hears their errors.
#include "pipelines/encode/encoder_pipeline.hpp"

#include <chrono>
#include <utility>

namespace pipelines {
namespace {

constexpr std::chrono::seconds kFinishWithin{30};

base::Error mediaError(const std::string& what) {
  return base::Error{base::Fault::Media, what, "encoder"};
}

base::Ref<GstCaps> capsFrom(const std::string& text) {
  return base::Ref<GstCaps>::adopt(gst_caps_from_string(text.c_str()));
}

}  // namespace

base::Result<std::unique_ptr<EncoderPipeline>> EncoderPipeline::start(EncoderPlan plan,
                                                                      EncoderEvents events) {
  std::unique_ptr<EncoderPipeline> made(new EncoderPipeline(std::move(events)));
  if (auto built = made->build(plan); !built) return std::move(built).error();
  if (gst_element_set_state(made->pipeline_.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
    return mediaError("the pipeline " + plan.name + " does not start");
  }
  return made;
}

base::Result<void> EncoderPipeline::build(EncoderPlan& plan) {
  pipeline_ = base::Ref<GstElement>::sink(gst_pipeline_new(plan.name.c_str()));
  auto source = makeElement("appsrc", plan.name + "-source");
  if (!source) return std::move(source).error();
  auto sink = makeElement("appsink", plan.name + "-sink");
  if (!sink) return std::move(sink).error();
  source_ = *source;
  sink_ = *sink;
  g_object_set(source_.get(), "format", GST_FORMAT_TIME, "max-bytes", guint64{0}, "caps",
               capsFrom(plan.inputCaps).get(), nullptr);
  g_object_set(sink_.get(), "sync", FALSE, "async", FALSE, "caps", capsFrom(plan.outputCaps).get(),
               nullptr);
  GstAppSinkCallbacks callbacks{};
  callbacks.new_sample = &EncoderPipeline::pulled;
  callbacks.eos = &EncoderPipeline::ended;
  gst_app_sink_set_callbacks(GST_APP_SINK(sink_.get()), &callbacks, this, nullptr);
  const auto bus = base::Ref<GstBus>::adopt(gst_element_get_bus(pipeline_.get()));
  gst_bus_set_sync_handler(bus.get(), &EncoderPipeline::heard, this, nullptr);

  std::vector<base::Ref<GstElement>> chain{source_};
  for (auto& element : plan.elements) chain.push_back(element);
  chain.push_back(sink_);
  for (const auto& element : chain) gst_bin_add(GST_BIN(pipeline_.get()), element.get());
  for (size_t i = 1; i < chain.size(); ++i) {
    if (gst_element_link(chain[i - 1].get(), chain[i].get()) == FALSE) {
      return mediaError("the elements of " + plan.name + " do not fit together");
    }
  }
  return {};
}

EncoderPipeline::~EncoderPipeline() {
  if (!pipeline_) return;
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);  // Joins the streaming thread.
  const auto bus = base::Ref<GstBus>::adopt(gst_element_get_bus(pipeline_.get()));
  gst_bus_set_sync_handler(bus.get(), nullptr, nullptr, nullptr);
}

void EncoderPipeline::push(base::Ref<GstBuffer> buffer) {
  gst_app_src_push_buffer(GST_APP_SRC(source_.get()), buffer.release());
}

base::Result<void> EncoderPipeline::finish() {
  gst_app_src_end_of_stream(GST_APP_SRC(source_.get()));
  std::unique_lock lock(mutex_);
  bell_.wait_for(lock, kFinishWithin, [this] { return hasEnded_ || failed_; });
  if (hasEnded_) return {};
  return mediaError("the encoder does not come to an end");
}

base::Ref<GstPad> EncoderPipeline::inputPad() const {
  return base::Ref<GstPad>::adopt(gst_element_get_static_pad(source_.get(), "src"));
}

void EncoderPipeline::fail(base::Error error) {
  if (failed_.exchange(true)) return;
  {
    const std::lock_guard lock(mutex_);  // Or finish() could miss the bell.
  }
  bell_.notify_all();
  events_.onFailure(std::move(error));
}

void EncoderPipeline::ended(GstAppSink*, gpointer self) noexcept {
  auto* pipeline = static_cast<EncoderPipeline*>(self);
  {
    const std::lock_guard lock(pipeline->mutex_);
    pipeline->hasEnded_ = true;
  }
  pipeline->bell_.notify_all();
}

GstFlowReturn EncoderPipeline::pulled(GstAppSink* sink, gpointer self) noexcept {
  const auto sample = base::Ref<GstSample>::adopt(gst_app_sink_pull_sample(sink));
  if (sample) static_cast<EncoderPipeline*>(self)->events_.onSample(*sample.get());
  return GST_FLOW_OK;
}

GstBusSyncReply EncoderPipeline::heard(GstBus*, GstMessage* message, gpointer self) noexcept {
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
    GError* error = nullptr;
    gst_message_parse_error(message, &error, nullptr);
    std::string text = std::string(GST_MESSAGE_SRC_NAME(message)) + ": " +
                       (error != nullptr ? error->message : "failed");
    g_clear_error(&error);
    static_cast<EncoderPipeline*>(self)->fail(mediaError(text));
  }
  gst_message_unref(message);
  return GST_BUS_DROP;
}

GstClockTime runningTime(GstSample& sample) {
  GstBuffer* buffer = gst_sample_get_buffer(&sample);
  const GstSegment* segment = gst_sample_get_segment(&sample);
  if (buffer == nullptr || segment == nullptr) return GST_CLOCK_TIME_NONE;
  return gst_segment_to_running_time(segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
}

}  // namespace pipelines
