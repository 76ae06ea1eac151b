// SPDX-License-Identifier: Apache-2.0
// What a session hears of its meeting: layout, people, pointers, ink, across pages and cuts.
#include "gateway/bbb/meeting_follower.hpp"

#include <gtest/gtest.h>

#include "tests/unit/gateway/bbb/session_alone.hpp"

namespace {

using base::Json;
using base::Millis;
using gateway::SessionState;

class Following : public tests::SessionAlone {
 protected:
  void listen(gateway::SessionEvents& events) override {
    events.onLayout = [this](const gateway::MeetingLayout& told) { layouts.push_back(told); };
    events.onUsers = [this](const std::vector<gateway::User>& told) { users = told; };
    events.onCursors = [this](const std::vector<gateway::Cursor>& told) { cursors = told; };
    events.onTalking = [this](const std::vector<gateway::Talker>& told) { talkers = told; };
    events.onExternalVideo = [this](const auto& told) { videos.push_back(told); };
  }
  void SetUp() override {
    SessionAlone::SetUp();
    enter();
  }
  void refuse(const std::string& name, const std::string& message) {
    socket().hear({{"id", socket().idOf(name)},
                   {"type", "error"},
                   {"payload", Json::array({{{"message", message}}})}});
  }
  void tellMeeting(const Json& more) {
    Json row = {{"meetingId", "m"}, {"createdTime", 1741090000000}};
    row.update(more);
    socket().answer("MeetingState", "meeting", Json::array({row}));
  }
  void tellPage(const std::string& pageId) {
    socket().answer("CurrentPage", "pres_page_curr", Json::array({{{"pageId", pageId}}}));
  }
  void tellPeople() {
    socket().answer(
        "UserList", "user",
        Json::array(
            {{{"userId", "w_ada"}, {"name", "Ada"}, {"presenter", true}, {"color", "#0d47a1"}},
             {{"userId", "w_self"}, {"name", "Amphi"}}}));
  }
  void tellCursor(const std::string& userId, double x, double y) {
    socket().answer("getCursorCoordinatesStream", "pres_page_cursor_stream",
                    Json::array({{{"userId", userId}, {"xPercent", x}, {"yPercent", y}}}));
  }
  static Json stroke(const std::string& id) {
    return {
        {"id", id},
        {"typeName", "shape"},
        {"type", "draw"},
        {"x", 10},
        {"y", 20},
        {"index", "a1"},
        {"rotation", 0},
        {"parentId", "page:1"},
        {"opacity", 1},
        {"props",
         {{"color", "red"},
          {"fill", "none"},
          {"dash", "draw"},
          {"size", "m"},
          {"segments",
           Json::array({{{"type", "free"},
                         {"points", Json::array({{{"x", 0}, {"y", 0}}, {{"x", 9}, {"y", 4}}})}}})},
          {"isComplete", true}}}};
  }
  void tellInk(const std::string& updatedAt, const Json& shape = stroke("shape:1")) {
    socket().answer(
        "AnnotationHistory", "pres_annotation_history_curr_stream",
        Json::array(
            {{{"annotationId", "shape:1"}, {"annotationInfo", shape}, {"updatedAt", updatedAt}}}));
  }
  size_t shapes() { return session->whiteboard()->shapes.size(); }
  Json variablesOf(const std::string& name) {
    return socket().operations(name).back()["payload"]["variables"];
  }
  void cutAndMend() {
    socket().cut();
    pass(Millis(600));
    acknowledge();
    tellMe({{"joined", true}, {"currentlyInMeeting", true}});
  }

