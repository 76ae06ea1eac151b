// SPDX-License-Identifier: Apache-2.0
// Which fields exist where (bbb-session.md §3), to refuse the others as Hasura does.
#include "tests/sim/graphql/schema.hpp"

#include <algorithm>

namespace sim {
namespace {

/// Written as a selection, so that the reader of documents reads it. Root fields are tables.
constexpr const char* kTables = R"(query schema {
user_current {
  userId extId name firstName lastName nameSortable authToken role isModerator presenter pinned
  locked away raiseHand reactionEmoji color avatar mobile guest isDialIn clientType bot
  joined joinErrorCode joinErrorMessage currentlyInMeeting disconnected expired registeredAt
  registeredOn guestStatus guestStatusDetails { guestLobbyMessage positionInWaitingQueue isAllowed }
  ejected ejectReason ejectReasonCode loggedOut userLockSettings { disablePublicChat }
  inactivityWarningDisplay inactivityWarningTimeoutSecs logoutUrl captionLocale speechLocale
  welcomeMsgs { welcomeMsg welcomeMsgForModerators }
  voice { joined muted talking listenOnly deafened floor lastFloorTime }
  meeting { meetingId name ended endedReasonCode endedByUserName logoutUrl }
}
meeting {
  meetingId extId name isBreakout disabledFeatures createdAt createdTime durationInSeconds ended
  endedAt endedBy endedByUserName endedReasonCode loginUrl logoutUrl bannerText bannerColor
  customLogoUrl notifyRecordingIsOn endWhenNoModerator maxPinnedCameras meetingCameraCap
  audioBridge cameraBridge screenShareBridge
  componentsFlags { hasBreakoutRoom hasCameraAsContent hasCaption hasCurrentPresentation
    hasExternalVideo hasPoll hasScreenshare hasScreenshareAsContent hasTimer isSharedNotedPinned
    showRemainingTime hasSharedNotes }
  layout { currentLayoutType presentationMinimized cameraDockIsResizing cameraDockPlacement
    cameraDockAspectRatio cameraWithFocus propagateLayout screenshareAsContent updatedAt }
  lockSettings { disableCam disableMic disablePrivateChat disablePublicChat disableNotes
    hideUserList lockOnJoin lockOnJoinConfigurable hideViewersCursor hideViewersAnnotation
    webcamsOnlyForModerator hasActiveLockSetting }
  usersPolicies { maxUsers maxUserConcurrentAccesses webcamsOnlyForModerator userCameraCap
    guestPolicy guestLobbyMessage meetingLayout allowModsToUnmuteUsers allowModsToEjectCameras
    authenticatedGuest allowPromoteGuestToModerator moderatorsCanMuteAudio
    moderatorsCanUnmuteAudio }
  voiceSettings { dialNumber muteOnStart telVoice voiceConf }
  recording { isRecording startedAt startedBy stoppedAt stoppedBy previousRecordedTimeInSeconds }
  recordingPolicies { record autoStartRecording allowStartStopRecording keepEvents }
  externalVideo { externalVideoId externalVideoUrl startedSharingAt stoppedSharingAt updatedAt
    playerPlaying playerCurrentTime playerPlaybackRate }
}
user {
  userId extId name firstName lastName nameSortable role isModerator presenter pinned locked away
  awayTime raiseHand raiseHandTime reactionEmoji avatar color mobile guest guestStatus bot isDialIn
  clientType authed joined disconnected expired loggedOut currentlyInMeeting registeredAt
  registeredOn hasDrawPermissionOnCurrentPage speechLocale captionLocale
  voice { joined muted talking listenOnly deafened floor lastFloorTime startTime endTime }
  cameras { streamId contentType hasAudio }
  userLockSettings { disablePublicChat }
}
user_voice {
  userId voiceUserId callerName callerNum callingWith voiceConf joined listenOnly muted deafened
  talking floor lastFloorTime spoke startTime endTime
  user { userId name color role presenter }
}
user_voice_activity {
  userId muted talking listenOnly floor startTime endTime voiceActivityAt user { userId name color }
}
user_voice_activity_stream {
  userId muted talking listenOnly floor startTime endTime voiceActivityAt user { userId name color }
}
user_camera {
  streamId userId contentType hasAudio showAsContent
  user { userId name role pinned presenter color avatar }
  voice { floor lastFloorTime joined listenOnly talking muted }
}
screenshare {
  screenshareId voiceConf screenshareConf contentType stream vidWidth vidHeight hasAudio startedAt
  stoppedAt
}
pres_page_curr {
  presentationId presentationName presentationFilenameConverted pageId num totalPages
  isDefaultPresentation downloadable downloadFileUri urlsJson content slideRevealed isCurrentPage
  width height maxImageWidth maxImageHeight scaledWidth scaledHeight xOffset yOffset widthRatio
  heightRatio viewBoxWidth viewBoxHeight scaledViewBoxWidth scaledViewBoxHeight fitToWidth
  infiniteWhiteboard nextPagesSvg
}
pres_annotation_curr {
  annotationId annotationInfo lastUpdatedAt pageId presentationId userId
}
pres_annotation_history_curr_stream {
  annotationId annotationInfo pageId presentationId updatedAt userId
}
pres_page_cursor_stream { xPercent yPercent userId }
pres_page_writers {
  userId isCurrentPage pageId user { userId name presenter role }
}
chat_message_public {
  messageId chatId correlationId messageSequence chatEmphasizedText message messageType
  messageMetadata senderId senderName senderRole createdAt editedAt deletedAt
  user { userId name color avatar role } deletedBy { name }
  replyToMessage { messageId message chatEmphasizedText user { name color } }
  reactions { createdAt reactionEmoji userId user { name } }
}
chat_message_public_stream {
  messageId chatId correlationId messageSequence chatEmphasizedText message messageType
  messageMetadata senderId senderName senderRole createdAt editedAt deletedAt
  user { userId name color avatar role }
}
chat { chatId public totalMessages totalUnread lastSeenAt visible participantId }
user_typing_public { userId isCurrentlyTyping lastTypingAt startedTypingAt user { name } }
poll {
  pollId type questionText multipleResponses secret ended published publishedAt
  userCurrent { responded } options { optionId optionDesc }
  responses { optionId optionDesc optionResponsesCount pollResponsesCount }
}
notification_stream {
  notificationType icon messageId messageDescription messageValues isSingleUserNotification
  createdAt
}
timer { stopwatch running active time accumulated startedAt startedOn elapsed songTrack }
current_time { currentTimestamp currentTimeMillis }
user_guest {
  userId guestStatus isWaiting positionInWaitingQueue isAllowed isDenied guestLobbyMessage
}
user_metadata { parameter value }
user_connectionStatus { status networkRttInMs connectionAliveAt statusUpdatedAt }
user_reaction { userId reactionEmoji createdAt durationInSeconds }
caption { captionId captionText captionType createdAt locale user { name color } }
caption_history {
  captionId captionText captionType createdAt locale user { name color }
}
caption_activeLocales { locale captionType userOwner { name } }
sharedNotes { sharedNotesExtId padId model name pinned lastRev }
breakoutRoom { breakoutRoomId name shortName sequence }
user_aggregate { aggregate { count } }
chat_message_public_aggregate { aggregate { count } }
})";

