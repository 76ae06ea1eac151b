// SPDX-License-Identifier: Apache-2.0
// What leaves the packager: an initialisation section per rendition, then parts.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace pipelines {

enum class Rendition { Video, Audio };

/// The init section (ftyp + moov) of one rendition and what a playlist says of it.
struct Init {
  Rendition rendition = Rendition::Video;
  std::shared_ptr<const std::string> bytes;
  std::string codecs;  ///< RFC 6381, from the encoder's own parameter sets, e.g. avc1.64001f
  int timescale = 0;
  int width = 0, height = 0;  ///< 0 for sound.
  int bitsPerSecond = 0;      ///< Ceiling the encoder was given.
};

/// One moof + mdat; twelve in a row are a segment (six the first).
struct Part {
  Rendition rendition = Rendition::Video;
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
