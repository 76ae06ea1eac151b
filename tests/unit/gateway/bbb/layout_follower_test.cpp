// SPDX-License-Identifier: Apache-2.0
// Which of the layouts applies.
#include "gateway/bbb/layout_follower.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

MeetingLayout layout(const std::string& type, bool isPushed = false) {
  MeetingLayout out;
  out.type = type;
  out.isPushed = isPushed;
  return out;
}

TEST(LayoutFollower, BeginsWithTheMeetings) {
  LayoutFollower follower;
  follower.hear(layout("SMART_LAYOUT"));
  EXPECT_EQ(follower.effective().type, "SMART_LAYOUT");
}

TEST(LayoutFollower, FollowsLaterChangesOnlyWhilePushed) {
  LayoutFollower follower;
  follower.hear(layout("SMART_LAYOUT"));
  follower.hear(layout("VIDEO_FOCUS"));
  EXPECT_EQ(follower.effective().type, "SMART_LAYOUT");
  follower.hear(layout("VIDEO_FOCUS", true));
  EXPECT_EQ(follower.effective().type, "VIDEO_FOCUS");
  follower.hear(layout("CUSTOM_LAYOUT"));
  EXPECT_EQ(follower.effective().type, "VIDEO_FOCUS");
}

TEST(LayoutFollower, LetsTheJoinComeBeforeUserdataBeforeTheMeeting) {
  LayoutFollower follower;
  follower.hear(layout("SMART_LAYOUT", true));
  follower.prefer("presentationFocus");
  EXPECT_EQ(follower.effective().type, "PRESENTATION_FOCUS");
  follower.enforce("CAMERAS_ONLY");
  EXPECT_EQ(follower.effective().type, "CAMERAS_ONLY");
  follower.enforce("");
  follower.prefer("nonsense");
  EXPECT_EQ(follower.effective().type, "SMART_LAYOUT");
}

TEST(LayoutFollower, OpensAMinimisedPresentationWhenSomethingHappensThere) {
  LayoutFollower follower;
  auto minimised = layout("CUSTOM_LAYOUT", true);
  minimised.isPresentationMinimized = true;
  follower.hear(minimised);
  EXPECT_TRUE(follower.effective().isPresentationMinimized);
  follower.contentCame();
  EXPECT_FALSE(follower.effective().isPresentationMinimized);
}

TEST(LayoutFollower, AlwaysKnowsWhereAScreenBelongs) {
  LayoutFollower follower;
  follower.hear(layout("CUSTOM_LAYOUT"));
  auto tiled = layout("SMART_LAYOUT");
  tiled.isScreenAsContent = false;
  follower.hear(tiled);
  EXPECT_FALSE(follower.effective().isScreenAsContent);
  EXPECT_EQ(follower.effective().type, "CUSTOM_LAYOUT");
}

}  // namespace
}  // namespace gateway