  std::vector<gateway::MeetingLayout> layouts;
  std::vector<gateway::User> users;
  std::vector<gateway::Cursor> cursors;
  std::vector<gateway::Talker> talkers;
  std::vector<std::optional<gateway::ExternalVideo>> videos;
};

TEST_F(Following, AsksForCursorsInTheWordsThatTheMiddlewareKnows) {
  const auto query = socket()
                         .operations("getCursorCoordinatesStream")
                         .at(0)["payload"]["query"]
                         .get<std::string>();
  EXPECT_TRUE(query.starts_with("subscription getCursorCoordinatesStream"));
  EXPECT_NE(query.find("pres_page_cursor_stream(cursor: {initial_value: {lastUpdatedAt: "
                       "\"2020-01-01\"}}, where: {isCurrentPage: {_eq: true}}, batch_size: 100)"),
            std::string::npos);
}

TEST_F(Following, TellsTheLayoutOnce) {
  tellMeeting({{"layout", {{"currentLayoutType", "SMART_LAYOUT"}}}});
  tellMeeting({{"name", "renamed"}, {"layout", {{"currentLayoutType", "SMART_LAYOUT"}}}});
  ASSERT_EQ(layouts.size(), 1u);
  EXPECT_EQ(layouts[0].type, "SMART_LAYOUT");
}

TEST_F(Following, LetsTheJoinEnforceALayout) {
  tellMeeting({{"layout", {{"currentLayoutType", "SMART_LAYOUT"}}}});
  socket().answer("OwnLayout", "user_current",
                  Json::array({{{"sessionCurrent", {{"enforceLayout", "CAMERAS_ONLY"}}}}}));
  EXPECT_EQ(layouts.back().type, "CAMERAS_ONLY");
}

TEST_F(Following, ReadsTheLayoutOfItsUserdata) {
  tellMeeting(Json::object());
  socket().answer("UserMetadata", "user_metadata",
                  Json::array({{{"parameter", "bbb_default_layout"}, {"value", "smart"}},
                               {{"parameter", "bbb_change_layout"}, {"value", "videoFocus"}}}));
  EXPECT_EQ(layouts.back().type, "VIDEO_FOCUS");
}

TEST_F(Following, DoesWithoutWhatAnOldServerLacks) {
  for (int i = 0; i < 12; ++i) {
    refuse("OwnLayout", "field 'sessionCurrent' not found in type: 'user_current'");
    socket().hear({{"type", "ping"}});
    pass(Millis(2500));
  }
  EXPECT_TRUE(isIn(SessionState::Joined));
  EXPECT_LE(socket().operations("OwnLayout").size(), 7u);
}

TEST_F(Following, NeverGivesUpThePage) {
  for (int i = 0; i < 20; ++i) {
    refuse("CurrentPage", "Rate limit exceeded: Maximum 200 queries per minute allowed.");
    socket().hear({{"type", "ping"}});
    pass(Millis(31000));
  }
  EXPECT_GT(socket().operations("CurrentPage").size(), 15u);
}

TEST_F(Following, TellsWhoIsThereAndTalks) {
  tellPeople();
  ASSERT_EQ(users.size(), 2u);
  EXPECT_EQ(users[0].colour, "#0d47a1");
  socket().answer("Talking", "user_voice",
                  Json::array({{{"userId", "w_ada"}, {"talking", true}, {"muted", false}},
                               {{"userId", "w_bob"}, {"talking", true}, {"muted", true}}}));
  ASSERT_EQ(talkers.size(), 1u);
  EXPECT_EQ(talkers[0].userId, "w_ada");
}

TEST_F(Following, ForgetsCursorsWithThePage) {
  tellPeople();
  tellPage("p/1");
  tellCursor("w_ada", 402.25, 188.5);
  ASSERT_EQ(cursors.size(), 1u);
  EXPECT_TRUE(cursors[0].isPresenter);
  tellPage("p/1");
  EXPECT_EQ(cursors.size(), 1u);
  tellPage("p/2");
  EXPECT_TRUE(cursors.empty());
}

TEST_F(Following, DropsACursorThatLeft) {
  tellPeople();
  tellCursor("w_ada", 402.25, 188.5);
  tellCursor("w_ada", -1, -1);
  EXPECT_TRUE(cursors.empty());
}

TEST_F(Following, HidesViewersCursorsFromTheLocked) {
  tellPeople();
  socket().answer("PageWriters", "pres_page_writers",
                  Json::array({{{"userId", "w_bob"}, {"user", {{"name", "Bob"}}}}}));
  tellCursor("w_bob", 10, 20);
  ASSERT_EQ(cursors.size(), 1u);
  tellMe({{"joined", true}, {"currentlyInMeeting", true}, {"locked", true}});
  tellMeeting({{"lockSettings", {{"hideViewersCursor", true}}}});
  EXPECT_TRUE(cursors.empty());
}

TEST_F(Following, TellsOfAVideoAndOfItsEnd) {
  const std::string url = "https://www.youtube.com/watch?v=x";
  socket().answer("ExternalVideo", "meeting",
                  Json::array({{{"externalVideo",
                                 {{"externalVideoUrl", url},
                                  {"stoppedSharingAt", nullptr},
                                  {"playerPlaying", true}}}}}));
  socket().answer("ExternalVideo", "meeting",
                  Json::array({{{"externalVideo",
                                 {{"externalVideoUrl", url},
                                  {"stoppedSharingAt", "2025-03-04T12:12:05.000+00:00"}}}}}));
  socket().answer("ExternalVideo", "meeting", Json::array({{{"externalVideo", nullptr}}}));
  ASSERT_EQ(videos.size(), 3u);
  EXPECT_EQ(videos[0], (gateway::ExternalVideo{url, true}));
  EXPECT_FALSE(videos[1]);
  EXPECT_FALSE(videos[2]);
}

TEST_F(Following, AsksForThePageThenFollowsIt) {
  tellMeeting(Json::object());
  tellPage("p/1");
  EXPECT_EQ(variablesOf("PageAnnotations")["pageId"], "p/1");
  EXPECT_TRUE(socket().operations("AnnotationHistory").empty());
  socket().answer("PageAnnotations", "pres_annotation_curr", Json::array());
  EXPECT_EQ(variablesOf("AnnotationHistory")["updatedAt"], "2025-03-04T12:06:40.000Z");
}

TEST_F(Following, FollowsFromTheNewestOfTheSnapshot) {
  tellPage("p/1");
  socket().answer("PageAnnotations", "pres_annotation_curr",
                  Json::array({{{"lastUpdatedAt", "2025-03-04T12:07:31.456123+00:00"}},
                               {{"lastUpdatedAt", "2025-03-04T12:07:31.456789+00:00"}},
                               {{"lastUpdatedAt", "2025-03-04T12:07:01.9+00:00"}}}));
  EXPECT_EQ(variablesOf("AnnotationHistory")["updatedAt"], "2025-03-04T12:07:31.456789+00:00");
}

TEST_F(Following, DrawsWhatWasThereAndWhatComes) {
  tellPage("p/1");
  socket().answer("PageAnnotations", "pres_annotation_curr",
                  Json::array({{{"annotationId", "shape:0"},
                                {"annotationInfo", stroke("shape:0").dump()},
                                {"lastUpdatedAt", "2025-03-04T12:07:31.456+00:00"}}}));
  EXPECT_EQ(shapes(), 1u);
  tellInk("2025-03-04T12:07:32.456+00:00");
  EXPECT_EQ(shapes(), 2u);
  tellInk("2025-03-04T12:07:33.456+00:00", nullptr);
  EXPECT_EQ(shapes(), 1u);
  pass(Millis(1000));
  tellPage("p/2");
  EXPECT_EQ(shapes(), 0u);
}

TEST_F(Following, EndsTheOldPagesStreamBeforeTheNextBegins) {
  tellPage("p/1");
  socket().answer("PageAnnotations", "pres_annotation_curr", Json::array());
  const std::string old = socket().idOf("AnnotationHistory");
  pass(Millis(1000));
  tellPage("p/2");
  const Json ended = {{"id", old}, {"type", "complete"}};
  EXPECT_NE(std::find(socket().sent.begin(), socket().sent.end(), ended), socket().sent.end());
  EXPECT_EQ(variablesOf("PageAnnotations")["pageId"], "p/2");
}

TEST_F(Following, AsksOnceForADeckThatIsLeafedThrough) {
  tellPage("p/1");
  for (int page = 2; page < 40; ++page) tellPage("p/" + std::to_string(page));
  EXPECT_EQ(socket().operations("PageAnnotations").size(), 1u);
  pass(Millis(500));
  EXPECT_EQ(socket().operations("PageAnnotations").size(), 2u);
  EXPECT_EQ(variablesOf("PageAnnotations")["pageId"], "p/39");
}

TEST_F(Following, FollowsThoughTheSnapshotIsRefusedOrNeverComes) {
  tellPage("p/1");
  refuse("PageAnnotations", "no");
  EXPECT_EQ(socket().operations("AnnotationHistory").size(), 1u);
  pass(Millis(1000));
  tellPage("p/2");
  pass(Millis(5100));
  EXPECT_EQ(socket().operations("AnnotationHistory").size(), 2u);
}

TEST_F(Following, ResumesInkFromWhereItWasCut) {
  tellPage("p/1");
  socket().answer("PageAnnotations", "pres_annotation_curr", Json::array());
  tellInk("2025-03-04T12:07:31.456+00:00");
  cutAndMend();
  EXPECT_EQ(variablesOf("PageAnnotations")["pageId"], "p/1");
  EXPECT_EQ(shapes(), 1u);
  socket().answer("PageAnnotations", "pres_annotation_curr",
                  Json::array({{{"annotationId", "shape:1"},
                                {"annotationInfo", stroke("shape:1").dump()},
                                {"lastUpdatedAt", "2025-03-04T12:07:31.456+00:00"}}}));
  EXPECT_EQ(shapes(), 1u);
  EXPECT_EQ(variablesOf("AnnotationHistory")["updatedAt"], "2025-03-04T12:07:31.456+00:00");
}

TEST_F(Following, SubscribesToEverythingAnewAfterACut) {
  const auto before = socket().sent;
  cutAndMend();
  for (const auto& frame : before) {
    const auto name = base::textAt(base::memberAt(frame, "payload"), "operationName");
    if (name.empty() || name == "UserJoin") continue;
    EXPECT_EQ(socket().operations(name).size(), 1u) << name;
  }
}

TEST_F(Following, AppliesAPatchToWhatItKnew) {
  tellPeople();
  const std::string id = socket().idOf("UserList");
  socket().hear(
      {{"id", id},
       {"type", "next"},
       {"payload",
        {{"data",
          {{"patch", Json::array({{{"op", "replace"}, {"path", "/1/name"}, {"value", "Amphi 2"}},
                                  {{"op", "move"}, {"from", "/1"}, {"path", "/0"}}})},
           {"user", Json::array()}}}}}});
  ASSERT_EQ(users.size(), 2u);
  EXPECT_EQ(users[0].name, "Amphi 2");
  EXPECT_EQ(users[1].name, "Ada");
}

TEST_F(Following, AsksForTheWholeWhenAPatchDoesNotFit) {
  tellPeople();
  socket().hear({{"id", socket().idOf("UserList")},
                 {"type", "next"},
                 {"payload",
                  {{"data",
                    {{"patch", Json::array({{{"op", "remove"}, {"path", "/7"}}})},
                     {"user", Json::array()}}}}}});
  EXPECT_EQ(users.size(), 2u);
  pass(Millis(250));
  EXPECT_EQ(socket().operations("UserList").size(), 2u);
}

TEST_F(Following, OpensAMinimisedPresentationForNewInk) {
  tellMeeting({{"layout", {{"presentationMinimized", true}, {"propagateLayout", true}}}});
  EXPECT_TRUE(layouts.back().isPresentationMinimized);
  tellPage("p/1");
  socket().answer("PageAnnotations", "pres_annotation_curr", Json::array());
  tellInk("2025-03-04T12:07:31.456+00:00");
  EXPECT_FALSE(layouts.back().isPresentationMinimized);
}

}  // namespace
