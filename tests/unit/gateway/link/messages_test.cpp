// SPDX-License-Identifier: Apache-2.0
// Every message survives the wire; every wrong member is named.
#include "gateway/link/messages.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

std::shared_ptr<const std::string> bytes(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

template <class Message>
Message throughTheWire(const Message& message) {
  auto parsed = parseFromWorker(toFrame(FromWorker(message)));
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().what);
  return parsed ? std::get<Message>(*parsed) : Message{};
}

template <class Message>
Message throughTheWireBack(const Message& message) {
  auto parsed = parseToWorker(toFrame(ToWorker(message)));
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().what);
  return parsed ? std::get<Message>(*parsed) : Message{};
}

Frame part() {
  pipelines::Part out;
  out.bytes = bytes("moof");
  out.durationTicks = 28800;
  return toFrame(FromWorker(out));
}

std::string wrongMember(Frame frame) {
  const auto parsed = parseFromWorker(std::move(frame));
  if (parsed) return "nothing";
  EXPECT_EQ(parsed.error().code, "malformed");
  const auto& what = parsed.error().what;
  const auto start = what.rfind(" '") + 2;
  return what.substr(start, what.size() - start - 1);
}

TEST(Messages, HelloKeepsNullsApartFromNumbers) {
  const auto first = throughTheWire(LinkHello{"demo", 42, "abcdefg2", {}, {}});
  EXPECT_EQ(first.slug, "demo");
  EXPECT_EQ(first.pid, 42);
  EXPECT_FALSE(first.firstMsn);
  const auto again = throughTheWire(LinkHello{"demo", 42, "abcdefg2", 7, 1});
  EXPECT_EQ(again.firstMsn, 7);
  EXPECT_EQ(again.discontinuity, 1);
}

TEST(Messages, StateCarriesWordCodeAndSentence) {
  const auto got = throughTheWire(
      LinkState{base::StreamState::Interrupted, "link_lost", "Wait a moment.", "Algèbre"});
  EXPECT_EQ(got.state, base::StreamState::Interrupted);
  EXPECT_EQ(got.code, "link_lost");
  EXPECT_EQ(got.detail, "Wait a moment.");
  EXPECT_EQ(got.meeting, "Algèbre");
}

TEST(Messages, InitAndPartKeepTheirBytes) {
  pipelines::Init init;
  init.bytes = bytes(std::string("ftyp\0moov", 9));
  init.codecs = "avc1.64001f";
  init.timescale = 90000;
  init.width = 1280;
  init.height = 720;
  init.bitsPerSecond = 2500000;
  const auto gotInit = throughTheWire(init);
  EXPECT_EQ(*gotInit.bytes, *init.bytes);
  EXPECT_EQ(gotInit.codecs, init.codecs);
  EXPECT_EQ(gotInit.height, 720);

  pipelines::Part sent;
  sent.rendition = pipelines::Rendition::audio();
  sent.bytes = bytes("moofmdat");
  sent.segment = 3;
  sent.part = 11;
  sent.global = 47;
  sent.durationTicks = 15360;
  sent.independent = true;
  sent.last = true;
  sent.unixMillis = 1741090000123;
  const auto got = throughTheWire(sent);
  EXPECT_EQ(got.rendition, pipelines::Rendition::audio());
  EXPECT_EQ(got.segment, 3);
  EXPECT_EQ(got.part, 11);
  EXPECT_EQ(got.global, 47);
  EXPECT_EQ(got.durationTicks, 15360);
  EXPECT_TRUE(got.independent && got.last);
  EXPECT_EQ(got.unixMillis, 1741090000123);
}

TEST(Messages, ChatKnowsItsEcho) {
  const auto own = throughTheWire(LinkChat{"1-a", "Amphi", false, "hi", 5, "line-7"});
  EXPECT_EQ(own.echoOf, "line-7");
  const auto other = throughTheWire(LinkChat{"1-b", "Ada", true, "hello", 5, {}});
  EXPECT_TRUE(other.isPresenter);
  EXPECT_FALSE(other.echoOf);
}

