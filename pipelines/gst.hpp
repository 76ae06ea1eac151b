// SPDX-License-Identifier: Apache-2.0
// GStreamer from C++: reference traits of its mini-objects, elements that fail with a sentence.
#pragma once

#include <gst/gst.h>

#include <string>

#include "base/ref.hpp"
#include "base/result.hpp"

namespace base {

template <>
struct RefTraits<GstSample> {
  static void ref(GstSample* s) { gst_sample_ref(s); }
  static void unref(GstSample* s) { gst_sample_unref(s); }
};
template <>
struct RefTraits<GstBuffer> {
  static void ref(GstBuffer* b) { gst_buffer_ref(b); }
  static void unref(GstBuffer* b) { gst_buffer_unref(b); }
};
template <>
struct RefTraits<GstCaps> {
  static void ref(GstCaps* c) { gst_caps_ref(c); }
  static void unref(GstCaps* c) { gst_caps_unref(c); }
};

}  // namespace base

namespace pipelines {

/// Makes an element, floating reference sunk. Fault::Config names the missing plugin and its Debian
/// package.
base::Result<base::Ref<GstElement>> makeElement(const char* factory, const std::string& name);

/// What of GStreamer's own log goes into ours.
enum class GStreamerLog {
  Warnings,
  Errors,  ///< For files: their small faults concern nobody.
};

/// gst_init, GStreamer's warnings into our log, and the element factories that Amphi cannot do
/// without. Fault::Config lists all that are missing. Call once, from main.
base::Result<void> startGStreamer(GStreamerLog log = GStreamerLog::Warnings);

}  // namespace pipelines
