// SPDX-License-Identifier: Apache-2.0
// Rows of the meeting itself and of what it shows beside its slides.
#include "base/clock.hpp"
#include "tests/sim/graphql/rows.hpp"
#include "tests/sim/ids.hpp"

#include <algorithm>
#include <set>

namespace sim {
namespace {

Json timeOrNull(std::int64_t unixMs) {
  return unixMs == 0 ? Json() : Json(isoTime(unixMs));
}

bool isRecent(const Caption& caption) {
  return base::unixMillis() - caption.createdAt < kCaptionMs;
}

Json flagsOf(const Meeting& meeting) {
  const bool sharing = meeting.screenshare.has_value();
  const bool polling = !meeting.polls.empty() && !meeting.polls.back().ended;
  const bool cameraContent = std::any_of(meeting.cameras.begin(), meeting.cameras.end(),
                                         [](const Camera& cam) { return cam.showAsContent; });
  const bool captions = std::any_of(meeting.captions.begin(), meeting.captions.end(), isRecent);
  return {{"hasBreakoutRoom", false},
          {"hasCameraAsContent", cameraContent},
          {"hasCaption", captions},
          {"hasCurrentPresentation", true},
          {"hasExternalVideo", meeting.showsExternalVideo()},
          {"hasPoll", polling},
          {"hasScreenshare", sharing},
          {"hasScreenshareAsContent", sharing && meeting.layout.screenAsContent},
          {"hasTimer", false},
          {"isSharedNotedPinned", meeting.notesPinned},
          {"showRemainingTime", false},
          {"hasSharedNotes", meeting.notesPinned}};
}

Json locksOf(const Meeting& meeting) {
  const Locks& locks = meeting.locks;
  return {{"disableCam", false},
          {"disableMic", false},
          {"disablePrivateChat", false},
          {"disablePublicChat", locks.chat},
          {"disableNotes", false},
          {"hideUserList", locks.userList},
          {"lockOnJoin", true},
          {"lockOnJoinConfigurable", false},
          {"hideViewersCursor", locks.viewersCursor},
          {"hideViewersAnnotation", locks.viewersInk},
          {"webcamsOnlyForModerator", locks.webcamsForModerators},
          {"hasActiveLockSetting", locks.any()}};
}

/// Before the presenter pushed anything, dock and share are null (bbb-session.md §3.1).
Json layoutOf(const Meeting& meeting) {
  const Layout& layout = meeting.layout;
  return {{"currentLayoutType", layout.kind},
          {"presentationMinimized", layout.minimized},
          {"cameraDockIsResizing", false},
          {"cameraDockPlacement", layout.dock ? Json(*layout.dock) : Json()},
          {"cameraDockAspectRatio", layout.share ? Json(*layout.share) : Json()},
          {"cameraWithFocus", layout.focus},
          {"propagateLayout", layout.propagate},
          {"screenshareAsContent", layout.screenAsContent},
          {"updatedAt", isoTime(layout.updatedAt == 0 ? meeting.createdAt : layout.updatedAt)}};
}

Json policiesOf(const Meeting& meeting) {
  return {{"maxUsers", meeting.maxParticipants},
          {"maxUserConcurrentAccesses", meeting.maxAccesses},
          {"webcamsOnlyForModerator", meeting.locks.webcamsForModerators},
          {"userCameraCap", 3},
          {"guestPolicy", meeting.guestPolicy},
          {"guestLobbyMessage", orNull(meeting.lobbyMessage)},
          {"meetingLayout", meeting.layout.kind}};
}

Json recordingOf(const Meeting& meeting) {
  const Recording& recording = meeting.recording;
  return {{"isRecording", recording.on},
          {"startedAt", timeOrNull(recording.startedAt)},
          {"startedBy", orNull(recording.by)},
          {"stoppedAt", recording.on ? Json() : timeOrNull(recording.stoppedAt)},
          {"stoppedBy", recording.on ? Json() : orNull(recording.by)},
          {"previousRecordedTimeInSeconds", recording.previousSeconds}};
}

Json externalOf(const Meeting& meeting) {
  if (!meeting.externalVideo) return nullptr;
  const ExternalVideo& video = *meeting.externalVideo;
  return {{"externalVideoId", video.id},
          {"externalVideoUrl", video.url},
          {"startedSharingAt", isoTime(video.startedAt)},
          {"stoppedSharingAt", timeOrNull(video.stoppedAt)},
          {"updatedAt", isoTime(video.updatedAt)},
          {"playerPlaying", video.playing},
          {"playerCurrentTime", video.time},
          {"playerPlaybackRate", video.rate}};
}

Json captionRow(const Meeting& meeting, const Caption& caption) {
  return {{"captionId", caption.id},     {"captionText", caption.text},
          {"captionType", caption.type}, {"createdAt", isoTime(caption.createdAt)},
          {"locale", caption.locale},    {"user", personOf(meeting, caption.userId)}};
}

}  // namespace

Json meetingRow(const Viewer& viewer) {
  const Meeting& meeting = viewer.meeting;
  Json row = {{"meetingId", meeting.internalId},
              {"extId", meeting.extId},
              {"name", meeting.name},
              {"isBreakout", false},
              {"disabledFeatures", Json::array()},
              {"createdAt", isoTime(meeting.createdAt)},
              {"createdTime", meeting.createdAt},
              {"durationInSeconds", meeting.duration * 60},
              {"ended", meeting.ended()},
              {"endedAt", timeOrNull(meeting.endedAt)},
              {"endedReasonCode", orNull(meeting.endedReason)},
              {"endedByUserName", orNull(meeting.endedBy)},
              {"logoutUrl", meeting.logoutUrl},
              {"bannerText", ""},
              {"bannerColor", ""},
              {"maxPinnedCameras", 3},
              {"meetingCameraCap", 0},
              {"audioBridge", meeting.bridges.audio},
              {"cameraBridge", meeting.bridges.camera},
              {"screenShareBridge", meeting.bridges.screen}};
  row["componentsFlags"] = flagsOf(meeting);
  row["layout"] = layoutOf(meeting);
  row["lockSettings"] = locksOf(meeting);
  row["usersPolicies"] = policiesOf(meeting);
  row["voiceSettings"] = {{"dialNumber", "613-555-1234"},
                          {"muteOnStart", meeting.muteOnStart},
                          {"telVoice", meeting.voiceBridge},
                          {"voiceConf", meeting.voiceBridge}};
  row["recording"] = recordingOf(meeting);
  row["externalVideo"] = externalOf(meeting);
  row["recordingPolicies"] = {{"record", meeting.record},
                              {"autoStartRecording", false},
                              {"allowStartStopRecording", true},
                              {"keepEvents", false}};
  return Json::array({row});
}

Json screenshareRow(const Viewer& viewer) {
  if (!viewer.meeting.screenshare) return Json::array();
  const Screenshare& share = *viewer.meeting.screenshare;
  // Width and height are really 0 here: the size is in the picture (bbb-session.md §3.5).
  return Json::array({Json{{"screenshareId", share.id},
                           {"voiceConf", viewer.meeting.voiceBridge},
                           {"screenshareConf", viewer.meeting.voiceBridge},
                           {"contentType", share.contentType},
                           {"stream", share.stream},
                           {"vidWidth", 0},
                           {"vidHeight", 0},
                           {"hasAudio", share.hasAudio},
                           {"startedAt", share.startedAt},
                           {"stoppedAt", nullptr}}});
}

Json pollRows(const Viewer& viewer) {
  Json rows = Json::array();
  for (const Poll& poll : viewer.meeting.polls) {
    // The tally is the presenter's own until it is published (§3.10).
    const bool showsTally = poll.isPublished() || viewer.user.presenter;
    Json options = Json::array(), responses = Json::array();
    for (std::size_t i = 0; i < poll.options.size(); ++i) {
      const int id = static_cast<int>(i);
      const Json option = {{"optionId", id}, {"optionDesc", poll.options[i]}};
      options.push_back(option);
      if (!showsTally) continue;
      responses.push_back(option);
      responses.back()["optionResponsesCount"] = poll.votesFor(id);
      responses.back()["pollResponsesCount"] = poll.votes.size();
    }
    rows.push_back({{"pollId", poll.id},
                    {"type", poll.type},
                    {"questionText", poll.question},
                    {"multipleResponses", poll.multiple},
                    {"secret", poll.secret},
                    {"ended", poll.ended},
                    {"published", poll.isPublished()},
                    {"publishedAt", timeOrNull(poll.publishedAt)},
                    {"userCurrent", {{"responded", poll.votes.count(viewer.user.id) > 0}}},
                    {"options", std::move(options)},
                    {"responses", std::move(responses)}});
  }
  return rows;
}

Json captionRows(const Viewer& viewer) {
  Json rows = Json::array();
  for (const Caption& caption : viewer.meeting.captions) {
    if (isRecent(caption)) rows.push_back(captionRow(viewer.meeting, caption));
  }
  return rows;
}

Json captionHistory(const Viewer& viewer) {
  Json rows = Json::array();
  for (const Caption& caption : viewer.meeting.captions) {
    rows.push_back(captionRow(viewer.meeting, caption));
  }
  return rows;
}

Json captionLocales(const Viewer& viewer) {
  Json rows = Json::array();
  std::set<std::string> seen;
  for (const Caption& caption : viewer.meeting.captions) {
    if (!seen.insert(caption.locale + " " + caption.type).second) continue;
    rows.push_back({{"locale", caption.locale},
                    {"captionType", caption.type},
                    {"userOwner", personOf(viewer.meeting, caption.userId)}});
  }
  return rows;
}

Json notesRow(const Viewer& viewer) {
  return Json::array({Json{{"sharedNotesExtId", "notes"},
                           {"padId", "g." + viewer.meeting.internalId + "$notes"},
                           {"model", "notes"},
                           {"name", "Shared Notes"},
                           {"pinned", viewer.meeting.notesPinned},
                           {"lastRev", 0}}});
}

}  // namespace sim
