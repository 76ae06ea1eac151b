// SPDX-License-Identifier: Apache-2.0
// Rows of people: who they are, their voices and cameras.
#include "base/clock.hpp"
#include "tests/sim/graphql/rows.hpp"
#include "tests/sim/ids.hpp"

#include <algorithm>

namespace sim {
namespace {

constexpr std::int64_t kTypingMs = 5'000;

std::string ejectSentence(const std::string& code) {
  return code.empty() ? "" : "user ejected (" + code + ")";
}

Json timeOrNull(std::int64_t unixMs) {
  return unixMs == 0 ? Json() : Json(isoTime(unixMs));
}

Json numberOrNull(std::int64_t unixMs) {
  return unixMs == 0 ? Json() : Json(unixMs);
}

Json voiceOf(const User& user) {
  if (!user.voice) return nullptr;
  const Voice& voice = *user.voice;
  return {{"joined", true},
          {"muted", voice.muted},
          {"talking", voice.talking},
          {"listenOnly", voice.listenOnly},
          {"deafened", false},
          {"floor", voice.floor},
          {"lastFloorTime", std::to_string(voice.lastFloorTime)},
          {"startTime", numberOrNull(voice.startTime)},
          {"endTime", numberOrNull(voice.endTime)}};
}

Json camerasOf(const Meeting& meeting, const User& user) {
  Json cameras = Json::array();
  for (const Camera& camera : meeting.cameras) {
    if (camera.userId != user.id) continue;
    cameras.push_back(
        {{"streamId", camera.streamId}, {"contentType", "camera"}, {"hasAudio", false}});
  }
  return cameras;
}

/// The columns that `user` and `user_current` share.
Json personColumns(const Meeting& meeting, const User& user) {
  const auto blank = user.name.find(' ');
  return {{"userId", user.id},
          {"extId", user.extId},
          {"name", user.name},
          {"firstName", user.name.substr(0, blank)},
          {"lastName", blank == std::string::npos ? "" : user.name.substr(blank + 1)},
          {"nameSortable", user.name},
          {"role", user.role},
          {"isModerator", user.isModerator()},
          {"presenter", user.presenter},
          {"pinned", user.pinned},
          {"locked", !user.isModerator()},
          {"away", user.away},
          {"raiseHand", user.handRaisedAt != 0},
          {"raiseHandTime", timeOrNull(user.handRaisedAt)},
          {"reactionEmoji", user.emoji},
          {"color", user.color},
          {"avatar", user.avatar},
          {"mobile", false},
          {"guest", user.guest},
          {"guestStatus", user.guestStatus},
          {"bot", user.bot},
          {"isDialIn", false},
          {"clientType", "HTML5"},
          {"authed", true},
          {"joined", user.joined},
          {"disconnected", !user.connected},
          {"expired", user.expired},
          {"loggedOut", user.loggedOut},
          {"currentlyInMeeting", user.isPresent()},
          {"registeredAt", isoTime(user.registeredAt)},
          {"registeredOn", user.registeredAt},
          {"hasDrawPermissionOnCurrentPage", meeting.mayWrite(user)},
          {"userLockSettings", {{"disablePublicChat", false}}},
          {"voice", voiceOf(user)},
          {"cameras", camerasOf(meeting, user)}};
}

/// 1 for who waits longest.
std::size_t placeInQueue(const Meeting& meeting, const User& user) {
  std::size_t place = 1;
  for (const User& other : meeting.users) {
    const bool before = other.guestStatus == "WAIT" && other.registeredAt < user.registeredAt;
    place += before ? 1 : 0;
  }
  return place;
}

Json lobbyMessage(const Meeting& meeting, const User& user) {
  return orNull(user.lobbyMessage.empty() ? meeting.lobbyMessage : user.lobbyMessage);
}

Json guestDetails(const Meeting& meeting, const User& user) {
  if (user.guestStatus != "WAIT") return nullptr;
  return {{"guestLobbyMessage", lobbyMessage(meeting, user)},
          {"positionInWaitingQueue", std::to_string(placeInQueue(meeting, user))},
          {"isAllowed", false}};
}

}  // namespace

Json personOf(const Meeting& meeting, const std::string& userId) {
  const User* user = meeting.userById(userId);
  if (user == nullptr) return nullptr;
  return {{"userId", user->id},     {"name", user->name},   {"role", user->role},
          {"pinned", user->pinned}, {"color", user->color}, {"presenter", user->presenter},
          {"avatar", user->avatar}};
}

Json userCurrent(const Viewer& viewer) {
  const Meeting& meeting = viewer.meeting;
  const User& user = viewer.user;
  Json row = personColumns(meeting, user);
  constexpr int kWarningSeconds = 60;
  row["authToken"] = user.authToken;
  row["joinErrorCode"] = orNull(user.joinErrorCode);
  row["joinErrorMessage"] = orNull(user.joinErrorCode);
  row["guestStatusDetails"] = guestDetails(meeting, user);
  row["ejected"] = !user.ejectCode.empty();
  row["ejectReason"] = orNull(ejectSentence(user.ejectCode));
  row["ejectReasonCode"] = orNull(user.ejectCode);
  row["inactivityWarningDisplay"] = user.warned;
  row["inactivityWarningTimeoutSecs"] = user.warned ? Json(kWarningSeconds) : Json();
  row["logoutUrl"] = meeting.logoutUrl;
  row["welcomeMsgs"] = {{"welcomeMsg", meeting.welcome}, {"welcomeMsgForModerators", nullptr}};
  row["meeting"] = {{"meetingId", meeting.internalId},
                    {"name", meeting.name},
                    {"ended", meeting.ended()},
                    {"endedReasonCode", orNull(meeting.endedReason)},
                    {"endedByUserName", orNull(meeting.endedBy)},
                    {"logoutUrl", meeting.logoutUrl}};
  return Json::array({row});
}

Json userList(const Viewer& viewer) {
  Json rows = Json::array();
  const Meeting& meeting = viewer.meeting;
  const bool hides = meeting.locks.userList && meeting.binds(viewer.user);
  for (const User& user : meeting.users) {
    const bool seen = !hides || !meeting.binds(user) || user.id == viewer.user.id;
    if (user.isPresent() && seen) rows.push_back(personColumns(meeting, user));
  }
  return rows;
}

Json userVoice(const Viewer& viewer) {
  Json rows = Json::array();
  for (const User& user : viewer.meeting.users) {
    if (!user.voice || !user.isPresent()) continue;
    Json row = voiceOf(user);
    row["userId"] = row["voiceUserId"] = user.id;
    row["callerName"] = row["callerNum"] = user.name;
    row["callingWith"] = "none";
    row["voiceConf"] = viewer.meeting.voiceBridge;
    row["spoke"] = user.voice->startTime != 0;
    row["user"] = personOf(viewer.meeting, user.id);
    rows.push_back(std::move(row));
  }
  return rows;
}

Json voiceActivity(const Viewer& viewer) {
  Json rows = Json::array();
  for (const User& user : viewer.meeting.users) {
    const bool spoke = user.voice && user.voice->activityAt() != 0;
    if (!spoke || !user.isPresent() || user.voice->activityAt() <= viewer.after) continue;
    Json row = voiceOf(user);
    row["userId"] = user.id;
    row["voiceActivityAt"] = isoTime(user.voice->activityAt());
    row["user"] = personOf(viewer.meeting, user.id);
    row[kStreamKey] = user.voice->activityAt();
    rows.push_back(std::move(row));
  }
  std::sort(rows.begin(), rows.end(),
            [](const Json& a, const Json& b) { return a[kStreamKey] < b[kStreamKey]; });
  return rows;
}

Json userCamera(const Viewer& viewer) {
  Json rows = Json::array();
  for (const Camera& camera : viewer.meeting.cameras) {
    if (!viewer.meeting.showsCamera(camera.streamId, viewer.user)) continue;
    const User* owner = viewer.meeting.userById(camera.userId);
    rows.push_back({{"streamId", camera.streamId},
                    {"userId", camera.userId},
                    {"contentType", "camera"},
                    {"hasAudio", false},
                    {"showAsContent", camera.showAsContent},
                    {"user", personOf(viewer.meeting, camera.userId)},
                    {"voice", owner == nullptr ? Json() : voiceOf(*owner)}});
  }
  return rows;
}

Json typingRows(const Viewer& viewer) {
  Json rows = Json::array();
  const std::int64_t now = base::unixMillis();
  for (const User& user : viewer.meeting.users) {
    if (user.typingAt == 0 || now - user.typingAt > kTypingMs) continue;
    rows.push_back({{"userId", user.id},
                    {"isCurrentlyTyping", true},
                    {"lastTypingAt", isoTime(user.typingAt)},
                    {"startedTypingAt", isoTime(user.typingAt)},
                    {"user", personOf(viewer.meeting, user.id)}});
  }
  return rows;
}

Json guestRows(const Viewer& viewer) {
  Json rows = Json::array();
  for (const User& user : viewer.meeting.users) {
    // Moderators see everybody who came as a guest, others themselves.
    const bool other = user.id != viewer.user.id;
    if (other && (!viewer.user.isModerator() || !user.guest)) continue;
    const bool waits = user.guestStatus == "WAIT";
    const auto place = waits ? Json(std::to_string(placeInQueue(viewer.meeting, user))) : Json();
    rows.push_back({{"userId", user.id},
                    {"guestStatus", user.guestStatus},
                    {"isWaiting", waits},
                    {"positionInWaitingQueue", place},
                    {"isAllowed", user.guestStatus == "ALLOW"},
                    {"isDenied", user.guestStatus == "DENY"},
                    {"guestLobbyMessage", lobbyMessage(viewer.meeting, user)}});
  }
  return rows;
}

Json userMetadata(const Viewer& viewer) {
  Json rows = Json::array();
  for (const auto& [key, value] : viewer.user.userdata) {
    rows.push_back({{"parameter", key}, {"value", value}});
  }
  return rows;
}

}  // namespace sim
