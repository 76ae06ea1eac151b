// SPDX-License-Identifier: Apache-2.0
// Fragmented MP4 as LL-HLS players like it: one track a file, an init section, then moof + mdat.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pipelines {

/// What the init section of an H.264 track says. Timescale kVideoTimescale, 4:2:0, 8 bit, BT.709.
struct PictureTrack {
  int width = 0;
  int height = 0;
  std::string sps;  ///< One NAL unit without length or start code.
  std::string pps;
};

/// What the init section of an AAC track says. 48 kHz stereo.
struct AacTrack {
  std::string audioSpecificConfig;
  int bitsPerSecond = 0;
};

struct Mp4Sample {
  std::string bytes;  ///< Length-prefixed NAL units, or one AAC frame without ADTS.
  uint32_t durationTicks = 0;
  bool sync = false;
};

struct Mp4Fragment {
  uint32_t track = 1;       ///< In a file of two: 1 for the picture, 2 for the sound.
  uint32_t sequence = 1;    ///< +1 each, never again from the start under one init section.
  uint64_t decodeTime = 0;  ///< Of the first sample, in ticks of the track.
  std::vector<Mp4Sample> samples;
};

/// ftyp + moov. @source hls.md §2.1, 2.3; ISO/IEC 14496-12, -14, -15
std::string initSection(const PictureTrack& track);
std::string initSection(const AacTrack& track);
/// For a file that holds both, as tracks 1 and 2.
std::string initSection(const PictureTrack& picture, const AacTrack& sound);

/// moof + mdat: one traf, tfdt v1, trun v1 with duration, size and flags per sample. @source hls.md
/// §2.2
std::string fragmentBytes(const Mp4Fragment& fragment);

}  // namespace pipelines
