// SPDX-License-Identifier: Apache-2.0
// One meeting of the simulated server: its people, chat, page, cameras.
#pragma once

#include "tests/sim/json.hpp"
#include "tests/sim/slides/deck.hpp"

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sim {

inline constexpr const char* kPublicChat = "MAIN-PUBLIC-GROUP-CHAT";
/// Being in the meeting's audio.
struct Voice {
  bool listenOnly = false;
  bool muted = false;
  bool talking = false;
  std::int64_t startTime = 0;  ///< Unix ms of the running burst of talk.
};

/// A person (or bot) known to a meeting.
struct User {
  std::string id;  ///< `w_` + 12.
  std::string extId;
  std::string name;
  std::string role = "VIEWER";
  std::string authToken;
  std::string sessionToken;
  std::string httpSession;  ///< The JSESSIONID that carries the token.
  std::string guestStatus = "ALLOW";
  std::string color = "#7b1fa2";
  std::string joinErrorCode;
  std::string ejectCode;
  std::map<std::string, std::string> userdata;
  bool bot = false;
  bool guest = false;
  bool presenter = false;
  bool joined = false;
  bool loggedOut = false;
  bool expired = false;
  bool connected = false;  ///< Has an open GraphQL socket, or is staged.
  bool staged = false;     ///< Played by the simulator itself.
  bool warned = false;     ///< The inactivity warning is up.
  std::int64_t registeredAt = 0;
  std::int64_t disconnectedAt = 0;
  std::int64_t typingAt = 0;
  std::optional<Voice> voice;

  bool isModerator() const { return role == "MODERATOR"; }
  bool isPresent() const { return joined && !loggedOut && !expired && ejectCode.empty(); }
};

/// A webcam that can be on the air.
struct Camera {
  std::string streamId;
  std::string userId;
  int source = 0;  ///< Which of the media hub's cameras it shows.
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

/// Zoom and pan of the current page, in BBB's units (bbb-session.md §3.6).
struct PageView {
  double widthRatio = 100;
  double heightRatio = 100;
  double xOffset = 0;
  double yOffset = 0;
};

struct Annotation {
  std::string id;
  std::string pageId;
  std::string userId;
  Json shape;  ///< Null = deleted.
  std::int64_t updatedAt = 0;
};

struct CursorMove {
  std::string userId;
  double x = -1;
  double y = -1;
  std::int64_t at = 0;
};

struct Screenshare {
  std::string id;
  std::string stream;
  std::int64_t startedAt = 0;
};

struct Meeting {
  std::string internalId;
  std::string extId;
  std::string name;
  std::string attendeePassword;
  std::string moderatorPassword;
  std::string voiceBridge;
  std::string guestPolicy = "ALWAYS_ACCEPT";
  std::string logoutUrl;
  std::string welcome;
  std::string layout = "CUSTOM_LAYOUT";
  std::map<std::string, std::string> metadata;
  bool record = false;
  bool withoutSession = false;  ///< allowRequestsWithoutSession
  bool muteOnStart = false;
  bool chatLocked = false;
  int duration = 0;
  int maxParticipants = 0;
  std::int64_t createdAt = 0;
  std::int64_t startedAt = 0;
  std::int64_t endedAt = 0;
  std::string endedReason;
  std::string endedBy;
  std::list<User> users;  // a list: pointers to users stay good
  std::vector<Camera> cameras;
  std::vector<ChatLine> chat;
  std::vector<Annotation> annotations;  ///< The newest state of each shape.
  std::vector<Annotation> annotationHistory;
  std::vector<CursorMove> cursors;
  std::optional<Screenshare> screenshare;
  std::shared_ptr<Deck> deck;
  std::string presentationId;
  int page = 1;
  PageView view;

  bool ended() const { return endedAt != 0; }
  bool running() const;
  User* userById(const std::string& id);
  const User* userById(const std::string& id) const;
  User* presenter();
  bool cameraOn(const std::string& streamId) const;
  std::string pageId() const { return presentationId + "/" + std::to_string(page); }
};

}  // namespace sim
