// SPDX-License-Identifier: Apache-2.0
// The documents of a recording, good and bad.
#include "gateway/recording/events.hpp"
#include "gateway/recording/ink.hpp"
#include "gateway/recording/shapes.hpp"
#include "gateway/recording/texts.hpp"

#include <gtest/gtest.h>

namespace gateway::recording {
namespace {

TEST(Shapes, ListsSlidesByTime) {
  const auto shapes = readShapes(
      "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://a.invalid/svg11.dtd'>"
      "<svg xmlns:xlink='http://www.w3.org/1999/xlink'>"
      "<image id='image2' in='5.5' out='9' xlink:href='b.png' width='800' height='600'/>"
      "<image id='image1' in='0.0' out='5.5' xlink:href='a.png' width='1600' height='900'/>"
      "<image id='image3' in='soon' xlink:href='c.png' width='8' height='6'/>"
      "<image id='image4' in='1' xlink:href='d.png' width='-8' height='6'/></svg>");
  ASSERT_TRUE(shapes) << shapes.error().what;
  ASSERT_EQ(shapes->slides.size(), 2u);
  EXPECT_EQ(shapes->slides[0], (ShownSlide{"image1", "a.png", 1600, 900, Moment(0)}));
  EXPECT_EQ(shapes->slides[1], (ShownSlide{"image2", "b.png", 800, 600, Moment(5500)}));
}

TEST(Shapes, TakesEachOfTheTimesOfOldServers) {
  const auto shapes = readShapes(
      "<svg><image id='image1' in='0.0 7.5' out='3 9' href='a.png' width='8' height='6'/></svg>");
  ASSERT_TRUE(shapes);
  ASSERT_EQ(shapes->slides.size(), 2u);
  EXPECT_EQ(shapes->slides[1].in, Moment(7500));
}

TEST(Shapes, KeepsCanvasesWithTheirLineBreaks) {
  const auto shapes = readShapes(
      "<svg><g class='canvas' id='canvas1' image='image1'>"
      "<g timestamp='3.4' undo='-1' shape='image1-text1'><p>one<br/>two</p></g>"
      "<g timestamp='never' shape='x'/></g></svg>");
  ASSERT_TRUE(shapes);
  ASSERT_EQ(shapes->canvas.size(), 1u);
  EXPECT_EQ(shapes->canvas[0].slide, "image1");
  EXPECT_EQ(shapes->canvas[0].at, Moment(3400));
  EXPECT_FALSE(shapes->canvas[0].undone);
  EXPECT_EQ(shapes->canvas[0].group.textOf("p"), "one\ntwo");
}

TEST(Shapes, RefusesWhatIsNone) {
  EXPECT_EQ(readShapes("<html/>").error().code, "not_svg");
  EXPECT_EQ(readShapes("gone").error().code, "not_xml");
  EXPECT_EQ(readShapes("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>").error().code, "not_xml");
}

TEST(PanZooms, TellTheDialectAndLeaveOutNonsense) {
  const auto found = readPanZooms(
      "<recording tldraw='true'>"
      "<event timestamp='2.0'><viewBox>-1 -2 1600.0 900.0</viewBox></event>"
      "<event timestamp='1.0'><viewBox>0 0 800 450</viewBox></event>"
      "<event timestamp='3.0'><viewBox>0 0 0 450</viewBox></event>"
      "<event timestamp='4.0'><viewBox>0 0 1e300 450</viewBox></event>"
      "<event timestamp='5.0'><viewBox>0 0 800</viewBox></event></recording>");
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->isTldraw);
  EXPECT_EQ(found->events, (std::vector<PanZoom>{{Moment(1000), 0, 0, 800, 450},
                                                 {Moment(2000), -1, -2, 1600, 900}}));
}

TEST(Cursor, IsHiddenAtMinusOne) {
  const auto found = readCursor(
      "<recording><event timestamp='1'><cursor>0.25 0.5</cursor></event>"
      "<event timestamp='2'><cursor>-1.0 -1.0</cursor></event></recording>");
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, (std::vector<CursorMove>{{Moment(1000), true, 0.25, 0.5},
                                             {Moment(2000), false, 0, 0}}));
}

