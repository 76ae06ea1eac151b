// SPDX-License-Identifier: Apache-2.0
// Rows of the meeting itself and of what is on its current page.
#include "tests/sim/graphql/page_rows.hpp"

#include "tests/sim/ids.hpp"

#include <algorithm>

namespace sim {
namespace {

/// The box that a page is scaled into (bbb-session.md §3.6).
constexpr double kMaxWidth = 1440;
constexpr double kMaxHeight = 1080;
constexpr int kPreloaded = 2;

Json flagsOf(const Meeting& meeting) {
  const bool sharing = meeting.screenshare.has_value();
  return {{"hasBreakoutRoom", false},   {"hasCameraAsContent", false},
          {"hasCaption", false},        {"hasCurrentPresentation", true},
          {"hasExternalVideo", false},  {"hasPoll", false},
          {"hasScreenshare", sharing},  {"hasScreenshareAsContent", sharing},
          {"hasTimer", false},          {"isSharedNotedPinned", false},
          {"showRemainingTime", false}, {"hasSharedNotes", false}};
}

Json locksOf(const Meeting& meeting) {
  return {{"disableCam", false},
          {"disableMic", false},
          {"disablePrivateChat", false},
          {"disablePublicChat", meeting.chatLocked},
          {"disableNotes", false},
          {"hideUserList", false},
          {"lockOnJoin", true},
          {"lockOnJoinConfigurable", false},
          {"hideViewersCursor", false},
          {"hideViewersAnnotation", false},
          {"webcamsOnlyForModerator", false},
          {"hasActiveLockSetting", meeting.chatLocked}};
}

Json layoutOf(const Meeting& meeting) {
  return {{"currentLayoutType", meeting.layout},
          {"presentationMinimized", false},
          {"cameraDockIsResizing", false},
          {"cameraDockPlacement", "contentTop"},
          {"cameraDockAspectRatio", 0},
          {"cameraWithFocus", ""},
          {"propagateLayout", false},
          {"screenshareAsContent", true},
          {"updatedAt", isoTime(meeting.createdAt)}};
}

std::string svgUrl(const Viewer& viewer, int page, const char* kind) {
  const std::string& id = viewer.meeting.internalId;
  return viewer.baseUrl + "/bigbluebutton/presentation/" + id + "/" + id + "/" +
         viewer.meeting.presentationId + "/" + kind + "/" + std::to_string(page);
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
              {"endedAt", meeting.ended() ? Json(isoTime(meeting.endedAt)) : Json()},
              {"endedReasonCode", meeting.ended() ? Json(meeting.endedReason) : Json()},
              {"logoutUrl", meeting.logoutUrl},
              {"bannerText", ""},
              {"bannerColor", ""},
              {"maxPinnedCameras", 3},
              {"meetingCameraCap", 0},
              {"audioBridge", "bbb-webrtc-sfu"},
              {"cameraBridge", "bbb-webrtc-sfu"},
              {"screenShareBridge", "bbb-webrtc-sfu"}};
  row["componentsFlags"] = flagsOf(meeting);
  row["layout"] = layoutOf(meeting);
  row["lockSettings"] = locksOf(meeting);
  row["usersPolicies"] = {{"maxUsers", meeting.maxParticipants}, {"maxUserConcurrentAccesses", 3},
                          {"webcamsOnlyForModerator", false},    {"userCameraCap", 3},
                          {"guestPolicy", meeting.guestPolicy},  {"guestLobbyMessage", nullptr},
                          {"meetingLayout", meeting.layout}};
  row["voiceSettings"] = {{"dialNumber", "613-555-1234"},
                          {"muteOnStart", meeting.muteOnStart},
                          {"telVoice", meeting.voiceBridge},
                          {"voiceConf", meeting.voiceBridge}};
  row["recording"] = {
      {"isRecording", false}, {"startedAt", nullptr}, {"previousRecordedTimeInSeconds", 0}};
  row["recordingPolicies"] = {{"record", meeting.record},
                              {"autoStartRecording", false},
                              {"allowStartStopRecording", true},
                              {"keepEvents", false}};
  return Json::array({row});
}

Json currentPage(const Viewer& viewer) {
  const Meeting& meeting = viewer.meeting;
  const SlidePage& page = meeting.deck->page(meeting.page);
  const double scale = std::min(kMaxWidth / page.width, kMaxHeight / page.height);
  const PageView& view = meeting.view;
  Json next = Json::array();
  for (int n = meeting.page + 1; n <= std::min(meeting.page + kPreloaded, meeting.deck->pages());
       ++n) {
    next.push_back(svgUrl(viewer, n, "svg"));
  }
  Json row = {{"presentationId", meeting.presentationId},
              {"presentationName", meeting.deck->name()},
              {"presentationFilenameConverted", nullptr},
              {"pageId", meeting.pageId()},
              {"num", meeting.page},
              {"totalPages", meeting.deck->pages()},
              {"isDefaultPresentation", true},
              {"downloadable", false},
              {"downloadFileUri", nullptr},
              {"content", ""},
              {"slideRevealed", true},
              {"isCurrentPage", true},
              {"width", page.width},
              {"height", page.height},
              {"maxImageWidth", kMaxWidth},
              {"maxImageHeight", kMaxHeight},
              {"scaledWidth", page.width * scale},
              {"scaledHeight", page.height * scale},
              {"xOffset", view.xOffset},
              {"yOffset", view.yOffset},
              {"widthRatio", view.widthRatio},
              {"heightRatio", view.heightRatio},
              {"viewBoxWidth", page.width * view.widthRatio / 100},
              {"viewBoxHeight", page.height * view.heightRatio / 100},
              {"scaledViewBoxWidth", page.width * scale * view.widthRatio / 100},
              {"scaledViewBoxHeight", page.height * scale * view.heightRatio / 100},
              {"fitToWidth", false},
              {"infiniteWhiteboard", false}};
  row["nextPagesSvg"] = next;
  row["urlsJson"] = {{"svg", svgUrl(viewer, meeting.page, "svg")},
                     {"png", svgUrl(viewer, meeting.page, "png")},
                     {"thumb", svgUrl(viewer, meeting.page, "thumbnail")},
                     {"text", svgUrl(viewer, meeting.page, "textfiles")}};
  return Json::array({row});
}

Json annotationRows(const Viewer& viewer) {
  Json rows = Json::array();
  for (const Annotation& annotation : viewer.meeting.annotations) {
    // A string here, an object in the history stream: that is how BBB does it (§3.7).
    const bool gone = annotation.shape.is_null();
    rows.push_back({{"annotationId", annotation.id},
                    {"annotationInfo", gone ? std::string() : dumpJson(annotation.shape)},
                    {"lastUpdatedAt", isoTime(annotation.updatedAt)},
                    {"pageId", annotation.pageId},
                    {"presentationId", viewer.meeting.presentationId},
                    {"userId", annotation.userId}});
  }
  return rows;
}

Json annotationHistory(const Viewer& viewer) {
  Json rows = Json::array();
  for (const Annotation& annotation : viewer.meeting.annotationHistory) {
    rows.push_back({{"annotationId", annotation.id},
                    {"annotationInfo", annotation.shape},
                    {"pageId", annotation.pageId},
                    {"presentationId", viewer.meeting.presentationId},
                    {"updatedAt", isoTime(annotation.updatedAt)},
                    {"userId", annotation.userId},
                    {kStreamKey, annotation.updatedAt}});
  }
  return rows;
}

Json cursorRows(const Viewer& viewer) {
  Json rows = Json::array();
  for (const CursorMove& move : viewer.meeting.cursors) {
    rows.push_back({{"xPercent", move.x},
                    {"yPercent", move.y},
                    {"userId", move.userId},
                    {"lastUpdatedAt", isoTime(move.at)},
                    {"isCurrentPage", true},
                    {"pageId", viewer.meeting.pageId()},
                    {kStreamKey, move.at}});
  }
  return rows;
}

}  // namespace sim
