// SPDX-License-Identifier: Apache-2.0
// What leaves the packager: an initialisation section per rendition, then parts.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <string>

namespace pipelines {

enum class Medium { Picture, Sound };

/// One encoding of a stream. Its name stands in URLs and never changes its meaning within a stream.
struct Rendition {
  Medium medium = Medium::Picture;
  std::string name = "video";
  auto operator<=>(const Rendition&) const = default;

  /// The picture in the stage's own size; smaller ones are named in the ladder.
  static Rendition video() { return {}; }
  static Rendition audio() { return {Medium::Sound, "audio"}; }
};

/// The init section (ftyp + moov) of one rendition and what a playlist says of it.
struct Init {
  Rendition rendition;
  std::shared_ptr<const std::string> bytes;
  std::string codecs;  ///< RFC 6381, from the encoder's own parameter sets, e.g. avc1.64001f
  int timescale = 0;
  int width = 0, height = 0;  ///< 0 for sound.
  double frameRate = 0;       ///< Pictures a second, at most; 0 for sound.
  int bitsPerSecond = 0;      ///< Ceiling the encoder was given.
};

/// One moof + mdat; twelve in a row are a segment (six the first).
struct Part {
  Rendition rendition;
  std::shared_ptr<const std::string> bytes;
  int64_t segment = 0;  ///< From 0, of this broadcast.
  int part = 0;         ///< 0..11 within the segment.
  int64_t global = 0;   ///< From 0, never reused.
  int64_t durationTicks = 0;
  bool independent = false;  ///< Starts with a keyframe (sound: always).
  bool last = false;         ///< Closes its segment.
  int64_t unixMillis = 0;    ///< Wall-clock date of its first sample (EXT-X-PROGRAM-DATE-TIME).
};

}  // namespace pipelines