const Document& tables() {
  static const Document parsed = [] {
    auto read = parseDocument(kTables, Json::object());
    base::check(read.has_value(), "the schema is a well-formed selection");
    return std::move(read).value();
  }();
  return parsed;
}

const Field* find(const std::vector<Field>& fields, const std::string& name) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const Field& field) { return field.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

base::Error unknownField(const std::string& field, const std::string& type,
                         const std::string& path) {
  return {base::Fault::Peer, "field '" + field + "' not found in type: '" + type + "'", path};
}

base::Result<void> validateChildren(const Field& asked, const Field& known, const std::string& path,
                                    const std::string& absent) {
  for (const Field& child : asked.children) {
    if (child.name == "__typename") continue;
    const std::string childPath = path + ".selectionSet." + child.name;
    const Field* node = find(known.children, child.name);
    if (node == nullptr || known.name + "." + child.name == absent) {
      return unknownField(child.name, known.name, childPath);
    }
    if (child.children.empty() != node->children.empty()) {
      const bool missing = child.children.empty();
      return base::Error{base::Fault::Peer,
                         (missing ? "missing selection set for '" : "unexpected subselection '") +
                             child.name + "'",
                         childPath};
    }
    if (auto deeper = validateChildren(child, *node, childPath, absent); !deeper) return deeper;
  }
  return {};
}

}  // namespace

const Field* schemaRoot(const std::string& name) {
  return find(tables().fields, name);
}

base::Result<void> validate(const Document& document, const std::string& absent) {
  const bool subscription = document.kind == Document::Kind::Subscription;
  if (subscription && document.fields.size() != 1) {
    return base::Error{base::Fault::Peer, "subscriptions must select one top level field", "$"};
  }
  for (const Field& root : document.fields) {
    const std::string path = "$.selectionSet." + root.name;
    const Field* known = schemaRoot(root.name);
    if (known == nullptr) {
      return unknownField(root.name, subscription ? "subscription_root" : "query_root", path);
    }
    if (auto inner = validateChildren(root, *known, path, absent); !inner) return inner;
  }
  return {};
}

}  // namespace sim
