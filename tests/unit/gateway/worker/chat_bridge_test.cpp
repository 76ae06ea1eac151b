// SPDX-License-Identifier: Apache-2.0
// Every line crosses each way once: re-asked, re-heard, echoed, or left by a dead worker.
#include "gateway/worker/chat_bridge.hpp"

#include <gtest/gtest.h>

#include "gateway/worker/chat_text.hpp"

namespace gateway {
namespace {

constexpr int64_t kStart = 1'741'090'000'000;

ChatLine line(const std::string& id, const std::string& sender, const std::string& text,
              int64_t at = kStart + 1) {
  ChatLine out;
  out.messageId = id;
  out.senderName = sender;
  out.text = text;
  out.atMillis = at;
  return out;
}

TEST(ChatText, EscapesWhatMarkdownWouldTakeForItself) {
  EXPECT_EQ(chatLineForBbb("Zoé", "2*3 = `six`?"), "**Zoé**: 2\\*3 = \\`six\\`?");
  EXPECT_EQ(chatLineForBbb("**Ada**", "<b>[x](http://y)"),
            "**\\*\\*Ada\\*\\***: \\<b\\>\\[x\\](http://y)");
  EXPECT_EQ(escapeMarkdown("a\\b_c~d|e&amp;"), "a\\\\b\\_c\\~d\\|e\\&amp;");
}

TEST(ChatText, StaysOnOneLine) {
  EXPECT_EQ(escapeMarkdown("  a\r\n# b\tc\x01 "), "a # b c");
}

TEST(ChatBridge, PostsALineOnce) {
  ChatBridge bridge("Amphi", kStart);
  const LinkSay say{"l1", "Zoé", "hello"};
  EXPECT_EQ(bridge.ask(say).post, "**Zoé**: hello");
  const auto again = bridge.ask(say);
  EXPECT_FALSE(again.post);
  EXPECT_FALSE(again.answer) << "it is under way";
}

TEST(ChatBridge, AnswersAgainWhenAskedAgain) {
  ChatBridge bridge("Amphi", kStart);
  const LinkSay say{"l1", "Zoé", "hello"};
  (void)bridge.ask(say);
  EXPECT_EQ(bridge.delivered("l1", line("m1", "Amphi", "**Zoé**: hello")).echoOf, "l1");
  const auto again = bridge.ask(say);
  EXPECT_FALSE(again.post);
  ASSERT_TRUE(again.answer);
  EXPECT_EQ(std::get<LinkChat>(*again.answer).id, "m1");
}

TEST(ChatBridge, TellsWhyALineWasRefused) {
  ChatBridge bridge("Amphi", kStart);
  (void)bridge.ask({"l1", "Zoé", "hello"});
  EXPECT_EQ(bridge.refused("l1", {base::Fault::Peer, "The chat is locked.", "chat_locked"}).reason,
            "The chat is locked.");
  EXPECT_TRUE(bridge.ask({"l1", "Zoé", "hello"}).answer);
}

TEST(ChatBridge, TellsALineOfBbbOnce) {
  ChatBridge bridge("Amphi", kStart);
  auto first = line("m1", "Ada", "Good morning");
  first.isFromPresenter = true;
  const auto told = bridge.heard(first);
  ASSERT_TRUE(told);
  EXPECT_TRUE(told->isPresenter);
  EXPECT_FALSE(told->echoOf);
  EXPECT_FALSE(bridge.heard(first));
}

TEST(ChatBridge, DoesNotTellItsEchoAgainAsSomebodysLine) {
  ChatBridge bridge("Amphi", kStart);
  (void)bridge.ask({"l1", "Zoé", "hello"});
  const auto echo = line("m1", "Amphi", "**Zoé**: hello");
  (void)bridge.delivered("l1", echo);
  EXPECT_FALSE(bridge.heard(echo));
}

TEST(ChatBridge, LeavesSystemLinesOut) {
  ChatBridge bridge("Amphi", kStart);
  auto system = line("m1", "", "is presenter");
  system.type = "userIsPresenterMsg";
  EXPECT_FALSE(bridge.heard(system));
  EXPECT_FALSE(bridge.heard(line("m2", "Ada", "")));
}

TEST(ChatBridge, FindsTheLineThatADeadWorkerPosted) {
  ChatBridge bridge("Amphi", kStart);
  const auto left = line("m1", "Amphi", "**Zoé**: hello", kStart - 3000);
  EXPECT_FALSE(bridge.heard(left)) << "the listeners saw it when it was typed";
  const auto asked = bridge.ask({"l1", "Zoé", "hello"});
  EXPECT_FALSE(asked.post) << "it stands in BBB's chat already";
  ASSERT_TRUE(asked.answer);
  EXPECT_EQ(std::get<LinkChat>(*asked.answer).echoOf, "l1");
  EXPECT_TRUE(bridge.ask({"l2", "Zoé", "hello"}).post) << "the same words again are a new line";
}

}  // namespace
}  // namespace gateway
