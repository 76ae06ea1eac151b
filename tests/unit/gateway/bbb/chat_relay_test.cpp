// SPDX-License-Identifier: Apache-2.0
// Chat lines across BBB: each once, each answered.
#include "gateway/bbb/chat_relay.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace {

using base::Millis;
using base::Steady;
using gateway::ChatLine;
using gateway::ChatRelay;

constexpr auto kSelf = "w_self";

ChatLine line(const std::string& id, const std::string& sender, const std::string& text,
              int64_t at = 1000) {
  ChatLine made;
  made.messageId = id;
  made.senderId = sender;
  made.senderName = sender;
  made.text = text;
  made.atMillis = at;
  return made;
}

class Chat : public testing::Test {
 protected:
  ChatRelay make(int64_t since = 0) {
    return ChatRelay(
        20, since,
        {[this](const ChatLine& l) { heard.push_back(l.text); },
         [this](const std::string& id, const ChatLine& l) {
           delivered.emplace_back(id, l.messageId);
         },
         [this](const std::string& id, const base::Error& why) {
           refused.emplace_back(id, why.code);
         },
         [this](const std::string&, const std::string& text) { posted.push_back(text); }});
  }
  Steady now{std::chrono::hours(1)};
  std::vector<std::string> heard, posted;
  std::vector<std::pair<std::string, std::string>> delivered, refused;
  ChatRelay chat = make();
};

using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST_F(Chat, TellsEachLineOnce) {
  chat.hear({line("1", "w_a", "one")}, kSelf);
  chat.hear({line("1", "w_a", "one"), line("2", "w_a", "two")}, kSelf);
  EXPECT_EQ(heard, (std::vector<std::string>{"one", "two"}));
}

TEST_F(Chat, DoesNotTellWhatWasSaidBefore) {
  chat.skip({line("1", "w_a", "old", 5000)});
  chat.hear({line("1", "w_a", "old", 5000), line("2", "w_a", "new", 5001)}, kSelf);
  EXPECT_EQ(heard, std::vector<std::string>{"new"});
}

TEST_F(Chat, DoesNotTellWhatAnEarlierLifeTold) {
  auto resumed = make(5000);
  resumed.hear({line("1", "w_a", "old", 5000), line("2", "w_a", "new", 5001)}, kSelf);
  EXPECT_EQ(heard, std::vector<std::string>{"new"});
}

TEST_F(Chat, StartsTheStreamALittleEarly) {
  EXPECT_FALSE(chat.knowsWhereToStart());
  chat.hear({line("1", "w_a", "one", 50000)}, kSelf);
  EXPECT_TRUE(chat.knowsWhereToStart());
  EXPECT_EQ(chat.resumeFrom(), 49000);
}

TEST_F(Chat, LeavesOutNotices) {
  auto away = line("1", "w_a", "x");
  away.type = "userAwayStatusMsg";
  chat.hear({away, line("2", "w_a", "  "), line("3", "w_a", "words")}, kSelf);
  EXPECT_EQ(heard, std::vector<std::string>{"words"});
}

TEST_F(Chat, CountsALineAsDeliveredWhenItIsShown) {
  chat.lineUp(now);
  chat.say("a", "  hello ", now);
  EXPECT_EQ(posted, std::vector<std::string>{"hello"});
  EXPECT_TRUE(delivered.empty());
  chat.hear({line("7", kSelf, "hello")}, kSelf);
  EXPECT_EQ(delivered, (Pairs{{"a", "7"}}));
  EXPECT_TRUE(heard.empty());
}

TEST_F(Chat, KnowsItsLineBehindEscapedHtml) {
  chat.lineUp(now);
  chat.say("a", "b", now);
  chat.say("c", "1 < 2 & \"3\"", now);
  chat.hear({line("8", kSelf, "1 &lt; 2 &amp; &quot;3&quot;")}, kSelf);
  EXPECT_EQ(delivered, (Pairs{{"c", "8"}}));
}

