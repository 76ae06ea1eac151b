// SPDX-License-Identifier: Apache-2.0
// What is shown when, and where.
#include "gateway/recording/timeline.hpp"

#include <gtest/gtest.h>

namespace gateway::recording {
namespace {

constexpr const char* kFirst = "presentation/PRES/svgs/slide1.svg";
constexpr const char* kSecond = "presentation/PRES/svgs/slide2.svg";

Recording lecture() {
  Recording recording;
  recording.metadata.meetingName = "Room";
  recording.shapes.slides = {{"image1", kFirst, 1600, 900, Moment(0)},
                             {"image2", kSecond, 1600, 900, Moment(5000)}};
  recording.slideTexts["PRES"]["slide-1"] = "\n Networks \nmore";
  return recording;
}

Timeline timelineOf(Recording recording) {
  return Timeline(std::move(recording), {}, [](const std::string& name) {
    return std::make_shared<const std::string>(name);
  });
}

TEST(Timeline, ShowsTheLastSlideThatBegan) {
  const auto timeline = timelineOf(lecture());
  EXPECT_EQ(timeline.at(Moment(4999), false).slide->pageId, kFirst);
  EXPECT_EQ(timeline.at(Moment(5000), false).slide->pageId, kSecond);
  EXPECT_EQ(*timeline.at(Moment(5000), false).slide->image, kSecond);
}

TEST(Timeline, SeesAPartOfTheSlideInItsPixels) {
  auto recording = lecture();
  recording.panZooms.events = {{Moment(0), 400, 225, 800, 450}};
  recording.cursor = {{Moment(0), true, 0.5, 0.25}};
  const auto slide = timelineOf(std::move(recording)).at(Moment(0), false).slide;
  EXPECT_EQ(slide->pageWidth, 1600);
  EXPECT_EQ(slide->viewWidth, 800);
  EXPECT_EQ(slide->xOffset, -400);
  ASSERT_EQ(slide->cursors.size(), 1u);
  EXPECT_EQ(slide->cursors[0].x, 400 + 0.5 * 800);
  EXPECT_EQ(slide->cursors[0].y, 225 + 0.25 * 450);
}

TEST(Timeline, SeesItThroughTldrawsCamera) {
  auto recording = lecture();
  recording.panZooms = {true, {{Moment(0), -360, -202.5, 800, 450}}};
  recording.cursor = {{Moment(0), true, 700, 400}};
  const auto slide = timelineOf(std::move(recording)).at(Moment(0), false).slide;
  EXPECT_EQ(slide->pageWidth, 1440);
  EXPECT_EQ(slide->pageHeight, 810);
  EXPECT_EQ(slide->viewWidth, 720);
  EXPECT_EQ(slide->viewHeight, 405);
  EXPECT_EQ(slide->xOffset, -360);
  EXPECT_EQ(slide->cursors.at(0).x, 700);
}

TEST(Timeline, PutsASharedScreenInPlaceOfTheSlide) {
  auto recording = lecture();
  recording.screenShares = {{Moment(1000), Moment(2000)}};
  const auto timeline = timelineOf(std::move(recording));
  EXPECT_FALSE(timeline.at(Moment(999), false).screen);
  EXPECT_TRUE(timeline.at(Moment(1000), false).screen);
  EXPECT_FALSE(timeline.at(Moment(1000), false).slide);
  EXPECT_FALSE(timeline.at(Moment(2000), false).screen);
}

TEST(Timeline, ShowsTheCardOfAVideoForAWhile) {
  auto recording = lecture();
  recording.externalVideos = {{Moment(6000), "https://e.org/v"}};
  const auto timeline = timelineOf(std::move(recording));
  EXPECT_EQ(timeline.at(Moment(6000), false).externalVideo->url, "https://e.org/v");
  EXPECT_FALSE(timeline.at(Moment(60'000), false).externalVideo);
}

TEST(Timeline, SaysTheNameWhereThereIsNothingElse) {
  auto recording = lecture();
  recording.shapes.slides.clear();
  const auto timeline = timelineOf(std::move(recording));
  EXPECT_EQ(timeline.at(Moment(0), false).slate->title, "Room");
  const auto withCameras = timeline.at(Moment(0), true);
  EXPECT_FALSE(withCameras.slate);
  EXPECT_EQ(withCameras.cameras.at(0).id, kCamerasId);
}

TEST(Timeline, NamesChaptersAfterSlides) {
  auto recording = lecture();
  recording.screenShares = {{Moment(8000), Moment(9000)}};
  const auto chapters = timelineOf(std::move(recording)).chapters(Moment(0), Moment(20'000));
  EXPECT_EQ(chapters, (std::vector<pipelines::Chapter>{{Moment(0), "Slide 1: Networks"},
                                                       {Moment(5000), "Slide 2"},
                                                       {Moment(8000), "Screen"},
                                                       {Moment(9000), "Slide 2"}}));
}

TEST(Timeline, LeavesOutSlidesThatWereLeafedThrough) {
  auto recording = lecture();
  recording.shapes.slides.push_back({"image3", kFirst, 1600, 900, Moment(5400)});
  const auto chapters = timelineOf(std::move(recording)).chapters(Moment(4500), Moment(20'000));
  EXPECT_EQ(chapters, (std::vector<pipelines::Chapter>{{Moment(0), "Slide 1: Networks"}}));
}

TEST(Timeline, ChangesWhenAnythingDoes) {
  auto recording = lecture();
  recording.panZooms.events = {{Moment(0), 0, 0, 800, 450}, {Moment(3000), 0, 0, 1600, 900}};
  recording.cursor = {{Moment(3000), true, 0, 0}};
  recording.ink.pages[1].push_back({"a", Moment(1000), Moment(2000), {}});
  EXPECT_EQ(
      timelineOf(std::move(recording)).changes(),
      (std::vector<Moment>{Moment(0), Moment(1000), Moment(2000), Moment(3000), Moment(5000)}));
}

}  // namespace
}  // namespace gateway::recording
