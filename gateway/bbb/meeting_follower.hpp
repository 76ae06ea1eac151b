// SPDX-License-Identifier: Apache-2.0
// Everything a session follows of its meeting beside itself and the chat.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/bbb/annotation_feed.hpp"
#include "gateway/bbb/board.hpp"
#include "gateway/bbb/cursors.hpp"
#include "gateway/bbb/layout_follower.hpp"
#include "gateway/bbb/session.hpp"

namespace gateway {

/// Rows in, SessionEvents out, each only when something changed. @thread loop
class MeetingFollower {
 public:
  /// `events` must outlive it.
  explicit MeetingFollower(const SessionEvents& events);
  MeetingFollower(const MeetingFollower&) = delete;
  MeetingFollower& operator=(const MeetingFollower&) = delete;

  /// We are in the meeting on a new line: subscribes to everything.
  void lineUp(GraphqlLink& link, base::Steady now);
  void lineDown() { annotations_.lineDown(); }
  void onSelf(const UserCurrent& self);
  void onMeeting(const Meeting& meeting);
  /// Rows of any document; those of others are ignored.
  void onRows(GraphqlLink& link, const Document& document, const std::string& tag,
              const base::Json& rows, base::Steady now);
  void onRefused(GraphqlLink& link, const Document& document, const std::string& tag);
  void tick(GraphqlLink& link, base::Steady now) { annotations_.tick(link, now); }

  const std::optional<Meeting>& meeting() const { return meeting_; }
  /// What is drawn on the page in view.
  std::shared_ptr<const pipelines::Whiteboard> whiteboard() { return board_.snapshot(); }
  /// Empty: nobody presents.
  const std::string& presenterId() const { return presenterId_; }

 private:
  void onUsers(std::vector<User> users);
  void draw(const base::Json& rows);
  void onPage(GraphqlLink& link, const std::optional<Page>& page, base::Steady now);
  void onScreenshare(const std::optional<Screenshare>& screen);
  void onExternalVideo(const std::optional<ExternalVideo>& video);
  void updateCursorRules();
  void tellLayout();
  void tellCursors();

  const SessionEvents& events_;
  std::optional<Meeting> meeting_;
  UserCurrent self_;
  std::vector<User> users_;
  std::string presenterId_;
  std::string pageId_;
  bool hasScreen_ = false, hasVideo_ = false;
  LayoutFollower layout_;
  std::optional<MeetingLayout> toldLayout_;
  Cursors cursors_;
  std::vector<Cursor> toldCursors_;
  Board board_;
  AnnotationFeed annotations_;
};

}  // namespace gateway
