// SPDX-License-Identifier: Apache-2.0
// Boxes that every MP4 of ours holds, fragmented or whole. @source ISO/IEC 14496-12, -14, -15
#pragma once

#include "pipelines/package/box_writer.hpp"
#include "pipelines/package/mp4.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace pipelines {

inline constexpr std::string_view kPictureHandler = "vide";
inline constexpr std::string_view kSoundHandler = "soun";

struct MovieShape {
  uint32_t timescale = 0;
  uint32_t duration = 0;  ///< In `timescale`; 0: not known.
  uint32_t nextTrackId = 0;
};

struct TrackShape {
  uint32_t id = 0;
  uint32_t timescale = 0;
  std::string_view handler;
  std::string name;
  std::string language = "und";  ///< ISO 639-2, three small letters.
  uint32_t movieDuration = 0;    ///< In the movie's timescale; 0: not known.
  uint32_t mediaDuration = 0;    ///< In `timescale`; 0: not known.
  bool isEnabled = true;
  uint32_t alternateGroup = 0;  ///< Tracks of one group stand for each other; 0: none.
  uint32_t width = 0;           ///< Pixels; 0 for sound.
  uint32_t height = 0;
};

void writeMovieHeader(BoxWriter& out, const MovieShape& movie);     ///< mvhd
void writeTrackHeader(BoxWriter& out, const TrackShape& track);     ///< tkhd
void writeMediaHeaders(BoxWriter& out, const TrackShape& track);    ///< mdhd, hdlr
void writeMediaKind(BoxWriter& out, std::string_view handler);      ///< vmhd, smhd or nmhd; dinf
void writePictureEntry(BoxWriter& out, const PictureTrack& track);  ///< avc1
void writeSoundEntry(BoxWriter& out, const AacTrack& track);        ///< mp4a

}  // namespace pipelines