TEST(ScreenShares, LastForAWhile) {
  const auto found = readScreenShares(
      "<recording><event start_timestamp='5.4' stop_timestamp='61.0'/>"
      "<event start_timestamp='7' stop_timestamp='7'/></recording>");
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, (std::vector<ScreenShare>{{Moment(5400), Moment(61'000)}}));
}

TEST(Chat, IsPlainText) {
  const auto lines = readChat(
      "<popcorn><chattimeline in='3.2' name='Ann' target='chat' message='hello &lt;a href=&quot;u"
      "&quot; rel=&quot;nofollow&quot;&gt;&lt;u&gt;https://e.org&lt;/u&gt;&lt;/a&gt; &amp;amp; "
      "&amp;lt;b&amp;gt;'/><chattimeline in='4' name='B' target='slide' message='x'/></popcorn>");
  ASSERT_TRUE(lines);
  EXPECT_EQ(*lines, (std::vector<ChatLine>{{Moment(3200), "Ann", "hello https://e.org & <b>"}}));
}

TEST(Polls, HaveTheirVotesAndBecomeLines) {
  const auto polls = readPolls(
      R"([{"timestamp":35,"question":"Clear?","responders":3,"answers":[{"key":"Yes",
          "numVotes":3},{"key":"No","numVotes":-4}]},{"timestamp":"soon"},7])");
  ASSERT_TRUE(polls);
  EXPECT_EQ(*polls,
            (std::vector<PollResult>{{Moment(35'000), "Clear?", {{"Yes", 3}, {"No", 0}}, 3}}));
  EXPECT_EQ(lineOf(polls->front()).text, "Clear?: Yes 3, No 0");
}

TEST(CaptionList, TakesLocalesThatAreNoPaths) {
  const auto found = readCaptionList(
      R"([{"locale":"fr-FR","localeName":"français"},{"locale":"../x"},{"locale":""},{}])");
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, (std::vector<Captions>{{"fr-FR", "français"}}));
}

TEST(SideFiles, MayBeOfAnyShape) {
  for (const auto* text :
       {"null", "7", "\"a\"", "{}", "[]", "[[]]", "[null]", R"({"a":{"b":1}})"}) {
    EXPECT_TRUE(readPolls(text)) << text;
    EXPECT_TRUE(readCaptionList(text)) << text;
    EXPECT_TRUE(readExternalVideos(text)) << text;
    EXPECT_TRUE(readSlideTexts(text)) << text;
    EXPECT_TRUE(readInk(text)) << text;
  }
}

TEST(Ink, KnowsItsDialectAndPage) {
  const auto of = [](const std::string& json) { return *readInk(json); };
  EXPECT_EQ(of(R"({"bbb_version":"3.0.4"})").dialect, BoardDialect::V2);
  EXPECT_EQ(of(R"({"bbb_version":"2.7.3"})").dialect, BoardDialect::V1);
  EXPECT_EQ(of(R"({"bbb_version":"2.7.3"})").pageWidth, 1440);
  EXPECT_EQ(of(R"({"bbb_version":"2.6.0"})").pageWidth, 2048);
  EXPECT_EQ(of("{}").pageWidth, 2048);
  EXPECT_EQ(of("{}").dialect, BoardDialect::V1);
}

// One shape of three states: from 1 s, from 2 s until it is undone at 4 s, and anew from 6 s.
constexpr const char* kThreeStates = R"({"bbb_version":"3.0.4","1":{"shapes":[
  {"timestamp":1,"undo":-1,"shape_data":{"id":"a","type":"geo","x":0,"y":0,"parentId":"page:1",
   "props":{"geo":"rectangle","w":10,"h":10}}},
  {"timestamp":2,"undo":4,"shape_data":{"id":"a","type":"geo","x":0,"y":0,"parentId":"page:1",
   "props":{"geo":"rectangle","w":20,"h":10}}},
  {"timestamp":6,"undo":"never","shape_data":{"id":"a","type":"geo","x":0,"y":0,
   "parentId":"page:1","props":{"geo":"rectangle","w":30,"h":10}}},
  {"timestamp":"x","shape_data":{"id":"b"}},{"timestamp":3},4]}})";

// The width of the one shape at a time; 0: none.
double widthAt(InkPage& page, int seconds) {
  const auto board = page.at(std::chrono::seconds(seconds));
  if (board->shapes.empty()) return 0;
  return std::get<pipelines::GeoShape>(board->shapes.front()->kind).width;
}

TEST(Ink, ShowsTheLastStateUntilItIsUndone) {
  const auto ink = readInk(kThreeStates);
  ASSERT_TRUE(ink);
  InkPage page(ink->dialect, ink->pages.at(1));
  EXPECT_EQ(widthAt(page, 0), 0);
  EXPECT_EQ(widthAt(page, 1), 10);
  EXPECT_EQ(widthAt(page, 3), 20);
  EXPECT_EQ(widthAt(page, 4), 0);
  EXPECT_EQ(widthAt(page, 6), 30);
}

TEST(Ink, GoesBackInTime) {
  const auto ink = readInk(kThreeStates);
  ASSERT_TRUE(ink);
  InkPage page(ink->dialect, ink->pages.at(1));
  EXPECT_EQ(widthAt(page, 7), 30);
  EXPECT_EQ(widthAt(page, 1), 10);
}

}  // namespace
}  // namespace gateway::recording
