// SPDX-License-Identifier: Apache-2.0
// The GraphQL documents Amphi sends. Kept minimal: one unknown field makes BBB refuse the whole
// document.
#pragma once

#include <string_view>

namespace gateway {

/// A named operation. `root` is the field of the answer; `fallback`, when not empty, is the same
/// with only the fields every 3.x server knows, tried when `query` is refused.
struct Document {
  std::string_view name;
  std::string_view root;
  std::string_view query;
  std::string_view fallback = {};
};

namespace documents {

/// The name is fixed: before joining, BBB lets only such names pass (bbb-session.md §1.8).
inline constexpr Document kUserCurrent{
    "userCurrentSubscription", "user_current",
    "subscription userCurrentSubscription { user_current { userId name authToken role isModerator "
    "joined joinErrorCode joinErrorMessage currentlyInMeeting guestStatus guestStatusDetails { "
    "guestLobbyMessage } ejected ejectReasonCode loggedOut locked userLockSettings { "
    "disablePublicChat } inactivityWarningDisplay meeting { meetingId name ended endedReasonCode } "
    "} }",
    "subscription userCurrentSubscription { user_current { userId authToken joined joinErrorCode "
    "joinErrorMessage ejectReasonCode loggedOut guestStatus meeting { ended endedReasonCode } } }"};

inline constexpr Document kMeeting{
    "MeetingState", "meeting",
    "subscription MeetingState { meeting { meetingId name ended endedReasonCode audioBridge "
    "cameraBridge screenShareBridge disabledFeatures lockSettings { disablePublicChat } "
    "voiceSettings { voiceConf } recording { isRecording } } }",
    "subscription MeetingState { meeting { meetingId name } }"};

inline constexpr Document kUsers{
    "UserList", "user",
    "subscription UserList { user(limit: 500, offset: 0, order_by: [{presenter: desc},{role: asc},"
    "{nameSortable: asc},{userId: asc}]) { userId name role presenter } }",
    "subscription UserList { user { userId name role presenter } }"};

inline constexpr Document kPage{
    "CurrentPage", "pres_page_curr",
    "subscription CurrentPage { pres_page_curr { presentationId pageId num totalPages svgUrl: "
    "urlsJson(path: \"$.svg\") scaledWidth scaledHeight xOffset yOffset widthRatio heightRatio "
    "scaledViewBoxWidth scaledViewBoxHeight fitToWidth nextPagesSvg } }",
    "subscription CurrentPage { pres_page_curr { presentationId pageId num svgUrl: urlsJson(path: "
    "\"$.svg\") scaledWidth scaledHeight xOffset yOffset widthRatio heightRatio "
    "scaledViewBoxWidth scaledViewBoxHeight } }"};

inline constexpr Document kCameras{
    "Cameras", "user_camera",
    "subscription Cameras { user_camera { streamId userId contentType showAsContent user { name "
    "role pinned presenter } voice { floor lastFloorTime } } }",
    "subscription Cameras { user_camera { streamId userId user { name role } } }"};

inline constexpr Document kScreenshare{
    "Screenshare", "screenshare",
    "subscription Screenshare { screenshare { contentType hasAudio startedAt stoppedAt stream } }",
    "subscription Screenshare { screenshare { stream hasAudio } }"};

inline constexpr Document kTalking{
    "Talking", "user_voice",
    "subscription Talking { user_voice(where: {talking: {_eq: true}}, order_by: [{startTime: "
    "asc_nulls_last}], limit: 8) { userId talking muted startTime user { name } } }"};

/// One-shot: what was said before we came, newest first.
inline constexpr Document kChatHistory{
    "PublicChatHistory", "chat_message_public",
    "query PublicChatHistory { chat_message_public(limit: 50, order_by: {createdAt: desc}) { "
    "messageId createdAt } }"};

/// The middleware knows a stream by `_stream(` and `cursor: {`, spelled so (§1.5).
inline constexpr Document kChat{
    "PublicChatStream", "chat_message_public_stream",
    "subscription PublicChatStream($createdAt: timestamptz!) { chat_message_public_stream("
    "batch_size: 10, cursor: {initial_value: {createdAt: $createdAt}, ordering: ASC}) { messageId "
    "message messageType senderId senderName senderRole createdAt } }"};

// Mutations: one a document, no selection, every value through a variable (§1.5).
inline constexpr Document kJoin{
    "UserJoin", "userJoinMeeting",
    "mutation UserJoin($authToken: String!, $clientType: String!, $clientIsMobile: Boolean!) {\n  "
    "userJoinMeeting(authToken: $authToken, clientType: $clientType, clientIsMobile: "
    "$clientIsMobile)\n}"};

inline constexpr Document kLeave{"UserLeave", "userLeaveMeeting",
                                 "mutation UserLeave {\n  userLeaveMeeting\n}"};

inline constexpr Document kActivity{"UserSendActivitySign", "userSendActivitySign",
                                    "mutation UserSendActivitySign {\n  userSendActivitySign\n}"};

/// Arguments a server does not know are ignored, so one document fits all builds (§4.3).
inline constexpr Document kAlive{
    "Alive", "userSetConnectionAlive",
    "mutation Alive($serverRequestId: String!, $clientSessionUUID: String!, $networkRttInMs: "
    "Float!) {\n  userSetConnectionAlive(serverRequestId: $serverRequestId, clientSessionUUID: "
    "$clientSessionUUID, networkRttInMs: $networkRttInMs)\n}"};

inline constexpr Document kSay{
    "ChatSend", "chatSendMessage",
    "mutation ChatSend($chatId: String!, $chatMessageInMarkdownFormat: String!) {\n  "
    "chatSendMessage(chatId: $chatId, chatMessageInMarkdownFormat: "
    "$chatMessageInMarkdownFormat)\n}"};

}  // namespace documents
}  // namespace gateway
