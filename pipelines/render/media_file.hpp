// SPDX-License-Identifier: Apache-2.0
// MediaFile: one track of a media file, decoded ahead of its reader, but not far ahead.
#pragma once

#include "base/result.hpp"
#include "pipelines/gst.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>

namespace pipelines {

enum class MediaTrack { Picture, Sound };

/// A piece of decoded media: an I420 picture, or some 20 ms of interleaved stereo floats at 48 kHz.
struct MediaPiece {
  base::Ref<GstSample> sample;
  std::chrono::nanoseconds time{};  ///< Its beginning, as a player of the file would show it.
  std::chrono::nanoseconds duration{};
};

/// WebM, Matroska, Ogg or MP4; what claims to be another kind is not opened, so that a file can
/// name no other place. One caller at a time.
class MediaFile {
 public:
  /// Decodes the first piece before it returns. @param from  Where to begin.
  /// @return Fault::Media: code `not_media`, `no_track`, or `codec`.
  static base::Result<std::unique_ptr<MediaFile>> open(const std::filesystem::path& path,
                                                       MediaTrack track,
                                                       std::chrono::nanoseconds from = {});
  MediaFile(const MediaFile&) = delete;
  MediaFile& operator=(const MediaFile&) = delete;
  ~MediaFile();

  /// What the file says of itself.
  std::optional<std::chrono::nanoseconds> duration() const;

  /// The next piece, if it begins at `until` or before; nothing otherwise, and after the last one.
  /// Waits for the decoder. @return Fault::Media when the file breaks off; nothing comes after it.
  base::Result<std::optional<MediaPiece>> take(std::chrono::nanoseconds until);

  bool hasEnded() const { return hasEnded_; }

 private:
  MediaFile() = default;
  base::Result<void> build(const std::filesystem::path& path, MediaTrack track);
  base::Result<void> preroll(MediaTrack track, std::chrono::nanoseconds from);
  base::Result<void> awaitFirst(MediaTrack track);
  base::Result<void> decodeNext();
  bool keep(base::Ref<GstSample> sample);
  std::optional<base::Error> failure() const;

  struct Wiring;  // What GStreamer's threads see of it.
  std::unique_ptr<Wiring> wiring_;
  base::Ref<GstElement> sink_;
  base::Ref<GstElement> pipeline_;
  std::optional<MediaPiece> next_;
  bool hasEnded_ = false;
};

}  // namespace pipelines
