// SPDX-License-Identifier: Apache-2.0
// Pictures of slides: fetched once, ahead of time, and tried again.
#include "gateway/bbb/slides.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/gateway/bbb/fake_ports.hpp"

namespace {

using base::Millis;

gateway::Page page(int number) {
  gateway::Page made;
  made.pageId = "p/" + std::to_string(number);
  made.imageUrl = "https://bbb.example.org/svg/" + std::to_string(number);
  for (int next = number + 1; next <= number + 3; ++next)
    made.nextUrls.push_back("https://bbb.example.org/svg/" + std::to_string(next));
  return made;
}

class SlidePictures : public testing::Test {
 protected:
  tests::FakePorts machine;
  std::vector<std::pair<std::string, std::string>> told;  // page, bytes or "-"
  gateway::Slides slides{
      machine.ports(), "https://bbb.example.org", "JSESSIONID=x",
      [this](const std::string& id, const gateway::Slides::Image& image, const base::Error&) {
        told.emplace_back(id, image ? *image : "-");
      }};
};

using Told = std::vector<std::pair<std::string, std::string>>;

TEST_F(SlidePictures, AreFetchedWithTheSessionsCookies) {
  slides.show(page(1));
  ASSERT_EQ(machine.requests.size(), 1u);
  EXPECT_EQ(machine.requests[0].first.headers[0].second, "JSESSIONID=x");
  machine.reply(200, "<svg/>");
  EXPECT_EQ(told, (Told{{"p/1", "<svg/>"}}));
}

TEST_F(SlidePictures, GetNoCookiesOnAnotherHost) {
  auto other = page(1);
  other.imageUrl = "https://elsewhere.example.org/svg/1";
  slides.show(other);
  ASSERT_EQ(machine.requests.size(), 1u);
  EXPECT_TRUE(machine.requests[0].first.headers.empty());
}

TEST_F(SlidePictures, AreFetchedAheadTwoAtATime) {
  slides.show(page(1));
  machine.reply(200, "one");
  EXPECT_EQ(machine.requests.size(), 2u);
}

TEST_F(SlidePictures, AreHandedOnAheadOfTheirTime) {
  Told ahead;
  slides.onAhead([&](const std::string& url, const gateway::Slides::Image& image) {
    ahead.emplace_back(url, *image);
  });
  slides.show(page(1));
  machine.reply(200, "one");
  machine.reply(200, "two");
  EXPECT_EQ(ahead, (Told{{"https://bbb.example.org/svg/2", "two"}}));
}

TEST_F(SlidePictures, AreThereAtOnceWhenTheyAreKept) {
  slides.show(page(1));
  machine.reply(200, "one");
  machine.reply(200, "two");
  told.clear();
  slides.show(page(2));
  EXPECT_EQ(told, (Told{{"p/2", "two"}}));
}

TEST_F(SlidePictures, AreTriedAgain) {
  slides.show(page(1));
  machine.reply(404, "");
  EXPECT_EQ(told, (Told{{"p/1", "-"}}));
  machine.now += Millis(350);
  slides.tick();
  ASSERT_EQ(machine.requests.size(), 1u);
  machine.reply(200, "one");
  EXPECT_EQ(told.back().second, "one");
}

TEST_F(SlidePictures, AreForgottenWhenAnotherIsShown) {
  slides.show(page(1));
  slides.show(page(2));
  machine.reply(200, "one");
  EXPECT_TRUE(told.empty());
  machine.reply(200, "two");
  EXPECT_EQ(told, (Told{{"p/2", "two"}}));
}

TEST_F(SlidePictures, KeepABoundedNumber) {
  for (int i = 1; i <= 40; ++i) {
    slides.show(page(i));
    while (!machine.requests.empty()) machine.reply(200, "x");
  }
  int kept = 0;
  for (int i = 1; i <= 45; ++i)
    if (slides.kept("https://bbb.example.org/svg/" + std::to_string(i))) ++kept;
  EXPECT_EQ(kept, 24);
}

TEST_F(SlidePictures, SayThatAPageHasNone) {
  auto bare = page(1);
  bare.imageUrl = "";
  slides.show(bare);
  EXPECT_EQ(told, (Told{{"p/1", "-"}}));
}

}  // namespace
