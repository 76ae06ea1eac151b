// SPDX-License-Identifier: Apache-2.0
// The rows of BBB's tables, made from the state of a meeting as one of its users sees it.
#include "tests/sim/graphql/tables.hpp"

#include "base/clock.hpp"
#include "tests/sim/graphql/page_rows.hpp"
#include "tests/sim/ids.hpp"

#include <algorithm>
#include <functional>
#include <map>

namespace sim {
namespace {

constexpr std::int64_t kTypingMs = 5'000;

Json orNull(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

std::string ejectSentence(const std::string& code) {
  return code.empty() ? "" : "user ejected (" + code + ")";
}

Json voiceOf(const User& user) {
  if (!user.voice) return nullptr;
  const Voice& voice = *user.voice;
  return {{"joined", true},
          {"muted", voice.muted},
          {"talking", voice.talking},
          {"listenOnly", voice.listenOnly},
          {"deafened", false},
          {"floor", voice.talking},
          {"lastFloorTime", std::to_string(voice.startTime)},
          {"startTime", voice.startTime}};
}

/// What other rows show of a person.
Json personOf(const Meeting& meeting, const std::string& userId) {
  const User* user = meeting.userById(userId);
  if (user == nullptr) return nullptr;
  return {{"userId", user->id}, {"name", user->name},   {"role", user->role},
          {"pinned", false},    {"color", user->color}, {"presenter", user->presenter},
          {"avatar", ""}};
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
          {"pinned", false},
          {"locked", !user.isModerator()},
          {"away", false},
          {"raiseHand", false},
          {"raiseHandTime", nullptr},
          {"reactionEmoji", "none"},
          {"color", user.color},
          {"avatar", ""},
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
          {"hasDrawPermissionOnCurrentPage", user.presenter},
          {"userLockSettings", {{"disablePublicChat", false}}},
          {"voice", voiceOf(user)},
          {"cameras", camerasOf(meeting, user)}};
}

Json userCurrent(const Viewer& viewer) {
  const Meeting& meeting = viewer.meeting;
  const User& user = viewer.user;
  Json row = personColumns(meeting, user);
  const bool waits = user.guestStatus == "WAIT";
  constexpr int kWarningSeconds = 60;
  row["authToken"] = user.authToken;
  row["joinErrorCode"] = orNull(user.joinErrorCode);
  row["joinErrorMessage"] = orNull(user.joinErrorCode);
  row["guestStatusDetails"] = waits ? Json{{"guestLobbyMessage", "Merci de patienter."},
                                           {"positionInWaitingQueue", "1"},
                                           {"isAllowed", false}}
                                    : Json();
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
  for (const User& user : viewer.meeting.users) {
    if (user.isPresent()) rows.push_back(personColumns(viewer.meeting, user));
  }
  return rows;
}

Json userVoice(const Viewer& viewer) {
  Json rows = Json::array();
  for (const User& user : viewer.meeting.users) {
    if (!user.voice || !user.isPresent()) continue;
    const bool spoke = user.voice->startTime != 0;
    rows.push_back({{"userId", user.id},
                    {"voiceUserId", user.id},
                    {"callerName", user.name},
                    {"callerNum", user.name},
                    {"callingWith", "none"},
                    {"voiceConf", viewer.meeting.voiceBridge},
                    {"joined", true},
                    {"listenOnly", user.voice->listenOnly},
                    {"muted", user.voice->muted},
                    {"deafened", false},
                    {"talking", user.voice->talking},
                    {"floor", user.voice->talking},
                    {"lastFloorTime", std::to_string(user.voice->startTime)},
                    {"spoke", spoke},
                    {"startTime", spoke ? Json(user.voice->startTime) : Json()},
                    {"endTime", nullptr},
                    {"user", personOf(viewer.meeting, user.id)}});
  }
  return rows;
}

Json userCamera(const Viewer& viewer) {
  Json rows = Json::array();
  for (const Camera& camera : viewer.meeting.cameras) {
    const User* owner = viewer.meeting.userById(camera.userId);
    rows.push_back({{"streamId", camera.streamId},
                    {"userId", camera.userId},
                    {"contentType", "camera"},
                    {"hasAudio", false},
                    {"showAsContent", false},
                    {"user", personOf(viewer.meeting, camera.userId)},
                    {"voice", owner == nullptr ? Json() : voiceOf(*owner)}});
  }
  return rows;
}

Json screenshareRow(const Viewer& viewer) {
  if (!viewer.meeting.screenshare) return Json::array();
  const Screenshare& share = *viewer.meeting.screenshare;
  // Width and height are really 0 here: the size is in the picture (bbb-session.md §3.5).
  return Json::array({Json{{"screenshareId", share.id},
                           {"voiceConf", viewer.meeting.voiceBridge},
                           {"screenshareConf", viewer.meeting.voiceBridge},
                           {"contentType", "screenshare"},
                           {"stream", share.stream},
                           {"vidWidth", 0},
                           {"vidHeight", 0},
                           {"hasAudio", false},
                           {"startedAt", share.startedAt},
                           {"stoppedAt", nullptr}}});
}

Json chatRows(const Viewer& viewer) {
  Json rows = Json::array();
  int sequence = 0;
  for (const ChatLine& line : viewer.meeting.chat) {
    rows.push_back({{"messageId", line.id},
                    {"chatId", kPublicChat},
                    {"correlationId", line.correlationId},
                    {"messageSequence", ++sequence},
                    {"chatEmphasizedText", line.senderRole == "MODERATOR"},
                    {"message", line.text},
                    {"messageType", line.type},
                    {"messageMetadata", line.metadata},
                    {"senderId", line.senderId},
                    {"senderName", line.senderName},
                    {"senderRole", line.senderRole},
                    {"createdAt", isoTime(line.createdAt)},
                    {"editedAt", nullptr},
                    {"deletedAt", nullptr},
                    {"user", personOf(viewer.meeting, line.senderId)},
                    {"deletedBy", nullptr},
                    {"replyToMessage", nullptr},
                    {"reactions", Json::array()},
                    {kStreamKey, line.createdAt}});
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

Json writers(const Viewer& viewer) {
  Json rows = Json::array();
  for (const User& user : viewer.meeting.users) {
    if (!user.presenter || !user.isPresent()) continue;
    rows.push_back({{"userId", user.id},
                    {"isCurrentPage", true},
                    {"pageId", viewer.meeting.pageId()},
                    {"user", personOf(viewer.meeting, user.id)}});
  }
  return rows;
}

Json count(std::size_t rows) {
  return {{"aggregate", {{"count", rows}}}};
}

Json userMetadata(const Viewer& viewer) {
  Json rows = Json::array();
  for (const auto& [key, value] : viewer.user.userdata) {
    rows.push_back({{"parameter", key}, {"value", value}});
  }
  return rows;
}

Json guestRow(const Viewer& viewer) {
  const std::string& status = viewer.user.guestStatus;
  return Json::array({Json{{"guestStatus", status},
                           {"isWaiting", status == "WAIT"},
                           {"positionInWaitingQueue", status == "WAIT" ? Json("1") : Json()},
                           {"isAllowed", status == "ALLOW"},
                           {"isDenied", status == "DENY"},
                           {"guestLobbyMessage", nullptr}}});
}

Json serverTime(const Viewer&) {
  const std::int64_t now = base::unixMillis();
  return Json::array({Json{{"currentTimestamp", isoTime(now)}, {"currentTimeMillis", now}}});
}

Json chatRow(const Viewer& viewer) {
  return Json::array({Json{{"chatId", kPublicChat},
                           {"public", true},
                           {"totalMessages", viewer.meeting.chat.size()},
                           {"totalUnread", 0},
                           {"visible", true}}});
}

}  // namespace

Json tableRows(const std::string& table, const Viewer& viewer) {
  using Maker = std::function<Json(const Viewer&)>;
  static const std::map<std::string, Maker> kMakers = {
      {"user_current", userCurrent},
      {"meeting", meetingRow},
      {"user", userList},
      {"user_voice", userVoice},
      {"user_camera", userCamera},
      {"screenshare", screenshareRow},
      {"pres_page_curr", currentPage},
      {"pres_annotation_curr", annotationRows},
      {"pres_annotation_history_curr_stream", annotationHistory},
      {"pres_page_cursor_stream", cursorRows},
      {"pres_page_writers", writers},
      {"chat_message_public", chatRows},
      {"chat_message_public_stream", chatRows},
      {"chat", chatRow},
      {"user_typing_public", typingRows},
      {"current_time", serverTime},
      {"user_guest", guestRow},
      {"user_metadata", userMetadata},
      {"user_aggregate", [](const Viewer& who) { return count(userList(who).size()); }},
      {"chat_message_public_aggregate",
       [](const Viewer& who) { return count(who.meeting.chat.size()); }},
  };
  const auto maker = kMakers.find(table);
  return maker == kMakers.end() ? Json::array() : maker->second(viewer);
}

}  // namespace sim
