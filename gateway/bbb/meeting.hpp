// SPDX-License-Identifier: Apache-2.0
// What a session knows of its meeting: the rows of BBB's tables as plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gateway {

/// How the meeting is laid out for its viewers (bbb-session.md §5.1).
struct MeetingLayout {
  std::string type = "CUSTOM_LAYOUT";    ///< BBB's key, e.g. SMART_LAYOUT.
  bool isPresentationMinimized = false;  ///< The content area is closed.
  std::string dockPlacement;             ///< contentTop, contentRight, …; empty: the usual one.
  double dockShare = 0;                  ///< Of the window, 0..1; 0: the usual one.
  std::string focusedCamera;             ///< The stream id of the enlarged camera, or empty.
  bool isPushed = false;                 ///< `propagateLayout`: viewers follow changes.
  bool isScreenAsContent = true;         ///< Else a shared screen is a tile among the cameras.
  bool operator==(const MeetingLayout&) const = default;
};

/// Row of `meeting`.
struct Meeting {
  std::string id;  ///< Internal: <sha1>-<epoch ms>
  std::string name;
  bool hasEnded = false;
  std::string endedReason;  ///< e.g. ENDED_FROM_API; empty while it runs.
  std::string audioBridge = "bbb-webrtc-sfu";
  std::string cameraBridge = "bbb-webrtc-sfu";
  std::string screenShareBridge = "bbb-webrtc-sfu";
  std::string voiceConf;
  bool isChatDisabled = false;      ///< Feature `chat` is switched off for the meeting.
  bool isPublicChatLocked = false;  ///< For viewers that are locked.
  bool isRecording = false;
  bool areViewersCursorsHidden = false;  ///< From viewers that are locked.
  bool areNotesPinned = false;           ///< The shared notes fill the content area.
  int64_t createdMillis = 0;             ///< Unix epoch; 0: not told.
  MeetingLayout layout;
  bool operator==(const Meeting&) const = default;
};

/// Row of `user_current`: ourselves.
struct UserCurrent {
  std::string userId;
  std::string authToken;  ///< A secret.
  std::string name;
  bool isModerator = false;
  bool hasJoined = false;
  bool isInMeeting = true;  ///< `currentlyInMeeting`; true where the server does not tell.
  std::string joinErrorCode, joinErrorMessage;
  std::string guestStatus;   ///< ALLOW, WAIT, DENY
  std::string lobbyMessage;  ///< For a guest who waits.
  bool wasEjected = false;
  std::string ejectReasonCode;
  bool isLoggedOut = false;
  bool isLocked = false;
  bool isChatLocked = false;  ///< For this user alone.
  bool isAskedForActivity = false;
  bool hasMeetingEnded = false;
  std::string endedReason;
  std::string meetingName;
  bool operator==(const UserCurrent&) const = default;
};

/// Row of `user`.
struct User {
  std::string userId;
  std::string name;
  bool isModerator = false;
  bool isPresenter = false;
  bool isPinned = false;
  std::string colour;  ///< #rrggbb, or empty.
  bool operator==(const User&) const = default;
};

/// Row of `pres_page_curr`: the slide everybody sees, and the part of it in view (bbb-session.md
/// §3.6.1).
struct Page {
  std::string presentationId;
  std::string pageId;
  int number = 1;
  int totalPages = 0;
  std::string imageUrl;                  ///< SVG, or PNG where there is none; absolute.
  std::vector<std::string> nextUrls;     ///< Of the pages likely to come, to be fetched ahead.
  double width = 0, height = 0;          ///< scaledWidth, scaledHeight: the page's own units.
  double xOffset = 0, yOffset = 0;       ///< <= 0 for normal pages
  double viewWidth = 0, viewHeight = 0;  ///< scaledViewBoxWidth, scaledViewBoxHeight
  bool isFitToWidth = false;
  bool isInfinite = false;  ///< The whiteboard goes on beyond the slide.
  bool operator==(const Page&) const = default;
};

/// Row of `user_camera`.
struct Camera {
  std::string streamId;  ///< Opaque key for the SFU.
  std::string userId;
  std::string name;
  std::string colour;      ///< #rrggbb, or empty.
  bool isScreen = false;   ///< contentType `screenshare`: a screen in the camera dock.
  bool isContent = false;  ///< Shown in the content area.
  bool isPresenter = false, isModerator = false, isPinned = false;
  bool hasFloor = false;
  int64_t lastFloorMillis = 0;
  bool operator==(const Camera&) const = default;
};

/// Row of `screenshare` while it runs.
struct Screenshare {
  std::string stream;
  bool hasAudio = false;
  bool isCamera = false;  ///< A camera shown as content.
  bool operator==(const Screenshare&) const = default;
};

/// A person who talks now.
struct Talker {
  std::string userId;
  std::string name;
  bool operator==(const Talker&) const = default;
};

/// Row of `pres_page_writers`: who may draw on the page and show a cursor on it.
struct Writer {
  std::string userId;
  std::string name;
  bool isPresenter = false, isModerator = false;
  bool operator==(const Writer&) const = default;
};

/// Row of `pres_page_cursor_stream`, in page units whatever BBB calls them (§3.8).
struct CursorMove {
  std::string userId;
  double x = 0, y = 0;
  bool isGone = false;  ///< The pointer left the board.
  bool operator==(const CursorMove&) const = default;
};

/// Somebody's pointer as the viewers see it.
struct Cursor {
  std::string userId;
  std::string name;
  double x = 0, y = 0;  ///< Page units.
  bool isPresenter = false;
  bool operator==(const Cursor&) const = default;
};

/// A video of another site that the meeting watches together.
struct ExternalVideo {
  std::string url;
  bool isPlaying = false;
  bool operator==(const ExternalVideo&) const = default;
};

/// Row of `chat_message_public`.
struct ChatLine {
  std::string messageId;
  std::string senderId;
  std::string senderName;
  bool isFromPresenter = false;  ///< The sender is a moderator or holds the presentation now.
  std::string text;              ///< Markdown as typed.
  std::string type = "default";
  int64_t atMillis = 0;  ///< createdAt, Unix epoch.
  bool operator==(const ChatLine&) const = default;
};

}  // namespace gateway
