// SPDX-License-Identifier: Apache-2.0
// Rows of BBB's tables, read into values.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <tuple>

#include "gateway/bbb/messages.hpp"

namespace gateway::messages {

using base::boolAt;
using base::integerAt;
using base::Json;
using base::memberAt;
using base::numberAt;
using base::textAt;

namespace {

constexpr size_t kMaxRows = 2000;        // Of one answer; a meeting holds some hundreds of people.
constexpr double kMaxPageSide = 100000;  // Page units; foreign numbers stay drawable.
constexpr double kDefaultWidth = 1440, kDefaultHeight = 810;

// The row of a table that has one.
const Json* only(const Json& rows) {
  if (!rows.is_array() || rows.empty() || !rows.front().is_object()) return nullptr;
  return &rows.front();
}

template <class T, class Read>
std::vector<T> each(const Json& rows, Read read) {
  std::vector<T> found;
  if (!rows.is_array()) return found;
  for (const auto& row : rows) {
    if (found.size() >= kMaxRows) break;
    if (row.is_object()) found.push_back(read(row));
  }
  return found;
}

bool listHas(const Json& list, std::string_view word) {
  return list.is_array() && std::any_of(list.begin(), list.end(), [&](const Json& item) {
           return item.is_string() && item.get_ref<const std::string&>() == word;
         });
}

double side(const Json& row, std::string_view key, double fallback) {
  const double value = numberAt(row, key, fallback);
  return std::isfinite(value) && value > 0 && value <= kMaxPageSide ? value : fallback;
}

double offset(const Json& row, std::string_view key) {
  const double value = numberAt(row, key, 0);
  return std::isfinite(value) ? std::clamp(value, -kMaxPageSide, kMaxPageSide) : 0;
}

// The visible side: told outright, or as a percentage of the whole.
double viewSide(const Json& row, std::string_view key, std::string_view ratioKey, double whole) {
  const double told = side(row, key, 0);
  if (told > 0) return told;
  return whole * std::clamp(side(row, ratioKey, 100), 1.0, 1000.0) / 100;
}

// BBB writes numbers that grow large as text.
int64_t integerOrText(const Json& row, std::string_view key) {
  const Json& value = memberAt(row, key);
  if (value.is_string()) return std::atoll(value.get_ref<const std::string&>().c_str());
  return integerAt(row, key);
}

// BBB's way of saying that there is no reason.
std::string reasonAt(const Json& row, std::string_view key) {
  auto code = textAt(row, key);
  return code == "not_eject_reason" ? "" : code;
}

MeetingLayout layoutFrom(const Json& row) {
  MeetingLayout layout;
  layout.type = textAt(row, "currentLayoutType", layout.type);
  layout.isPresentationMinimized = boolAt(row, "presentationMinimized");
  layout.dockPlacement = textAt(row, "cameraDockPlacement");
  const double share = numberAt(row, "cameraDockAspectRatio");
  layout.dockShare = std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0;
  layout.focusedCamera = textAt(row, "cameraWithFocus");
  layout.isPushed = boolAt(row, "propagateLayout");
  layout.isScreenAsContent = boolAt(row, "screenshareAsContent", true);
  return layout;
}

}  // namespace

std::optional<Meeting> meetingFrom(const Json& rows) {
  const Json* row = only(rows);
  if (row == nullptr) return std::nullopt;
  Meeting meeting;
  meeting.id = textAt(*row, "meetingId");
  meeting.name = textAt(*row, "name");
  meeting.hasEnded = boolAt(*row, "ended");
  meeting.endedReason = textAt(*row, "endedReasonCode");
  meeting.audioBridge = textAt(*row, "audioBridge", meeting.audioBridge);
  meeting.cameraBridge = textAt(*row, "cameraBridge", meeting.cameraBridge);
  meeting.screenShareBridge = textAt(*row, "screenShareBridge", meeting.screenShareBridge);
  meeting.voiceConf = textAt(memberAt(*row, "voiceSettings"), "voiceConf");
  meeting.isChatDisabled = listHas(memberAt(*row, "disabledFeatures"), "chat");
  meeting.isPublicChatLocked = boolAt(memberAt(*row, "lockSettings"), "disablePublicChat");
  meeting.isRecording = boolAt(memberAt(*row, "recording"), "isRecording");
  meeting.areViewersCursorsHidden = boolAt(memberAt(*row, "lockSettings"), "hideViewersCursor");
  // BBB's own spelling.
  meeting.areNotesPinned = boolAt(memberAt(*row, "componentsFlags"), "isSharedNotedPinned");
  meeting.createdMillis = std::max<int64_t>(0, integerOrText(*row, "createdTime"));
  meeting.layout = layoutFrom(memberAt(*row, "layout"));
  return meeting;
}

std::optional<UserCurrent> userCurrentFrom(const Json& rows) {
  const Json* row = only(rows);
  if (row == nullptr) return std::nullopt;
  UserCurrent user;
  user.userId = textAt(*row, "userId");
  user.authToken = textAt(*row, "authToken");
  user.name = textAt(*row, "name");
  user.isModerator = boolAt(*row, "isModerator") || textAt(*row, "role") == "MODERATOR";
  user.hasJoined = boolAt(*row, "joined");
  user.isInMeeting = boolAt(*row, "currentlyInMeeting", true);
  user.joinErrorCode = reasonAt(*row, "joinErrorCode");
  user.joinErrorMessage = textAt(*row, "joinErrorMessage");
  user.guestStatus = textAt(*row, "guestStatus", "ALLOW");
  user.lobbyMessage = textAt(memberAt(*row, "guestStatusDetails"), "guestLobbyMessage");
  user.ejectReasonCode = reasonAt(*row, "ejectReasonCode");
  user.wasEjected = boolAt(*row, "ejected") || !user.ejectReasonCode.empty();
  user.isLoggedOut = boolAt(*row, "loggedOut");
  user.isLocked = boolAt(*row, "locked");
  user.isChatLocked = boolAt(memberAt(*row, "userLockSettings"), "disablePublicChat");
  user.isAskedForActivity = boolAt(*row, "inactivityWarningDisplay");
  const Json& meeting = memberAt(*row, "meeting");
  user.hasMeetingEnded = boolAt(meeting, "ended");
  user.endedReason = textAt(meeting, "endedReasonCode");
  user.meetingName = textAt(meeting, "name");
  return user;
}

std::vector<User> usersFrom(const Json& rows) {
  return each<User>(rows, [](const Json& row) {
    return User{textAt(row, "userId"),    textAt(row, "name"),   textAt(row, "role") == "MODERATOR",
                boolAt(row, "presenter"), boolAt(row, "pinned"), textAt(row, "color")};
  });
}

std::optional<Page> pageFrom(const Json& rows) {
  const Json* row = only(rows);
  if (row == nullptr || textAt(*row, "pageId").empty()) return std::nullopt;
  Page page;
  page.presentationId = textAt(*row, "presentationId");
  page.pageId = textAt(*row, "pageId");
  page.number = static_cast<int>(std::clamp<int64_t>(integerAt(*row, "num", 1), 1, 100000));
  page.totalPages = static_cast<int>(std::clamp<int64_t>(integerAt(*row, "totalPages"), 0, 100000));
  page.imageUrl = textAt(*row, "svgUrl");
  if (page.imageUrl.empty()) page.imageUrl = textAt(*row, "pngUrl");
  const Json& next = memberAt(*row, "nextPagesSvg");
  if (next.is_array())
    for (const auto& url : next)
      if (url.is_string()) page.nextUrls.push_back(url.get<std::string>());
  page.width = side(*row, "scaledWidth", kDefaultWidth);
  page.height = side(*row, "scaledHeight", kDefaultHeight);
  page.xOffset = offset(*row, "xOffset");
  page.yOffset = offset(*row, "yOffset");
  page.viewWidth = viewSide(*row, "scaledViewBoxWidth", "widthRatio", page.width);
  page.viewHeight = viewSide(*row, "scaledViewBoxHeight", "heightRatio", page.height);
  page.isFitToWidth = boolAt(*row, "fitToWidth");
  page.isInfinite = boolAt(*row, "infiniteWhiteboard");
  return page;
}

std::vector<Camera> camerasFrom(const Json& rows) {
  auto cameras = each<Camera>(rows, [](const Json& row) {
    const Json& user = memberAt(row, "user");
    const Json& voice = memberAt(row, "voice");
    Camera camera;
    camera.streamId = textAt(row, "streamId");
    camera.userId = textAt(row, "userId");
    camera.name = textAt(user, "name");
    camera.colour = textAt(user, "color");
    camera.isScreen = textAt(row, "contentType") == "screenshare";
    camera.isContent = boolAt(row, "showAsContent");
    camera.isPresenter = boolAt(user, "presenter");
    camera.isModerator = textAt(user, "role") == "MODERATOR";
    camera.isPinned = boolAt(user, "pinned");
    camera.hasFloor = boolAt(voice, "floor");
    camera.lastFloorMillis = integerOrText(voice, "lastFloorTime");
    return camera;
  });
  std::erase_if(cameras, [](const Camera& camera) { return camera.streamId.empty(); });
  // Importance: who presents, then BBB's own order of pages (bbb-session.md §3.4). Who spoke last
  // is left out: cameras that change places at every word make a restless picture.
  const auto rank = [](const Camera& c) {
    return std::tuple(!c.isPresenter, !c.isPinned, !c.isModerator, c.name, c.streamId);
  };
  std::stable_sort(cameras.begin(), cameras.end(),
                   [&](const Camera& a, const Camera& b) { return rank(a) < rank(b); });
  return cameras;
}

std::optional<Screenshare> screenshareFrom(const Json& rows) {
  if (!rows.is_array()) return std::nullopt;
  for (const auto& row : rows) {
    if (!row.is_object() || !memberAt(row, "stoppedAt").is_null()) continue;
    return Screenshare{textAt(row, "stream"), boolAt(row, "hasAudio"),
                       textAt(row, "contentType") == "camera"};
  }
  return std::nullopt;
}

std::vector<Talker> talkersFrom(const Json& rows) {
  auto talkers = each<Talker>(rows, [](const Json& row) {
    // Who talks into a muted microphone is heard by nobody.
    if (boolAt(row, "muted") || !boolAt(row, "talking", true)) return Talker{};
    return Talker{textAt(row, "userId"), textAt(memberAt(row, "user"), "name")};
  });
  std::erase_if(talkers, [](const Talker& talker) { return talker.userId.empty(); });
  return talkers;
}

std::vector<Writer> writersFrom(const Json& rows) {
  return each<Writer>(rows, [](const Json& row) {
    const Json& user = memberAt(row, "user");
    return Writer{textAt(row, "userId"), textAt(user, "name"), boolAt(user, "presenter"),
                  textAt(user, "role") == "MODERATOR"};
  });
}

std::vector<CursorMove> cursorMovesFrom(const Json& rows) {
  return each<CursorMove>(rows, [](const Json& row) {
    CursorMove move{textAt(row, "userId"), offset(row, "xPercent"), offset(row, "yPercent"), false};
    move.isGone = move.x == -1 && move.y == -1;
    return move;
  });
}

std::optional<ExternalVideo> externalVideoFrom(const Json& rows) {
  const Json* row = only(rows);
  if (row == nullptr) return std::nullopt;
  const Json& video = memberAt(*row, "externalVideo");
  ExternalVideo found{textAt(video, "externalVideoUrl"), boolAt(video, "playerPlaying")};
  if (found.url.empty() || !memberAt(video, "stoppedSharingAt").is_null()) return std::nullopt;
  return found;
}

std::string enforcedLayoutFrom(const Json& rows) {
  const Json* row = only(rows);
  return row == nullptr ? "" : textAt(memberAt(*row, "sessionCurrent"), "enforceLayout");
}

std::string preferredLayoutFrom(const Json& rows) {
  std::string changed, initial;
  for (const auto& [parameter, value] :
       each<std::pair<std::string, std::string>>(rows, [](const Json& row) {
         return std::pair(textAt(row, "parameter"), textAt(row, "value"));
       })) {
    if (parameter == "bbb_change_layout") changed = value;
    if (parameter == "bbb_default_layout") initial = value;
  }
  return changed.empty() ? initial : changed;
}

std::vector<ChatLine> chatFrom(const Json& rows) {
  return each<ChatLine>(rows, [](const Json& row) {
    ChatLine line;
    line.messageId = textAt(row, "messageId");
    line.senderId = textAt(row, "senderId");
    line.senderName = textAt(row, "senderName");
    line.isFromPresenter = textAt(row, "senderRole") == "MODERATOR";
    line.text = textAt(row, "message");
    line.type = textAt(row, "messageType", "default");
    line.atMillis = millisFrom(textAt(row, "createdAt"));
    return line;
  });
}

}  // namespace gateway::messages
