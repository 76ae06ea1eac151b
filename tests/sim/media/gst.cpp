// SPDX-License-Identifier: Apache-2.0
// Small GStreamer helpers of the simulator's media.
#include "tests/sim/media/gst.hpp"

namespace sim {

base::Result<Pipeline> Pipeline::make(const std::string& description) {
  GError* error = nullptr;
  GstElement* made = gst_parse_launch(description.c_str(), &error);
  if (error == nullptr && made != nullptr) return Pipeline(made);
  base::Error failure{base::Fault::Media,
                      std::string("GStreamer: ") + (error != nullptr ? error->message : "?"), ""};
  g_clear_error(&error);
  if (made != nullptr) gst_object_unref(made);
  return failure;
}

Pipeline::~Pipeline() {
  if (pipeline_) gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

base::Ref<GstElement> Pipeline::element(const char* name) const {
  return base::Ref<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(pipeline_.get()), name));
}

bool Pipeline::waitForState(int milliseconds) {
  const auto limit = static_cast<GstClockTime>(milliseconds) * GST_MSECOND;
  const auto done = gst_element_get_state(pipeline_.get(), nullptr, nullptr, limit);
  return done == GST_STATE_CHANGE_SUCCESS || done == GST_STATE_CHANGE_NO_PREROLL;
}

GstBuffer* copyToBuffer(const std::uint8_t* bytes, std::size_t size, GstClockTime time) {
  GstBuffer* buffer = gst_buffer_new_allocate(nullptr, size, nullptr);
  gst_buffer_fill(buffer, 0, bytes, size);
  GST_BUFFER_PTS(buffer) = time;
  GST_BUFFER_DTS(buffer) = time;
  return buffer;
}

std::vector<std::uint8_t> bytesOf(GstSample* sample) {
  GstBuffer* buffer = gst_sample_get_buffer(sample);
  std::vector<std::uint8_t> bytes(buffer == nullptr ? 0 : gst_buffer_get_size(buffer));
  if (!bytes.empty()) gst_buffer_extract(buffer, 0, bytes.data(), bytes.size());
  return bytes;
}

}  // namespace sim
