// SPDX-License-Identifier: Apache-2.0
// filesrc, decodebin for the wanted track, and an appsink that holds the decoder back.
#include "pipelines/render/media_file.hpp"

#include <gst/app/gstappsink.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pipelines {
namespace {

using std::chrono::nanoseconds;

// A decoder that gives nothing for this long is stuck; a seek in a long file without an index reads
// all of it.
constexpr GstClockTime kPatience = 60 * GST_SECOND;
// How often a reader that waits looks whether the decoder failed meanwhile.
constexpr GstClockTime kLook = GST_SECOND / 4;
constexpr guint kPicturesAhead = 4, kSoundsAhead = 25;

// GStreamer's names of the containers; they look like tracks.
constexpr std::array<std::string_view, 8> kContainers{
    "video/webm", "audio/webm", "video/x-matroska", "audio/x-matroska",
    "video/ogg",  "audio/ogg",  "video/quicktime",  "audio/x-m4a"};

struct TrackKind {
  std::string_view encoded;  // What its caps begin with before it is decoded
  std::string_view raw;      // and after.
  const char* name;
  const char* caps;
  guint ahead;
};
constexpr TrackKind kPicture{"video/", "video/x-raw", "picture", "video/x-raw,format=I420",
                             kPicturesAhead};
constexpr TrackKind kSound{"audio/", "audio/x-raw", "sound",
                           "audio/x-raw,format=F32LE,layout=interleaved,rate=48000,channels=2",
                           kSoundsAhead};

const TrackKind& kindOf(MediaTrack track) {
  return track == MediaTrack::Picture ? kPicture : kSound;
}

base::Error mediaError(const std::string& what, const char* code) {
  return {base::Fault::Media, what, code};
}

base::Error errorIn(GstMessage* message) {
  GError* error = nullptr;
  gst_message_parse_error(message, &error, nullptr);
  const std::string why = error != nullptr ? error->message : "no reason given";
  g_clear_error(&error);
  return mediaError(why, "codec");
}

// decodebin would follow a playlist to wherever it points; these containers hold their media.
bool isContainer(const std::filesystem::path& path) {
  std::array<char, 12> head{};
  std::ifstream file(path, std::ios::binary);
  file.read(head.data(), head.size());
  const std::string_view start(head.data(), static_cast<size_t>(file.gcount()));
  return start.starts_with("\x1a\x45\xdf\xa3") || start.starts_with("OggS") ||
         (start.size() >= 8 && start.substr(4, 4) == "ftyp");
}

std::string capsName(GstPad* pad) {
  auto caps = base::Ref<GstCaps>::adopt(gst_pad_get_current_caps(pad));
  if (!caps) caps = base::Ref<GstCaps>::adopt(gst_pad_query_caps(pad, nullptr));
  if (!caps || gst_caps_is_any(caps.get()) != FALSE || gst_caps_is_empty(caps.get()) != FALSE) {
    return "";
  }
  return gst_structure_get_name(gst_caps_get_structure(caps.get(), 0));
}

}  // namespace

struct MediaFile::Wiring {
  const TrackKind& kind;
  base::Ref<GstPad> sinkPad;  // Of what follows the decoder.
  GstElement* pipeline = nullptr;

  // Only what is wanted is decoded; the rest stays as it is, and goes nowhere.
  static gboolean isWanted(GstElement*, GstPad*, GstCaps* caps, gpointer data) noexcept {
    const auto& wiring = *static_cast<Wiring*>(data);
    const std::string_view name = gst_structure_get_name(gst_caps_get_structure(caps, 0));
    const bool isOther = (name.starts_with("video/") || name.starts_with("audio/")) &&
                         !name.starts_with(wiring.kind.encoded);
    return !isOther || std::ranges::find(kContainers, name) != kContainers.end();
  }
  static void onPad(GstElement*, GstPad* pad, gpointer data) noexcept {
    auto& wiring = *static_cast<Wiring*>(data);
    if (gst_pad_is_linked(wiring.sinkPad.get()) != FALSE) return;  // The first one counts.
    if (capsName(pad).starts_with(wiring.kind.raw)) gst_pad_link(pad, wiring.sinkPad.get());
  }
  static void onAllPads(GstElement*, gpointer data) noexcept {
    auto& wiring = *static_cast<Wiring*>(data);
    if (gst_pad_is_linked(wiring.sinkPad.get()) != FALSE) return;
    gst_element_post_message(wiring.pipeline,
                             gst_message_new_application(GST_OBJECT(wiring.pipeline),
                                                         gst_structure_new_empty("no-track")));
  }
};

base::Result<std::unique_ptr<MediaFile>> MediaFile::open(const std::filesystem::path& path,
                                                         MediaTrack track, nanoseconds from) {
  if (!isContainer(path)) {
    return mediaError("this is neither WebM nor Ogg nor MP4", "not_media");
  }
  std::unique_ptr<MediaFile> made(new MediaFile());
  if (auto built = made->build(path, track); !built) return std::move(built).error();
  if (auto ready = made->preroll(track, from); !ready) return std::move(ready).error();
  return made;
}

