// SPDX-License-Identifier: Apache-2.0
// The body of a new stream, member by member.
#include "control/new_stream.hpp"

#include <gtest/gtest.h>

namespace control {
namespace {

using base::Json;
using base::StreamState;

constexpr int64_t kNow = 1'795'512'600'000;  // 2026-11-24T09:30:00Z

base::Result<StreamRow> read(const Json& change, bool hasBbb = true) {
  Json body = {{"slug", "algebra-1"}, {"title", "Algebra"}, {"meeting_id", "m1"}};
  body.merge_patch(change);
  return readNewStream(body, {"fr", {}, hasBbb, kNow});
}

std::string faultOf(const Json& change) {
  const auto row = read(change);
  return row ? "no fault" : row.error().code + ": " + row.error().what;
}

TEST(NewStream, WaitsForItsMeetingUnlessToldOtherwise) {
  const auto row = read(Json::object());
  ASSERT_TRUE(row);
  EXPECT_TRUE(row->wanted);
  EXPECT_EQ(row->language, "fr");
  EXPECT_EQ(row->status.state, StreamState::Waiting);
  EXPECT_EQ(read({{"autostart", false}})->status.state, StreamState::Scheduled);
  EXPECT_EQ(read({{"starts_at", "2026-11-24T09:30:01Z"}})->status.state, StreamState::Scheduled);
}

TEST(NewStream, TakesSlugsFitForAddresses) {
  for (const char* slug : {"a", "0-1", "demo"}) EXPECT_TRUE(read({{"slug", slug}})) << slug;
  for (const char* slug : {"", "-a", "a-", "A", "a/b", "a.b", "\xC3\xA9", "a b"})
    EXPECT_NE(faultOf({{"slug", slug}}).find("slug must be"), std::string::npos) << slug;
  EXPECT_TRUE(read({{"slug", std::string(63, 'a')}}));
  EXPECT_FALSE(read({{"slug", std::string(64, 'a')}}));
}

TEST(NewStream, TakesALook) {
  EXPECT_EQ(read(Json::object())->look, base::StreamLook{});
  const auto row = read({{"layout", "smart"}, {"paused", true}, {"title_shown", true}});
  ASSERT_TRUE(row);
  EXPECT_EQ(row->look, (base::StreamLook{"smart", true, true, false}));
  EXPECT_NE(faultOf({{"layout", "upside_down"}}).find("picture_in_picture, cameras_only"),
            std::string::npos);
  EXPECT_NE(faultOf({{"layout", 7}}).find("layout must be"), std::string::npos);
  EXPECT_NE(faultOf({{"paused", "yes"}}).find("paused must be"), std::string::npos);
}

TEST(StreamChange, TakesALookAndNothingElse) {
  const auto change = readStreamChange({{"paused", false}});
  ASSERT_TRUE(change);
  EXPECT_FALSE(change->layout);
  EXPECT_EQ(change->of({"smart", true, true, true}),
            (base::StreamLook{"smart", false, true, true}));
  EXPECT_TRUE(readStreamChange(Json::object()));
  EXPECT_FALSE(readStreamChange(Json::array()));
  const auto title = readStreamChange({{"title", "Another"}});
  ASSERT_FALSE(title);
  EXPECT_NE(title.error().what.find("'title'"), std::string::npos);
}

TEST(NewStream, CountsTitlesInCharacters) {
  std::string title;
  for (int i = 0; i < 200; ++i) title += "\xC3\xA9";
  EXPECT_TRUE(read({{"title", title}}));
  EXPECT_FALSE(read({{"title", title + "e"}}));
  EXPECT_FALSE(read({{"title", "  "}}));
  EXPECT_FALSE(read({{"title", "a\nb"}}));
  EXPECT_FALSE(read({{"title", 7}}));
}

TEST(NewStream, WantsOneSource) {
  EXPECT_NE(faultOf({{"meeting_id", nullptr}}).find("either meeting_id or join_url"),
            std::string::npos);
  EXPECT_FALSE(read({{"join_url", "https://b/join"}}));
  EXPECT_FALSE(read({{"meeting_id", "a,b"}}));
  EXPECT_FALSE(read({{"meeting_id", "a"}}));
}

TEST(NewStream, TakesJoinUrlsOfTheWebOnly) {
  const auto with = [](const char* url) {
    return read({{"meeting_id", nullptr}, {"join_url", url}}, false).has_value();
  };
  EXPECT_TRUE(with("https://bbb.example.org/bigbluebutton/api/join?a=1&checksum=2"));
  EXPECT_FALSE(with("file:///etc/passwd"));
  EXPECT_FALSE(with("ws://b/x"));
  EXPECT_FALSE(with("bbb.example.org/join"));
  EXPECT_FALSE(with("https://b/a\nb"));
}

TEST(NewStream, NeedsABbbForAMeetingId) {
  EXPECT_FALSE(read(Json::object(), false));
}

TEST(NewStream, RefusesUnknownMembersAndOtherTypes) {
  EXPECT_NE(faultOf({{"titel", "x"}}).find("'titel'"), std::string::npos);
  EXPECT_FALSE(read({{"autostart", "yes"}}));
  EXPECT_FALSE(read({{"language", "de"}}));
  EXPECT_FALSE(read({{"starts_at", "tomorrow"}}));
  EXPECT_FALSE(readNewStream(Json::array(), {}));
}

}  // namespace
}  // namespace control
