// SPDX-License-Identifier: Apache-2.0
// What a simulated meeting shows and says beside its slides. Times are Unix ms, 0 = never.
#pragma once

#include "tests/sim/json.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sim {

inline constexpr const char* kPublicChat = "MAIN-PUBLIC-GROUP-CHAT";

/// A webcam that can be on the air.
struct Camera {
  std::string streamId;
  std::string userId;
  int source = 0;  ///< Which of the media hub's cameras it shows.
  bool showAsContent = false;
};

struct Screenshare {
  std::string id;
  std::string stream;
  std::string contentType = "screenshare";  ///< Or `camera`: a camera as content.
  bool hasAudio = false;
  std::int64_t startedAt = 0;
};

/// A video of another site, played by every client for itself.
struct ExternalVideo {
  std::string id;
  std::string url;
  std::int64_t startedAt = 0;
  std::int64_t stoppedAt = 0;
  std::int64_t updatedAt = 0;
  bool playing = true;
  double time = 0;  ///< Seconds, as of `updatedAt`.
  double rate = 1;

  bool isOn() const { return stoppedAt == 0; }
};

struct ChatLine {
  std::string id;
  std::string correlationId;
  std::string text;
  std::string type = "default";
  Json metadata;
  std::string senderId;
  std::string senderName;
  std::string senderRole;
  std::int64_t createdAt = 0;
};

/// What the presenter pushes of the arrangement (bbb-session.md §5.1); unset until pushed.
struct Layout {
  std::string kind = "CUSTOM_LAYOUT";
  bool minimized = false;
  std::optional<std::string> dock;
  std::optional<double> share;  ///< Of the window, taken by the camera dock.
  std::string focus;            ///< Stream id of the enlarged camera.
  bool propagate = false;
  bool screenAsContent = true;
  std::int64_t updatedAt = 0;
};

struct Poll {
  std::string id;
  std::string type;
  std::string question;
  std::vector<std::string> options;
  std::map<std::string, std::vector<int>> votes;  ///< Options by user.
  bool multiple = false;
  bool secret = false;
  bool ended = false;
  std::int64_t publishedAt = 0;

  bool isPublished() const { return publishedAt != 0; }
  int votesFor(int option) const;
};

struct Caption {
  std::string id;
  std::string text;
  std::string type = "TYPED";
  std::string locale;
  std::string userId;
  std::int64_t createdAt = 0;
};

/// The recording button.
struct Recording {
  bool on = false;
  std::string by;
  std::int64_t startedAt = 0;
  std::int64_t stoppedAt = 0;
  std::int64_t previousSeconds = 0;
};

/// What viewers are kept from.
struct Locks {
  bool chat = false;
  bool userList = false;
  bool viewersCursor = false;
  bool viewersInk = false;
  bool webcamsForModerators = false;

  bool any() const { return chat || userList || viewersCursor || viewersInk; }
};

/// Who carries each medium: `bbb-webrtc-sfu` or `livekit`.
struct Bridges {
  std::string audio = "bbb-webrtc-sfu";
  std::string camera = "bbb-webrtc-sfu";
  std::string screen = "bbb-webrtc-sfu";
};

}  // namespace sim
