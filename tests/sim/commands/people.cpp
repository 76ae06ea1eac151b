// SPDX-License-Identifier: Apache-2.0
// Commands about who is in the meeting and what they may.
#include "tests/sim/commands/table.hpp"

#include "base/clock.hpp"

#include <array>
#include <cctype>
#include <set>

namespace sim {
namespace {

User* namedOrRefused(const Json& command, Meeting& meeting) {
  return userNamed(meeting, textOf(command, "name"));
}

base::Result<void> stageSomebody(const Json& command, const Stage& stage) {
  const std::string name = textOf(command, "name", "Ada Martin");
  const std::string role = textOf(command, "role", "VIEWER");
  if (role != "VIEWER" && role != "MODERATOR") return refused("role must be VIEWER or MODERATOR");
  User& user = stage.world.stageUser(stage.meeting, name, role);
  if (flagOf(command, "presenter")) stage.world.present(stage.meeting, user);
  return {};
}

base::Result<void> leave(const Json& command, const Stage& stage) {
  User* user = userNamed(stage.meeting, textOf(command, "name"), true);
  if (user == nullptr) return refused("nobody of the simulator has that name");
  std::erase_if(stage.meeting.cameras, [&](const Camera& cam) { return cam.userId == user->id; });
  user->loggedOut = true;
  user->presenter = false;
  user->voice.reset();
  return {};
}

base::Result<void> presenter(const Json& command, const Stage& stage) {
  User* user = namedOrRefused(command, stage.meeting);
  if (user == nullptr) return refused("nobody of that name is here");
  stage.world.present(stage.meeting, *user);
  return {};
}

bool isColor(const std::string& text) {
  constexpr std::size_t kLength = 7;
  if (text.size() != kLength || text[0] != '#') return false;
  for (const char c : text.substr(1)) {
    if (std::isxdigit(static_cast<unsigned char>(c)) == 0) return false;
  }
  return true;
}

base::Result<void> person(const Json& command, const Stage& stage) {
  User* user = actor(command, stage.meeting);
  if (user == nullptr) return refused("nobody of that name is here");
  const std::string color = textOf(command, "color", user->color);
  if (!isColor(color)) return refused("color must be #rrggbb");
  user->color = color;
  user->pinned = flagOf(command, "pinned", user->pinned);
  user->away = flagOf(command, "away", user->away);
  user->emoji = textOf(command, "emoji", user->emoji);
  user->avatar = textOf(command, "avatar", user->avatar);
  const bool raised = user->handRaisedAt != 0;
  const bool raises = flagOf(command, "hand", raised);
  if (raises != raised) user->handRaisedAt = raises ? base::unixMillis() : 0;
  return {};
}

/// Real clients, all of them or those of one name.
template <class Do>
void eachClient(const Json& command, Meeting& meeting, Do act) {
  const std::string name = textOf(command, "name");
  for (User& user : meeting.users) {
    if (!user.staged && (name.empty() || user.name == name)) act(user);
  }
}

base::Result<void> guest(const Json& command, const Stage& stage) {
  eachClient(command, stage.meeting, [&](User& user) {
    if (user.guestStatus != "WAIT") return;
    user.guestStatus = flagOf(command, "allow", true) ? "ALLOW" : "DENY";
  });
  return {};
}

base::Result<void> lobby(const Json& command, const Stage& stage) {
  const std::string message = textOf(command, "message");
  if (textOf(command, "name").empty()) {
    stage.meeting.lobbyMessage = message;
  } else {
    eachClient(command, stage.meeting, [&](User& user) { user.lobbyMessage = message; });
  }
  return {};
}

base::Result<void> inactivity(const Json& command, const Stage& stage) {
  const bool on = flagOf(command, "on", true);
  eachClient(command, stage.meeting, [on](User& user) { user.warned = on; });
  return {};
}

base::Result<void> eject(const Json& command, const Stage& stage) {
  // bbb-session.md §2.4
  static const std::set<std::string> kCodes = {"duplicate_user_in_meeting_eject_reason",
                                               "not_enough_permission_eject_reason",
                                               "user_requested_eject_reason",
                                               "system_requested_eject_reason",
                                               "validate_token_failed_eject_reason",
                                               "user_inactivity_eject_reason",
                                               "banned_user_rejoining_reason",
                                               "user_logged_out_reason",
                                               "max_participants_reason",
                                               "joined_another_window_reason",
                                               "able_to_rejoin_user_disconnected_reason"};
  const std::string code = textOf(command, "code", "user_requested_eject_reason");
  if (kCodes.count(code) == 0) return refused("BBB has no such code: " + code);
  eachClient(command, stage.meeting, [&](User& user) {
    if (user.isPresent() || user.connected) stage.world.eject(user, code);
  });
  return {};
}

base::Result<void> end(const Json& command, const Stage& stage) {
  // bbb-session.md §2.4
  static const std::set<std::string> kReasons = {"ENDED_FROM_API",
                                                 "ENDED_WHEN_NOT_JOINED",
                                                 "ENDED_WHEN_LAST_USER_LEFT",
                                                 "ENDED_AFTER_USER_LOGGED_OUT",
                                                 "ENDED_AFTER_EXCEEDING_DURATION",
                                                 "BREAKOUT_ENDED_EXCEEDING_DURATION",
                                                 "BREAKOUT_ENDED_BY_MOD",
                                                 "ENDED_DUE_TO_NO_AUTHED_USER",
                                                 "ENDED_DUE_TO_NO_MODERATOR",
                                                 "ENDED_DUE_TO_SERVICE_INTERRUPTION",
                                                 "ENDED_BY_PARENT",
                                                 "ENDED_DUE_TO_INACTIVITY"};
  const std::string reason = textOf(command, "reason", "ENDED_AFTER_USER_LOGGED_OUT");
  if (kReasons.count(reason) == 0) return refused("BBB has no such reason: " + reason);
  const User* presenter = stage.meeting.presenter();
  const bool byPerson = reason == "ENDED_AFTER_USER_LOGGED_OUT";
  stage.meeting.endedBy = presenter == nullptr || !byPerson ? "" : presenter->name;
  stage.world.end(stage.meeting, reason);
  return {};
}

}  // namespace

CommandTable peopleCommands() {
  return {{"stage", stageSomebody},   {"leave", leave}, {"presenter", presenter},
          {"person", person},         {"guest", guest}, {"lobby", lobby},
          {"inactivity", inactivity}, {"eject", eject}, {"end", end}};
}

}  // namespace sim
