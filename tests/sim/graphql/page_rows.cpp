// SPDX-License-Identifier: Apache-2.0
// Rows of the current page and of what is drawn and pointed at on it.
#include "tests/sim/graphql/rows.hpp"

#include "tests/sim/ids.hpp"

#include <algorithm>

namespace sim {
namespace {

constexpr int kPreloaded = 2;

std::string svgUrl(const Viewer& viewer, int page, const char* kind) {
  const std::string& id = viewer.meeting.internalId;
  return viewer.baseUrl + "/bigbluebutton/presentation/" + id + "/" + id + "/" +
         viewer.meeting.presentationId + "/" + kind + "/" + std::to_string(page);
}

/// Bound viewers may be kept from seeing what other viewers draw and point at.
bool hides(bool locked, const Viewer& viewer, const std::string& by) {
  const User* author = viewer.meeting.userById(by);
  if (!locked || !viewer.meeting.binds(viewer.user) || by == viewer.user.id) return false;
  return author != nullptr && viewer.meeting.binds(*author);
}

}  // namespace

Json currentPage(const Viewer& viewer) {
  const Meeting& meeting = viewer.meeting;
  const SlidePage& page = meeting.deck->page(meeting.page);
  const auto [width, height] = meeting.pageSize(meeting.page);
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
              {"maxImageWidth", kMaxPageWidth},
              {"maxImageHeight", kMaxPageHeight},
              {"scaledWidth", width},
              {"scaledHeight", height},
              {"xOffset", view.xOffset},
              {"yOffset", view.yOffset},
              {"widthRatio", view.widthRatio},
              {"heightRatio", view.heightRatio},
              {"viewBoxWidth", page.width * view.widthRatio / 100},
              {"viewBoxHeight", page.height * view.heightRatio / 100},
              {"scaledViewBoxWidth", width * view.widthRatio / 100},
              {"scaledViewBoxHeight", height * view.heightRatio / 100},
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
  for (const auto& [id, annotation] : viewer.meeting.board.shapes()) {
    if (hides(viewer.meeting.locks.viewersInk, viewer, annotation.userId)) continue;
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
  const auto& history = viewer.meeting.board.history();
  const auto first = std::partition_point(
      history.begin(), history.end(),
      [&](const Annotation& annotation) { return annotation.updatedAt <= viewer.after; });
  for (auto at = first; at != history.end(); ++at) {
    if (hides(viewer.meeting.locks.viewersInk, viewer, at->userId)) continue;
    rows.push_back({{"annotationId", at->id},
                    {"annotationInfo", at->shape},
                    {"pageId", at->pageId},
                    {"presentationId", viewer.meeting.presentationId},
                    {"updatedAt", isoTime(at->updatedAt)},
                    {"userId", at->userId},
                    {kStreamKey, at->updatedAt}});
  }
  return rows;
}

/// The middleware keeps everybody's last position for those who come (§3.8); then every move goes
/// out.
Json cursorRows(const Viewer& viewer) {
  Json rows = Json::array();
  const auto& moves = viewer.meeting.board.cursors();
  for (auto move = moves.begin(); move != moves.end(); ++move) {
    if (move->at <= viewer.after) continue;
    const bool stale = viewer.after == 0 &&
                       std::any_of(std::next(move), moves.end(), [&](const CursorMove& later) {
                         return later.userId == move->userId;
                       });
    if (stale) continue;
    if (hides(viewer.meeting.locks.viewersCursor, viewer, move->userId)) continue;
    rows.push_back({{"xPercent", move->x},
                    {"yPercent", move->y},
                    {"userId", move->userId},
                    {"isCurrentPage", true},
                    {kStreamKey, move->at}});
  }
  return rows;
}

Json writerRows(const Viewer& viewer) {
  Json rows = Json::array();
  for (const User& user : viewer.meeting.users) {
    if (!user.isPresent() || !viewer.meeting.mayWrite(user)) continue;
    rows.push_back({{"userId", user.id},
                    {"isCurrentPage", true},
                    {"pageId", viewer.meeting.pageId()},
                    {"user", personOf(viewer.meeting, user.id)}});
  }
  return rows;
}

}  // namespace sim
