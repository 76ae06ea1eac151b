// SPDX-License-Identifier: Apache-2.0
// Text, limits, frames and the once-only rule.
#include "gateway/chat/room.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"
#include "gateway/chat/limit.hpp"
#include "gateway/chat/text.hpp"

namespace gateway {
namespace {

TEST(ChatText, DropsControlCharactersAndOuterBlanks) {
  EXPECT_EQ(*cleanText("  a\x01\x7f"
                       "b \n\n c\t"),
            "ab c");
  EXPECT_EQ(*cleanText("\xC2\x85x\xEF\xBB\xBF"), "x");
  EXPECT_EQ(*cleanText("Ada\xE2\x80\xAE nitraM"), "Ada nitraM");
  EXPECT_EQ(*cleanText("h\xC3\xA9 \xF0\x9F\x98\x80"), "h\xC3\xA9 \xF0\x9F\x98\x80");
}

TEST(ChatText, RefusesWhatIsNotUtf8) {
  for (const std::string bad :
       {"\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xe0\x80\x80", "\xf4\x90\x80\x80", "a\x80"})
    EXPECT_FALSE(cleanText(bad)) << bad;
}

TEST(ChatText, CountsCharactersNotBytes) {
  EXPECT_EQ(lengthOf("\xC3\xA9\xF0\x9F\x98\x80x"), 3u);
}

TEST(LineLimit, LetsFiveThroughInTenSeconds) {
  LineLimit limit(kLineStretch);
  const base::Steady start = base::Steady{} + std::chrono::hours(1);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(limit.admit(start + std::chrono::seconds(i)));
  EXPECT_FALSE(limit.admit(start + std::chrono::seconds(5)));
  EXPECT_TRUE(limit.admit(start + std::chrono::seconds(10)));
  EXPECT_FALSE(limit.admit(start + std::chrono::milliseconds(10500)));
  EXPECT_TRUE(limit.admit(start + std::chrono::seconds(11)));
}

TEST(PageFrame, ReadsSayAndPing) {
  const PageFrame say =
      readPageFrame(R"({"type":"say","client_id":"c1","name":"Léa","text":"Oui ?"})");
  EXPECT_EQ(say.kind, PageFrame::Kind::Say);
  EXPECT_EQ(say.name, "Léa");
  const PageFrame ping = readPageFrame(R"({"type":"ping","client_ms":12})");
  EXPECT_EQ(ping.kind, PageFrame::Kind::Ping);
  EXPECT_EQ(ping.clientMs, 12);
}

TEST(PageFrame, CallsEverythingElseBroken) {
  for (const std::string text : {"", "x", "[]", "{}", "null", R"({"type":"shout"})",
                                 R"({"type":"say","name":"a","text":"b"})", R"({"type":7})"})
    EXPECT_EQ(readPageFrame(text).kind, PageFrame::Kind::Broken) << text;
  const std::string longId(65, 'x');
  EXPECT_EQ(readPageFrame(R"({"type":"say","client_id":")" + longId + R"("})").kind,
            PageFrame::Kind::Broken);
}

TEST(Frames, GreetingHoldsCardStateAndHistory) {
  const ChatLine line{"m1", "Ada", "presenter", "Bonjour \"tous\"", 5, false};
  const auto hello = base::parseJson(helloFrame(
      "demo", {"Physique", 99}, {base::StreamState::Live, "", "", 0}, lineJson(line), 1000));
  ASSERT_TRUE(hello);
  EXPECT_EQ(base::textAt(*hello, "type"), "hello");
  EXPECT_EQ(base::integerAt(*hello, "starts_at"), 99);
  EXPECT_TRUE(base::boolAt(*hello, "chat_open"));
  EXPECT_EQ(base::integerAt(*hello, "max_length"), 500);
  EXPECT_EQ((*hello)["chat"][0]["text"], "Bonjour \"tous\"");
  EXPECT_EQ((*hello)["chat"][0]["origin"], "bbb");
}

TEST(ChatMemory, TakesALineOfTheMeetingOnce) {
  ChatMemory memory;
  const ChatLine line{"m1", "Ada", "presenter", "a", 5, false};
  EXPECT_TRUE(memory.addFromMeeting(line));
  EXPECT_FALSE(memory.addFromMeeting(line));
  EXPECT_EQ(memory.historyJson(), lineJson(line));
}

TEST(ChatMemory, KnowsALineThatIsSentAgain) {
  ChatMemory memory;
  memory.addFromPage({"p1", "Léa", "listener", "a", 5, true}, "client-1");
  ASSERT_NE(memory.idOf("client-1"), nullptr);
  EXPECT_EQ(*memory.idOf("client-1"), "p1");
  EXPECT_EQ(*memory.clientIdOf("p1"), "client-1");
  EXPECT_EQ(memory.idOf("client-2"), nullptr);
}

TEST(ChatMemory, KeepsTheLastHundredLines) {
  ChatMemory memory;
  for (int i = 0; i < 150; ++i)
    memory.addFromMeeting({"m" + std::to_string(i), "Ada", "presenter", "a", i, false});
  const auto history = base::parseJson("[" + memory.historyJson() + "]");
  ASSERT_EQ(history->size(), 100u);
  EXPECT_EQ((*history)[0]["id"], "m50");
}

TEST(ChatMemory, RestoredLinesComeFirstAndOnce) {
  ChatMemory memory;
  memory.addFromMeeting({"m2", "Ada", "presenter", "new", 2, false});
  memory.restore(
      {{"m1", "Ada", "presenter", "old", 1, false}, {"m2", "Ada", "presenter", "new", 2, false}});
  const auto history = base::parseJson("[" + memory.historyJson() + "]");
  ASSERT_EQ(history->size(), 2u);
  EXPECT_EQ((*history)[0]["id"], "m1");
  EXPECT_FALSE(memory.addFromMeeting({"m1", "Ada", "presenter", "old", 1, false}));
}

TEST(Recent, ForgetsTheOldest) {
  Recent recent(2);
  EXPECT_TRUE(recent.add("a", "1"));
  EXPECT_TRUE(recent.add("b", "2"));
  EXPECT_TRUE(recent.add("c", "3"));
  EXPECT_EQ(recent.find("a"), nullptr);
  EXPECT_EQ(*recent.find("c"), "3");
}

}  // namespace
}  // namespace gateway
