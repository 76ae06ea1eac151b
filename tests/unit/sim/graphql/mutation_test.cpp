// SPDX-License-Identifier: Apache-2.0
// Mutations are read by the middleware's rough rules and refused by the action's types.
#include "tests/sim/graphql/mutation.hpp"

#include <gtest/gtest.h>

namespace {

using sim::Json;

TEST(Mutation, TakesValuesFromVariables) {
  const auto read = sim::readMutation(
      "mutation A($x: String!) {\n  chatSendMessage(chatId: $c, "
      "chatMessageInMarkdownFormat: $x)\n}",
      Json{{"c", "MAIN-PUBLIC-GROUP-CHAT"}, {"x", "one, two: (three)"}});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->name, "chatSendMessage");
  EXPECT_EQ(read->values["chatMessageInMarkdownFormat"], "one, two: (three)");
}

TEST(Mutation, KeepsLiteralsAsTextWithoutBlanks) {
  const auto read = sim::readMutation("mutation { userSetAway(away: true, why: a b) }", Json());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->values["away"], "true");
  EXPECT_EQ(read->values["why"], "ab");
}

TEST(Mutation, ReadsOneWithoutArguments) {
  const auto read = sim::readMutation("mutation L { userLeaveMeeting }", Json());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->name, "userLeaveMeeting");
  EXPECT_FALSE(sim::readMutation("mutation L", Json()));
}

TEST(Mutation, IsRefusedForAMissingOrWrongValue) {
  const sim::User viewer;
  const sim::Mutation missing{"userJoinMeeting", Json{{"authToken", "x"}, {"clientType", "HTML5"}}};
  EXPECT_NE(sim::mutationRefusal(missing, viewer)
                .find("Missing required parameter: "
                      "'clientIsMobile'"),
            std::string::npos);
  sim::Mutation wrong = missing;
  wrong.values["clientIsMobile"] = "false";
  EXPECT_NE(sim::mutationRefusal(wrong, viewer).find("should be of type boolean"),
            std::string::npos);
  wrong.values["clientIsMobile"] = false;
  EXPECT_EQ(sim::mutationRefusal(wrong, viewer), "");
}

TEST(Mutation, OfAPresenterIsRefusedForAViewer) {
  const sim::User viewer;
  EXPECT_NE(sim::mutationRefusal({"presentationSetZoom", Json::object()}, viewer)
                .find("Permission Denied (not presenter)."),
            std::string::npos);
}

}  // namespace
