// SPDX-License-Identifier: Apache-2.0
// What the simulated server knows: meetings, their people, chat, page, cameras.
#pragma once

#include "tests/sim/json.hpp"
#include "tests/sim/slides/deck.hpp"

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sim {

inline constexpr const char* kPublicChat = "MAIN-PUBLIC-GROUP-CHAT";
/// After a lost connection a user is still listed for this long (bbb-session.md §2.5).
inline constexpr std::int64_t kExpireAfterMs = 10'000;
/// An ended meeting answers getMeetingInfo for this long.
inline constexpr std::int64_t kForgetAfterMs = 30'000;

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
  std::vector<Annotation> annotations;         ///< The newest state of each shape.
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

/// All meetings of the server, and a bell for those who show them. @thread loop
class World {
 public:
  /// Called after every change, possibly many times in a row.
  std::function<void()> onChange;

  /// A new meeting with the internal id that BBB would give it.
  Meeting& createMeeting(const std::string& extId, const std::string& name,
                         std::shared_ptr<Deck> deck);
  /// A living meeting, or one that ended a short while ago; by external or internal id.
  Meeting* meeting(const std::string& anyId);
  /// A user with new ids; not yet in the meeting.
  User& registerUser(Meeting& meeting, const std::string& name, const std::string& role);
  /// A user played by the simulator, present at once.
  User& stageUser(Meeting& meeting, const std::string& name, const std::string& role);
  /// Who a session token belongs to.
  struct Session {
    Meeting* meeting = nullptr;
    User* user = nullptr;
    explicit operator bool() const { return user != nullptr; }
  };
  Session session(const std::string& token);
  /// The session that a cookie and a token open together (bbb-session.md §1.1).
  Session authorised(const std::string& token, const std::string& cookie);

  void say(Meeting& meeting, const User& sender, const std::string& text);
  void end(Meeting& meeting, const std::string& reason);
  void eject(User& user, const std::string& code);
  void changed() {
    if (onChange) onChange();
  }
  /// Lets time pass: durations, lost connections, forgotten meetings.
  void tick(std::int64_t now);

  std::list<Meeting>& meetings() { return meetings_; }
  /// Switches that make the server misbehave, by name.
  std::set<std::string> faults;
  bool fault(const std::string& name) const { return faults.count(name) > 0; }
  /// Things refused or ignored, by kind.
  std::map<std::string, std::uint64_t> refused;

 private:
  std::list<Meeting> meetings_;  // a list: pointers to meetings stay good
};

}  // namespace sim