TEST_F(Chat, TellsTwoEqualLinesApartByOrder) {
  chat.lineUp(now);
  chat.say("a", "yes", now);
  chat.say("b", "yes", now);
  chat.hear({line("1", kSelf, "yes"), line("2", kSelf, "yes")}, kSelf);
  EXPECT_EQ(delivered, (Pairs{{"a", "1"}, {"b", "2"}}));
}

TEST_F(Chat, RefusesALineThatIsNotShown) {
  chat.lineUp(now);
  chat.say("a", "hello", now);
  chat.tick(now + Millis(4900));
  EXPECT_TRUE(refused.empty());
  chat.tick(now + Millis(5100));
  EXPECT_EQ(refused, (Pairs{{"a", "not_delivered"}}));
}

TEST_F(Chat, DoesNotShowALineThatComesTooLate) {
  chat.lineUp(now);
  chat.say("a", "hello", now);
  chat.tick(now + Millis(5100));
  chat.hear({line("1", kSelf, "hello")}, kSelf);
  EXPECT_TRUE(heard.empty());
  EXPECT_TRUE(delivered.empty());
}

TEST_F(Chat, KeepsLinesWhileTheConnectionIsCut) {
  chat.say("a", "one", now);
  chat.say("b", "two", now);
  EXPECT_TRUE(posted.empty());
  chat.tick(now + Millis(60000));
  chat.lineUp(now + Millis(60000));
  EXPECT_EQ(posted, (std::vector<std::string>{"one", "two"}));
  EXPECT_TRUE(refused.empty());
}

TEST_F(Chat, DoesNotRepeatALineThatArrivedBeforeTheCut) {
  chat.lineUp(now);
  chat.say("a", "hello", now);
  chat.lineDown();
  chat.lineUp(now + Millis(20000));
  chat.hear({line("1", kSelf, "hello")}, kSelf);
  chat.tick(now + Millis(40000));
  EXPECT_EQ(posted.size(), 1u);
  EXPECT_EQ(delivered, (Pairs{{"a", "1"}}));
  EXPECT_TRUE(refused.empty());
}

TEST_F(Chat, RepeatsALineThatTheCutSwallowed) {
  chat.lineUp(now);
  chat.say("a", "hello", now);
  chat.lineDown();
  const auto back = now + Millis(20000);
  chat.lineUp(back);
  chat.tick(back + Millis(3100));
  EXPECT_EQ(posted.size(), 2u);
  chat.tick(back + Millis(8200));
  EXPECT_EQ(refused, (Pairs{{"a", "not_delivered"}}));
}

TEST_F(Chat, RefusesAtOnceWhatCannotBeSaid) {
  chat.lineUp(now);
  chat.say("a", " \t ", now);
  chat.say("b", std::string(21, 'x'), now);
  chat.say("c", std::string("é") + std::string(19, 'x'), now);
  EXPECT_EQ(refused, (Pairs{{"a", "empty"}, {"b", "too_long"}}));
  EXPECT_EQ(posted.size(), 1u) << "twenty characters, whatever their bytes";
}

TEST_F(Chat, RefusesWhileItIsClosed) {
  chat.lineUp(now);
  chat.close(base::Error{base::Fault::Peer, "locked", "chat_locked"});
  chat.say("a", "hello", now);
  EXPECT_EQ(refused, (Pairs{{"a", "chat_locked"}}));
  chat.close(std::nullopt);
  chat.say("b", "hello", now);
  EXPECT_EQ(posted.size(), 1u);
}

TEST_F(Chat, AnswersEverythingAtTheEnd) {
  chat.lineUp(now);
  chat.say("a", "hello", now);
  chat.end();
  chat.say("b", "hello", now);
  EXPECT_EQ(refused, (Pairs{{"a", "ended"}, {"b", "ended"}}));
}

TEST_F(Chat, BoundsWhatWaits) {
  for (int i = 0; i < 500; ++i) chat.say(std::to_string(i), "x", now);
  EXPECT_EQ(refused.size(), 300u);
  EXPECT_EQ(refused.front().second, "queue_full");
}

}  // namespace
