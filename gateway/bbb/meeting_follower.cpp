// SPDX-License-Identifier: Apache-2.0
// Which rows lead to which event.
#include "gateway/bbb/meeting_follower.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/bbb/messages.hpp"

namespace gateway {
namespace {

// An event nobody listens to is no event.
template <class... Told>
void tell(const std::function<void(const Told&...)>& event, const Told&... told) {
  if (event) event(told...);
}

}  // namespace

MeetingFollower::MeetingFollower(const SessionEvents& events)
    : events_(events),
      annotations_({[this](const base::Json& rows) {
                      board_.clear();
                      draw(rows);
                    },
                    [this](const base::Json& rows) {
                      layout_.contentCame();
                      draw(rows);
                      tellLayout();
                    }}) {}

void MeetingFollower::draw(const base::Json& rows) {
  for (const auto& row : rows)
    board_.apply(base::textAt(row, "annotationId"), base::memberAt(row, "annotationInfo"));
  tell(events_.onWhiteboard);
}

void MeetingFollower::lineUp(GraphqlLink& link, base::Steady now) {
  static constexpr std::array kFollowed = {
      &documents::kMeeting,   &documents::kUsers,       &documents::kPage,
      &documents::kCameras,   &documents::kScreenshare, &documents::kTalking,
      &documents::kWriters,   &documents::kCursors,     &documents::kExternalVideo,
      &documents::kOwnLayout, &documents::kUserdata};
  for (const auto* document : kFollowed) link.subscribe(*document);
  annotations_.lineUp(link, now);
}

void MeetingFollower::onSelf(const UserCurrent& self) {
  self_ = self;
  updateCursorRules();
}

void MeetingFollower::onMeeting(const Meeting& meeting) {
  if (meeting_ == meeting) return;
  meeting_ = meeting;
  annotations_.setBegin(meeting.createdMillis);
  layout_.hear(meeting.layout);
  updateCursorRules();
  tell(events_.onMeeting, meeting);
  tellLayout();
}

void MeetingFollower::onRows(GraphqlLink& link, const Document& document, const std::string& tag,
                             const base::Json& rows, base::Steady now) {
  using namespace documents;
  if (annotations_.take(link, document, tag, rows)) return;
  if (&document == &kUsers) return onUsers(messages::usersFrom(rows));
  if (&document == &kPage) return onPage(link, messages::pageFrom(rows), now);
  if (&document == &kCameras) return tell(events_.onCameras, messages::camerasFrom(rows));
  if (&document == &kScreenshare) return onScreenshare(messages::screenshareFrom(rows));
  if (&document == &kTalking) return tell(events_.onTalking, messages::talkersFrom(rows));
  if (&document == &kExternalVideo) return onExternalVideo(messages::externalVideoFrom(rows));
  if (&document == &kWriters) cursors_.setWriters(messages::writersFrom(rows));
  if (&document == &kCursors) cursors_.move(messages::cursorMovesFrom(rows));
  if (&document == &kWriters || &document == &kCursors) return tellCursors();
  if (&document == &kOwnLayout) layout_.enforce(messages::enforcedLayoutFrom(rows));
  if (&document == &kUserdata) layout_.prefer(messages::preferredLayoutFrom(rows));
  if (&document == &kOwnLayout || &document == &kUserdata) tellLayout();
}

void MeetingFollower::onRefused(GraphqlLink& link, const Document& document,
                                const std::string& tag) {
  annotations_.onRefused(link, document, tag);
}

void MeetingFollower::onUsers(std::vector<User> users) {
  users_ = std::move(users);
  const auto presenter =
      std::find_if(users_.begin(), users_.end(), [](const User& user) { return user.isPresenter; });
  presenterId_ = presenter != users_.end() ? presenter->userId : "";
  updateCursorRules();
  tell(events_.onUsers, users_);
}

void MeetingFollower::onPage(GraphqlLink& link, const std::optional<Page>& page, base::Steady now) {
  const std::string pageId = page ? page->pageId : "";
  if (pageId != std::exchange(pageId_, pageId)) {
    cursors_.forget();
    tellCursors();
  }
  tell(events_.onPage, page);
  annotations_.show(link, pageId, now);
}

void MeetingFollower::onScreenshare(const std::optional<Screenshare>& screen) {
  if (!std::exchange(hasScreen_, screen.has_value()) && hasScreen_) layout_.contentCame();
  tell(events_.onScreenshare, screen);
  tellLayout();
}

void MeetingFollower::onExternalVideo(const std::optional<ExternalVideo>& video) {
  if (!std::exchange(hasVideo_, video.has_value()) && hasVideo_) layout_.contentCame();
  tell(events_.onExternalVideo, video);
  tellLayout();
}

void MeetingFollower::updateCursorRules() {
  CursorRules rules;
  rules.ownUserId = self_.userId;
  rules.presenterId = presenterId_;
  const auto presenter = std::find_if(users_.begin(), users_.end(), [this](const User& user) {
    return user.userId == presenterId_;
  });
  if (presenter != users_.end()) rules.presenterName = presenter->name;
  rules.areViewersHidden =
      meeting_ && meeting_->areViewersCursorsHidden && self_.isLocked && !self_.isModerator;
  cursors_.setRules(std::move(rules));
  tellCursors();
}

void MeetingFollower::tellLayout() {
  if (!meeting_) return;
  const auto layout = layout_.effective();
  if (layout == toldLayout_) return;
  toldLayout_ = layout;
  tell(events_.onLayout, layout);
}

void MeetingFollower::tellCursors() {
  auto visible = cursors_.visible();
  if (visible == toldCursors_) return;
  toldCursors_ = std::move(visible);
  tell(events_.onCursors, toldCursors_);
}

}  // namespace gateway