base::Result<void> MediaFile::build(const std::filesystem::path& path, MediaTrack track) {
  const TrackKind& kind = kindOf(track);
  pipeline_ = base::Ref<GstElement>::sink(gst_pipeline_new(kind.name));
  std::vector<const char*> names{"filesrc", "decodebin"};
  if (track == MediaTrack::Picture) {
    names.insert(names.end(), {"videoconvert", "appsink"});
  } else {
    names.insert(names.end(), {"audioconvert", "audioresample", "appsink"});
  }
  std::vector<base::Ref<GstElement>> elements;
  for (const char* name : names) {
    auto element = makeElement(name, std::string("file-") + kind.name + "-" + name);
    if (!element) return std::move(element).error();
    gst_bin_add(GST_BIN(pipeline_.get()), element->get());
    elements.push_back(std::move(*element));
  }
  GstElement* decoder = elements[1].get();
  sink_ = elements.back();
  bool fits = gst_element_link(elements[0].get(), decoder) != FALSE;
  for (size_t i = 3; i < elements.size(); ++i) {
    fits = gst_element_link(elements[i - 1].get(), elements[i].get()) != FALSE && fits;
  }
  if (!fits) return mediaError("the elements of a reader do not fit together", "codec");
  g_object_set(elements[0].get(), "location", path.c_str(), nullptr);
  const auto caps = base::Ref<GstCaps>::adopt(gst_caps_from_string(kind.caps));
  g_object_set(sink_.get(), "caps", caps.get(), "sync", FALSE, "max-buffers", kind.ahead,
               "enable-last-sample", FALSE, nullptr);
  wiring_ = std::make_unique<Wiring>(
      Wiring{kind, base::Ref<GstPad>::adopt(gst_element_get_static_pad(elements[2].get(), "sink")),
             pipeline_.get()});
  g_signal_connect(decoder, "autoplug-continue", G_CALLBACK(Wiring::isWanted), wiring_.get());
  g_signal_connect(decoder, "pad-added", G_CALLBACK(Wiring::onPad), wiring_.get());
  g_signal_connect(decoder, "no-more-pads", G_CALLBACK(Wiring::onAllPads), wiring_.get());
  return {};
}

MediaFile::~MediaFile() {
  next_.reset();
  if (pipeline_) gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

base::Result<void> MediaFile::preroll(MediaTrack track, nanoseconds from) {
  gst_element_set_state(pipeline_.get(), GST_STATE_PAUSED);
  if (auto first = awaitFirst(track); !first) return first;
  if (from > nanoseconds::zero()) {
    const auto flags = static_cast<GstSeekFlags>(GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE);
    gst_element_seek_simple(pipeline_.get(), GST_FORMAT_TIME, flags, from.count());
  }
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
  return {};
}

base::Result<void> MediaFile::awaitFirst(MediaTrack track) {
  const auto bus = base::Ref<GstBus>::adopt(gst_element_get_bus(pipeline_.get()));
  const auto wanted = static_cast<GstMessageType>(GST_MESSAGE_ASYNC_DONE | GST_MESSAGE_ERROR |
                                                  GST_MESSAGE_APPLICATION | GST_MESSAGE_EOS);
  GstMessage* message = gst_bus_timed_pop_filtered(bus.get(), kPatience, wanted);
  if (message == nullptr) return mediaError("the decoder gives nothing", "codec");
  const GstMessageType type = GST_MESSAGE_TYPE(message);
  if (type == GST_MESSAGE_ERROR) {
    auto error = errorIn(message);
    gst_message_unref(message);
    return std::move(error).in("it cannot be decoded");
  }
  gst_message_unref(message);
  if (type == GST_MESSAGE_ASYNC_DONE) return {};
  return mediaError(std::string("it holds no ") + kindOf(track).name, "no_track");
}

std::optional<nanoseconds> MediaFile::duration() const {
  gint64 value = 0;
  if (gst_element_query_duration(pipeline_.get(), GST_FORMAT_TIME, &value) == FALSE || value <= 0) {
    return std::nullopt;
  }
  return nanoseconds(value);
}

base::Result<std::optional<MediaPiece>> MediaFile::take(nanoseconds until) {
  if (!next_ && !hasEnded_) {
    if (auto decoded = decodeNext(); !decoded) return std::move(decoded).error();
  }
  if (!next_ || next_->time > until) return std::optional<MediaPiece>();
  return std::exchange(next_, std::nullopt);
}

base::Result<void> MediaFile::decodeNext() {
  auto* sink = GST_APP_SINK(sink_.get());
  for (GstClockTime waited = 0; waited < kPatience; waited += kLook) {
    auto sample = base::Ref<GstSample>::adopt(gst_app_sink_try_pull_sample(sink, kLook));
    if (sample) {
      waited = 0;
      if (keep(std::move(sample))) return {};
      continue;
    }
    hasEnded_ = gst_app_sink_is_eos(sink) != FALSE;
    if (auto error = failure()) {
      hasEnded_ = true;
      return *error;
    }
    if (hasEnded_) return {};
  }
  hasEnded_ = true;
  return mediaError("the decoder has stopped", "codec");
}

bool MediaFile::keep(base::Ref<GstSample> sample) {
  GstBuffer* buffer = gst_sample_get_buffer(sample.get());
  const GstSegment* segment = gst_sample_get_segment(sample.get());
  if (buffer == nullptr || segment == nullptr || !GST_BUFFER_PTS_IS_VALID(buffer)) return false;
  const auto time = gst_segment_to_stream_time(segment, GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
  if (!GST_CLOCK_TIME_IS_VALID(time)) return false;
  const auto lasts = GST_BUFFER_DURATION_IS_VALID(buffer) ? GST_BUFFER_DURATION(buffer) : 0;
  next_ = MediaPiece{std::move(sample), nanoseconds(static_cast<int64_t>(time)),
                     nanoseconds(static_cast<int64_t>(lasts))};
  return true;
}

std::optional<base::Error> MediaFile::failure() const {
  const auto bus = base::Ref<GstBus>::adopt(gst_element_get_bus(pipeline_.get()));
  GstMessage* message = gst_bus_pop_filtered(bus.get(), GST_MESSAGE_ERROR);
  if (message == nullptr) return std::nullopt;
  auto error = errorIn(message);
  gst_message_unref(message);
  return std::move(error).in("it breaks off");
}

}  // namespace pipelines
