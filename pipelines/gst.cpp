// SPDX-License-Identifier: Apache-2.0
// GStreamer's start, its warnings in our log, and elements that fail with a sentence.
#include "pipelines/gst.hpp"

#include "base/clock.hpp"
#include "base/log.hpp"

#include <array>
#include <cstdlib>
#include <mutex>
#include <string_view>

namespace pipelines {
namespace {

struct NeededElement {
  std::string_view factory;
  std::string_view package;  // Debian's name, so that the sentence can be acted on.
};

constexpr std::array kNeeded = {
    NeededElement{"appsrc", "gstreamer1.0-plugins-base"},
    NeededElement{"appsink", "gstreamer1.0-plugins-base"},
    NeededElement{"videoconvert", "gstreamer1.0-plugins-base"},
    NeededElement{"audioconvert", "gstreamer1.0-plugins-base"},
    NeededElement{"audioresample", "gstreamer1.0-plugins-base"},
    NeededElement{"opusdec", "gstreamer1.0-plugins-base"},
    NeededElement{"decodebin", "gstreamer1.0-plugins-base"},
    NeededElement{"matroskademux", "gstreamer1.0-plugins-good"},
    NeededElement{"rtpbin", "gstreamer1.0-plugins-good"},
    NeededElement{"rtpvp8depay", "gstreamer1.0-plugins-good"},
    NeededElement{"rtpopusdepay", "gstreamer1.0-plugins-good"},
    NeededElement{"vp8dec", "gstreamer1.0-plugins-good"},
    NeededElement{"webrtcbin", "gstreamer1.0-plugins-bad"},
    NeededElement{"dtlsdec", "gstreamer1.0-plugins-bad"},
    NeededElement{"srtpdec", "gstreamer1.0-plugins-bad"},
    NeededElement{"nicesrc", "gstreamer1.0-nice"},
    NeededElement{"x264enc", "gstreamer1.0-plugins-ugly"},
    NeededElement{"flvmux", "gstreamer1.0-plugins-good"},
    NeededElement{"h264parse", "gstreamer1.0-plugins-bad"},
    NeededElement{"mpegtsmux", "gstreamer1.0-plugins-bad"},
    NeededElement{"rtmp2sink", "gstreamer1.0-plugins-bad"},
    NeededElement{"srtsink", "gstreamer1.0-plugins-bad"},
    NeededElement{"voaacenc", "gstreamer1.0-plugins-bad"},  // Where libav's encoder is missing.
};

std::string_view packageOf(std::string_view factory) {
  for (const auto& needed : kNeeded) {
    if (needed.factory == factory) return needed.package;
  }
  return {};
}

std::string nameWithPackage(std::string_view factory) {
  std::string text(factory);
  if (const auto package = packageOf(factory); !package.empty()) {
    text.append(" (Debian package ").append(package).append(")");
  }
  return text;
}

bool hasFactory(std::string_view factory) {
  GstElementFactory* found = gst_element_factory_find(std::string(factory).c_str());
  if (found == nullptr) return false;
  gst_object_unref(found);
  return true;
}

// GStreamer may warn once a packet: one throttle for all of it keeps the log readable.
bool admitWarning(uint64_t& suppressed) {
  static std::mutex mutex;  // guards throttle
  static base::log::Throttle throttle;
  const std::lock_guard lock(mutex);
  return throttle.admit(base::steadyNow(), suppressed);
}

// What pushes say may hold the address they push to, and that holds the key.
std::string_view safeText(std::string_view category, const char* text) {
  for (const std::string_view secretive : {"rtmp", "amf", "srt"})
    if (category.starts_with(secretive)) return "(not written: it may hold a stream key)";
  return text == nullptr ? "" : text;
}

void writeToLog(GstDebugCategory* category, GstDebugLevel level, const gchar* file, const gchar*,
                gint line, GObject* object, GstDebugMessage* message, gpointer) {
  if (level > GST_LEVEL_WARNING || level == GST_LEVEL_NONE) return;
  uint64_t suppressed = 0;
  if (!admitWarning(suppressed)) return;
  const char* name = gst_debug_category_get_name(category);
  const char* element = GST_IS_OBJECT(object) ? GST_OBJECT_NAME(object) : nullptr;
  base::log::write(
      level == GST_LEVEL_ERROR ? base::log::Level::Error : base::log::Level::Warn, "gstreamer",
      safeText(name, gst_debug_message_get(message)),
      {{"category", name},
       {"element", element == nullptr ? "" : element},
       {"source", std::string(file == nullptr ? "" : file) + ":" + std::to_string(line)},
       {"suppressed", suppressed}});
}

void sendToLog(GStreamerLog least) {
  // A developer's GST_DEBUG keeps GStreamer's own printing and its own thresholds.
  if (std::getenv("GST_DEBUG") == nullptr) {
    gst_debug_remove_log_function(gst_debug_log_default);
    gst_debug_set_default_threshold(least == GStreamerLog::Errors ? GST_LEVEL_ERROR
                                                                  : GST_LEVEL_WARNING);
  }
  gst_debug_add_log_function(writeToLog, nullptr, nullptr);
}

}  // namespace

base::Result<base::Ref<GstElement>> makeElement(const char* factory, const std::string& name) {
  auto element = base::Ref<GstElement>::sink(gst_element_factory_make(factory, name.c_str()));
  if (!element) {
    return base::Error{base::Fault::Config,
                       "GStreamer has no element " + nameWithPackage(factory) + "; install it",
                       "missing_element"};
  }
  return element;
}

base::Result<void> startGStreamer(GStreamerLog log) {
  GError* error = nullptr;
  if (gst_init_check(nullptr, nullptr, &error) == FALSE) {
    std::string why = error != nullptr ? error->message : "no reason given";
    g_clear_error(&error);
    return base::Error{base::Fault::Config, "GStreamer does not start: " + why, "gstreamer"};
  }
  static std::once_flag once;
  std::call_once(once, sendToLog, log);
  std::string missing;
  for (const auto& needed : kNeeded) {
    if (hasFactory(needed.factory)) continue;
    if (!missing.empty()) missing += ", ";
    missing += nameWithPackage(needed.factory);
  }
  if (!missing.empty()) {
    return base::Error{base::Fault::Config, "GStreamer lacks: " + missing, "missing_element"};
  }
  return {};
}

}  // namespace pipelines
