// SPDX-License-Identifier: Apache-2.0
// The GraphQL documents Amphi sends. Kept minimal: one unknown field makes BBB refuse the whole
// document.
#pragma once

#include <string_view>

namespace gateway {

/// What becomes of a subscription that BBB refuses again and again.
enum class Need {
  Usual,     ///< Asked for ever, ever more rarely.
  Vital,     ///< Given up after some tries: without it there is no session.
  Optional,  ///< Given up after some tries: this server does not have it.
};

/// A named operation. `root` is the field of the answer; `fallback`, when not empty, is the same
/// with only the fields every 3.x server knows, tried when `query` is refused.
struct Document {
  std::string_view name;
  std::string_view root;
  std::string_view query;
  std::string_view fallback = {};
  Need need = Need::Usual;
  /// Its rows are news, not the whole (§1.5).
  constexpr bool isStream() const { return root.ends_with("_stream"); }
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
    "joinErrorMessage ejectReasonCode loggedOut guestStatus meeting { ended endedReasonCode } } }",
    Need::Vital};

/// Apart from the row of ourselves, because early 3.0 does not know it (§5.1).
inline constexpr Document kOwnLayout{
    "OwnLayout",
    "user_current",
    "subscription OwnLayout { user_current { sessionCurrent { enforceLayout } } }",
    {},
    Need::Optional};

inline constexpr Document kUserdata{
    "UserMetadata",
    "user_metadata",
    "subscription UserMetadata { user_metadata { parameter value } }",
    {},
    Need::Optional};

inline constexpr Document kMeeting{
    "MeetingState", "meeting",
    "subscription MeetingState { meeting { meetingId name ended endedReasonCode createdTime "
    "audioBridge cameraBridge screenShareBridge disabledFeatures componentsFlags { "
    "isSharedNotedPinned } layout { currentLayoutType presentationMinimized cameraDockPlacement "
    "cameraDockAspectRatio cameraWithFocus propagateLayout screenshareAsContent } lockSettings { "
    "disablePublicChat hideViewersCursor } voiceSettings { voiceConf } recording { isRecording } "
    "} }",
    "subscription MeetingState { meeting { meetingId name layout { currentLayoutType } } }"};

inline constexpr Document kUsers{
    "UserList", "user",
    "subscription UserList { user(limit: 500, offset: 0, order_by: [{presenter: desc},{role: asc},"
    "{nameSortable: asc},{userId: asc}]) { userId name role presenter pinned color } }",
    "subscription UserList { user { userId name role presenter } }"};

inline constexpr Document kPage{
    "CurrentPage", "pres_page_curr",
    "subscription CurrentPage { pres_page_curr { presentationId pageId num totalPages svgUrl: "
    "urlsJson(path: \"$.svg\") pngUrl: urlsJson(path: \"$.png\") scaledWidth scaledHeight xOffset "
    "yOffset widthRatio heightRatio "
    "scaledViewBoxWidth scaledViewBoxHeight fitToWidth infiniteWhiteboard nextPagesSvg } }",
    "subscription CurrentPage { pres_page_curr { presentationId pageId num svgUrl: urlsJson(path: "
    "\"$.svg\") scaledWidth scaledHeight xOffset yOffset widthRatio heightRatio "
    "scaledViewBoxWidth scaledViewBoxHeight } }"};

inline constexpr Document kCameras{
    "Cameras", "user_camera",
    "subscription Cameras { user_camera { streamId userId contentType showAsContent user { name "
    "role pinned presenter color } voice { floor lastFloorTime } } }",
    "subscription Cameras { user_camera { streamId userId user { name role } } }"};

inline constexpr Document kScreenshare{
    "Screenshare", "screenshare",
    "subscription Screenshare { screenshare { contentType hasAudio startedAt stoppedAt stream } }",
    "subscription Screenshare { screenshare { stream hasAudio } }"};

inline constexpr Document kTalking{
    "Talking", "user_voice",
    "subscription Talking { user_voice(where: {talking: {_eq: true}}, order_by: [{startTime: "
    "asc_nulls_last}], limit: 8) { userId talking muted startTime user { name } } }"};

inline constexpr Document kWriters{
    "PageWriters", "pres_page_writers",
    "subscription PageWriters { pres_page_writers(where: {isCurrentPage: {_eq: true}}) { userId "
    "user { name presenter role } } }",
    "subscription PageWriters { pres_page_writers { userId } }"};

/// Name and text are fixed: the middleware serves this one itself, once a connection (§3.8).
inline constexpr Document kCursors{
    "getCursorCoordinatesStream", "pres_page_cursor_stream",
    "subscription getCursorCoordinatesStream {\n  pres_page_cursor_stream(cursor: {initial_value: "
    "{lastUpdatedAt: \"2020-01-01\"}}, where: {isCurrentPage: {_eq: true}}, batch_size: 100) {\n   "
    " "
    "xPercent yPercent userId\n  }\n}"};

/// One-shot: what is drawn on a page now.
inline constexpr Document kAnnotations{
    "PageAnnotations", "pres_annotation_curr",
    "query PageAnnotations($pageId: String!) { pres_annotation_curr(where: {pageId: {_eq: "
    "$pageId}}, order_by: {lastUpdatedAt: desc}) { annotationId annotationInfo lastUpdatedAt "
    "userId "
    "} }"};

/// What is drawn from then on.
inline constexpr Document kAnnotationHistory{
    "AnnotationHistory", "pres_annotation_history_curr_stream",
    "subscription AnnotationHistory($pageId: String!, $updatedAt: timestamptz!) { "
    "pres_annotation_history_curr_stream(batch_size: 1000, where: {pageId: {_eq: $pageId}}, "
    "cursor: "
    "{initial_value: {updatedAt: $updatedAt}, ordering: ASC}) { annotationId annotationInfo "
    "updatedAt userId } }"};

inline constexpr Document kExternalVideo{
    "ExternalVideo", "meeting",
    "subscription ExternalVideo { meeting { externalVideo { externalVideoUrl startedSharingAt "
    "stoppedSharingAt playerPlaying } } }",
    "subscription ExternalVideo { meeting { externalVideo { externalVideoUrl stoppedSharingAt } } "
    "}"};

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
