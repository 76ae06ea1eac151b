// SPDX-License-Identifier: Apache-2.0
// The frames that the SFU sends to receivers (bbb-media.md §2). Pure.
#pragma once

#include "tests/sim/json.hpp"

#include <string>

namespace sim {

enum class SfuModule { Audio, Video, Screenshare };

/// `audio`, `video` or `screenshare`.
const char* wordFor(SfuModule module);

/// What a frame is about: the session's role and, for a camera, its stream.
struct SfuSubject {
  SfuModule module = SfuModule::Audio;
  std::string role;      ///< "" is written as null.
  std::string cameraId;  ///< Cameras only.
  std::string userId;    ///< Screenshare errors name it.
};

Json startResponseFrame(const SfuSubject& subject, const std::string& sdp);
/// `webRTCAudioSuccess` or `playStart`.
Json flowingFrame(const SfuSubject& subject);

/// Error codes travel as a string when the SFU's own table threw them, else as a number (§2.6).
struct SfuError {
  int code = 2200;
  const char* name = "MEDIA_GENERIC_ERROR";
  bool asText = false;
};
inline constexpr SfuError kInvalidRequest{2300, "SFU_INVALID_REQUEST", true};
inline constexpr SfuError kUnauthorised{2301, "SFU_UNAUTHORIZED", true};
inline constexpr SfuError kMediaNotFound{2201, "MEDIA_NOT_FOUND", false};
inline constexpr SfuError kInvalidSdp{2202, "MEDIA_INVALID_SDP", false};
inline constexpr SfuError kGenericError{2019, "MEDIA_SERVER_GENERIC_ERROR", false};
inline constexpr SfuError kOffline{2001, "MEDIA_SERVER_OFFLINE", true};

Json errorFrame(const SfuSubject& subject, const SfuError& error);

}  // namespace sim
