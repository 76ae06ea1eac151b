// SPDX-License-Identifier: Apache-2.0
// H.264 bytes between encoder and file: parameter sets apart, units that do not belong in samples
// left out.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace pipelines {

struct ParameterSets {
  std::string sps;  ///< The NAL unit, at least 4 bytes.
  std::string pps;
  bool operator==(const ParameterSets&) const = default;
};

/// The first SPS and PPS of an AVCDecoderConfigurationRecord (caps field codec_data). Fault::Media
/// if cut short.
base::Result<ParameterSets> parameterSets(std::string_view avcConfiguration);

/// The way back: a record with these sets, 4:2:0 and 8 bit, lengths of four bytes.
/// @source ISO/IEC 14496-15 §5.3.3.1
std::string avcConfiguration(const ParameterSets& sets);

struct AccessUnit {
  std::string bytes;        ///< NAL units, each behind its length in four bytes.
  bool isKeyframe = false;  ///< Holds an IDR slice.
};

/// Drops SPS, PPS, access unit delimiters and the encoder's own SEI (user data unregistered); keeps
/// captions.
/// @param lengthPrefixed  stream-format=avc, lengths of four bytes.
/// @return Fault::Media when a length runs over the end or no slice is left. @source hls.md §2.4
base::Result<AccessUnit> strippedUnit(std::string_view lengthPrefixed);

/// RFC 6381 name from the SPS itself, e.g. avc1.64001f.
std::string avcCodecName(std::string_view sps);

}  // namespace pipelines