TEST(Messages, StatsAreAMapOfFiniteNumbers) {
  const auto got = throughTheWire(LinkStats{{{"cpu_seconds", 1.5}, {"rss_bytes", 1e8}}});
  EXPECT_EQ(got.values.at("cpu_seconds"), 1.5);
  auto bad = toFrame(FromWorker(LinkStats{{{"x", 1}}}));
  bad.header["values"]["Not A Word"] = 1;
  EXPECT_EQ(wrongMember(bad), "values");
}

TEST(Messages, ServerMessagesSurviveTheWire) {
  const auto welcome =
      throughTheWireBack(LinkWelcome{455000000, 2, {{"video", 119}, {"240p", -1}}});
  EXPECT_EQ(welcome.firstMsn, 455000000);
  EXPECT_EQ(welcome.discontinuity, 2);
  EXPECT_EQ(welcome.have, (std::map<std::string, int64_t>{{"video", 119}, {"240p", -1}}));
  EXPECT_TRUE(throughTheWireBack(LinkWelcome{1, 0, {}}).have.empty());
  EXPECT_EQ(throughTheWireBack(LinkSay{"l1", "Zoé", "?"}).name, "Zoé");
  const base::StreamLook look{"picture_in_picture", true, false, true};
  EXPECT_EQ(throughTheWireBack(LinkShow{look}).look, look);
  EXPECT_EQ(throughTheWireBack(LinkStop{"asked"}).reason, "asked");
}

TEST(Messages, NameTheMemberThatIsMissingOrOutOfRange) {
  auto frame = part();
  EXPECT_EQ(wrongMember(frame), "nothing");
  for (const char* member : {"rendition", "medium", "segment", "part", "global", "duration_ticks",
                             "independent", "last", "pdt_ms"}) {
    frame = part();
    frame.header.erase(member);
    EXPECT_EQ(wrongMember(frame), member);
  }
  frame = part();
  frame.header["part"] = 12;
  EXPECT_EQ(wrongMember(frame), "part");
  frame = part();
  frame.header["segment"] = 18446744073709551615ull;
  EXPECT_EQ(wrongMember(frame), "segment");
  frame = part();
  frame.header["global"] = 1.5;
  EXPECT_EQ(wrongMember(frame), "global");
  frame = part();
  frame.payload = nullptr;
  EXPECT_EQ(wrongMember(frame), "payload");
}

TEST(Messages, RefuseCodecsThatWouldBreakAPlaylist) {
  pipelines::Init init;
  init.bytes = bytes("x");
  init.codecs = "avc1\"\n#EXT";
  init.timescale = 1;
  EXPECT_EQ(wrongMember(toFrame(FromWorker(init))), "codecs");
}

TEST(Messages, RefuseALayoutThatThereIsNot) {
  auto frame = toFrame(ToWorker(LinkShow{}));
  frame.header["layout"] = "upside_down";
  const auto read = parseToWorker(frame);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().what.find("'layout'"), std::string::npos);
}

TEST(Messages, RefuseUnknownTypes) {
  EXPECT_EQ(parseFromWorker({base::Json{{"type", "dance"}}, nullptr}).error().code, "unknown_type");
  EXPECT_EQ(parseFromWorker({base::Json{{"type", 5}}, nullptr}).error().code, "unknown_type");
  EXPECT_EQ(parseToWorker({base::Json::object(), nullptr}).error().code, "unknown_type");
}

TEST(Messages, SlugAndSessionAreNarrow) {
  EXPECT_TRUE(isSlug("a"));
  EXPECT_TRUE(isSlug("algebra-1"));
  for (const char* bad : {"", "-a", "a-", "A", "a/b", "a b", "é", ".."}) EXPECT_FALSE(isSlug(bad));
  EXPECT_FALSE(isSlug(std::string(65, 'a')));
  EXPECT_TRUE(isSession("abcdefg7"));
  EXPECT_FALSE(isSession("abcdefg1"));
  EXPECT_FALSE(isSession("abc"));
}

TEST(Messages, ClipNeverCutsACharacter) {
  EXPECT_EQ(clip("abc", 5), "abc");
  EXPECT_EQ(clip("aé", 2), "a");
  EXPECT_EQ(clip("aé", 3), "aé");
}

}  // namespace
}  // namespace gateway
