// SPDX-License-Identifier: Apache-2.0
// Small GStreamer helpers of the simulator's media.
#pragma once

#include "base/ref.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/gst.h>

namespace base {

template <>
struct RefTraits<GstSample> {
  static void ref(GstSample* sample) { gst_sample_ref(sample); }
  static void unref(GstSample* sample) { gst_sample_unref(sample); }
};

}  // namespace base

namespace sim {

/// A pipeline that stops when it goes.
class Pipeline {
 public:
  /// @param description  In gst-launch syntax. Fault::Media when an element is missing.
  static base::Result<Pipeline> make(const std::string& description);
  Pipeline(Pipeline&&) noexcept = default;
  Pipeline& operator=(Pipeline&&) = delete;
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;
  ~Pipeline();

  base::Ref<GstElement> element(const char* name) const;
  GstElement* get() const { return pipeline_.get(); }
  void setState(GstState state) { gst_element_set_state(pipeline_.get(), state); }
  /// Waits up to `milliseconds` for a state change; false when it failed or is not done.
  bool waitForState(int milliseconds);

 private:
  explicit Pipeline(GstElement* pipeline) : pipeline_(base::Ref<GstElement>::sink(pipeline)) {}
  base::Ref<GstElement> pipeline_;
};

/// A buffer with a copy of `bytes`. @param time  Its PTS in ns, or GST_CLOCK_TIME_NONE.
GstBuffer* copyToBuffer(const std::uint8_t* bytes, std::size_t size, GstClockTime time);
/// A copy of what a sample's buffer holds.
std::vector<std::uint8_t> bytesOf(GstSample* sample);

}  // namespace sim
