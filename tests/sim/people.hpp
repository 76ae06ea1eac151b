// SPDX-License-Identifier: Apache-2.0
// The people of a simulated meeting and what they do with their voices.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace sim {

/// Being in the meeting's audio. Times are Unix ms, 0 = never.
struct Voice {
  bool listenOnly = false;
  bool muted = false;
  bool talking = false;
  bool floor = false;              ///< Who spoke up last has it; one person at a time.
  std::int64_t lastFloorTime = 0;  ///< When the floor was taken.
  std::int64_t startTime = 0;      ///< Start of the last burst of talk.
  std::int64_t endTime = 0;        ///< Its end; 0 while it runs.

  std::int64_t activityAt() const { return endTime > startTime ? endTime : startTime; }
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
  std::string lobbyMessage;  ///< Beats the meeting's own.
  std::string color = "#7b1fa2";
  std::string avatar;
  std::string emoji = "none";
  std::string joinErrorCode;
  std::string ejectCode;
  std::map<std::string, std::string> userdata;
  bool bot = false;
  bool guest = false;
  bool presenter = false;
  bool pinned = false;  ///< Their webcam, for everybody.
  bool away = false;
  bool joined = false;
  bool loggedOut = false;
  bool expired = false;
  bool connected = false;  ///< Has an open GraphQL socket, or is staged.
  bool staged = false;     ///< Played by the simulator itself.
  bool warned = false;     ///< The inactivity warning is up.
  std::int64_t handRaisedAt = 0;
  std::int64_t registeredAt = 0;
  std::int64_t disconnectedAt = 0;
  std::int64_t typingAt = 0;
  std::optional<Voice> voice;

  bool isModerator() const { return role == "MODERATOR"; }
  bool isPresent() const { return joined && !loggedOut && !expired && ejectCode.empty(); }
};

}  // namespace sim
