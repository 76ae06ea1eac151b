// SPDX-License-Identifier: Apache-2.0
// Cues do not overlap, and captions are read.
#include "gateway/recording/subtitles.hpp"

#include <gtest/gtest.h>

namespace gateway::recording {
namespace {

using pipelines::TextCue;

TEST(Subtitles, JoinsWhatIsShownAtOnce) {
  const auto flat = flattened({{Moment(2000), Moment(5000), "b"}, {Moment(0), Moment(3000), "a"}});
  EXPECT_EQ(flat, (std::vector<TextCue>{{Moment(0), Moment(2000), "a"},
                                        {Moment(2000), Moment(3000), "a\nb"},
                                        {Moment(3000), Moment(5000), "b"}}));
}

TEST(Subtitles, ShowsTheNewestThreeOfMany) {
  std::vector<TextCue> cues;
  for (const auto* text : {"a", "b", "c", "d"}) cues.push_back({Moment(0), Moment(100), text});
  const auto flat = flattened(std::move(cues));
  ASSERT_EQ(flat.size(), 1u);
  EXPECT_EQ(flat[0].text, "b\nc\nd");
}

TEST(Subtitles, ShowsALineLongEnoughToBeRead) {
  const auto cues = chatCues({{Moment(1000), "Ann", "hi"}});
  ASSERT_EQ(cues.size(), 1u);
  EXPECT_EQ(cues[0], (TextCue{Moment(1000), Moment(4000), "Ann: hi"}));
}

TEST(Captions, AreReadFromWebVtt) {
  const auto cues = captionCues(
      "WEBVTT\r\n\r\nNOTE a --> comment\r\n\r\n1\r\n00:01.000 --> 00:02.500 line:90%\r\n"
      "Bonjour &amp; <b>merci</b>\r\nencore\r\n\r\n00:00:03.000 --> 00:00:02.000\r\nbackwards\r\n");
  EXPECT_EQ(cues, (std::vector<TextCue>{{Moment(1000), Moment(2500), "Bonjour & merci\nencore"}}));
}

TEST(Captions, HaveALanguage) {
  EXPECT_EQ(languageOf("fr-FR"), "fra");
  EXPECT_EQ(languageOf("en"), "eng");
  EXPECT_EQ(languageOf("tlh"), "und");
}

TEST(Subtitles, BeginWhereTheMovieDoes) {
  const auto cues = since(Moment(1000), {{Moment(0), Moment(900), "a"},
                                         {Moment(500), Moment(1500), "b"},
                                         {Moment(2000), Moment(3000), "c"}});
  EXPECT_EQ(cues, (std::vector<TextCue>{{Moment(0), Moment(500), "b"},
                                        {Moment(1000), Moment(2000), "c"}}));
}

}  // namespace
}  // namespace gateway::recording
