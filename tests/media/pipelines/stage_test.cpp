// SPDX-License-Identifier: Apache-2.0
// The canvas after a change is what it would be drawn from nothing, and no more of it was touched
// than changed.
#include "pipelines/stage/stage.hpp"

#include "pipelines/stage/delay.hpp"
#include "pipelines/whiteboard/shape.hpp"
#include "tests/media/rehearsal/rehearsal.hpp"

#include <gtest/gtest.h>

#include <random>

namespace pipelines {
namespace {

using rehearsal::Colour;
using std::chrono::milliseconds;

constexpr int kWidth = 320, kHeight = 180;

// A stage with a clock of its own, and the pictures that its sources gave last.
class Theatre {
 public:
  Theatre() {
    EXPECT_TRUE(startGStreamer());
    compose();
  }

  Stage& stage() { return stage_; }
  void push(const std::string& id, int width, int height, const Colour& colour) {
    auto& input = inputs_[id];
    if (!input) input = stage_.addVideo(id);
    shots_.insert_or_assign(id, rehearsal::picture(width, height, colour));
    input->push({shots_.at(id), now_ - kPresentationDelay});
  }
  const base::Ref<GstSample>& shot(const std::string& id) const { return shots_.at(id); }
  /// Gives another stage the newest picture of each source.
  void repeatFor(Theatre& other) {
    for (const auto& [id, shot] : shots_) {
      other.inputs_[id] = other.stage_.addVideo(id);
      other.inputs_[id]->push({shot, other.now_ - kPresentationDelay});
    }
  }
  void drop(const std::string& id) { inputs_.erase(id); }
  bool show(const Scene& scene) {
    stage_.show(scene);
    return compose();
  }
  bool compose() {
    stage_.waitUntilDrawn();
    return stage_.compose(now_ - kPresentationDelay);
  }
  void wait(milliseconds time) { now_ += time; }
  int64_t changedPixels() const {
    int64_t sum = 0;
    for (const auto& area : stage_.changedAreas()) sum += area.area();
    return sum;
  }
  const std::vector<uint8_t>& bytes() const { return stage_.canvas().bytes(); }
  int lumaAt(int x, int y) const {
    return stage_.canvas().plane(0)[y * stage_.canvas().stride(0) + x];
  }

 private:
  MediaDate now_ = rehearsal::kStart;
  std::map<std::string, std::shared_ptr<VideoInput>> inputs_;
  std::map<std::string, base::Ref<GstSample>> shots_;
  Stage stage_{kWidth, kHeight, [this] { return now_; }};
};

std::shared_ptr<const std::string> svg(const std::string& colour) {
  return std::make_shared<const std::string>(
      "<svg xmlns='http://www.w3.org/2000/svg' width='960' height='540'>"
      "<rect width='480' height='540' fill='" +
      colour + "'/></svg>");
}

Scene lecture(int cameras) {
  Scene scene;
  scene.slide = SlideView{};
  scene.slide->pageId = "page/1";
  scene.slide->image = svg("#f00");
  for (int i = 0; i < cameras; ++i) {
    CameraView camera;
    camera.id = "c" + std::to_string(i);
    camera.name = "Name " + std::to_string(i);
    scene.cameras.push_back(camera);
  }
  return scene;
}

CursorView pointer(double x, double y) {
  return {"ada", "Ada", x, y, true};
}

TEST(Stage, ChangesNothingWithoutAReason) {
  Theatre theatre;
  theatre.push("c0", 64, 48, rehearsal::kWhite);
  EXPECT_TRUE(theatre.show(lecture(1)));
  EXPECT_FALSE(theatre.compose());
  EXPECT_FALSE(theatre.show(lecture(1)));
}

TEST(Stage, TouchesOnlyTheTileOfANewPicture) {
  Theatre theatre;
  theatre.show(lecture(2));
  theatre.push("c1", 64, 48, rehearsal::kWhite);
  ASSERT_TRUE(theatre.compose());
  const auto tile = layoutOf(lecture(2), kWidth, kHeight).cameras[1].tile;
  EXPECT_EQ(theatre.stage().changedAreas(), std::vector<Rectangle>{tile});
}

TEST(Stage, LeavesTheSlideAloneWhenANameChanges) {
  Theatre theatre;
  auto scene = lecture(1);
  theatre.show(scene);
  scene.cameras[0].name = "Another";
  ASSERT_TRUE(theatre.show(scene));
  const auto layout = layoutOf(scene, kWidth, kHeight);
  for (const auto& area : theatre.stage().changedAreas()) {
    EXPECT_TRUE(contains(layout.cameras[0].tile, area));
  }
  EXPECT_EQ(theatre.stage().slidesDrawn(), 1u);
}

TEST(Stage, DrawsOnlyTheFrameWhenSomebodySpeaks) {
  Theatre theatre;
  auto scene = lecture(1);
  theatre.push("c0", 64, 48, rehearsal::kWhite);
  theatre.show(scene);
  const auto silent = theatre.bytes();
  scene.cameras[0].isSpeaking = true;
  ASSERT_TRUE(theatre.show(scene));
  const auto tile = layoutOf(scene, kWidth, kHeight).cameras[0].tile;
  EXPECT_LT(theatre.changedPixels(), tile.area() / 3);
  EXPECT_NE(theatre.bytes(), silent);
  scene.cameras[0].isSpeaking = false;
  theatre.show(scene);
  EXPECT_EQ(theatre.bytes(), silent);
}

TEST(Stage, FillsATileAndCutsWhatIsOver) {
  Theatre theatre;
  auto scene = lecture(1);
  scene.cameras[0].name.clear();
  theatre.push("c0", 640, 120, rehearsal::kWhite);
  theatre.show(scene);
  const auto tile = layoutOf(scene, kWidth, kHeight).cameras[0].tile;
  EXPECT_EQ(theatre.lumaAt(tile.x, tile.y), 235);
  EXPECT_EQ(theatre.lumaAt(tile.right() - 1, tile.bottom() - 1), 235);
  scene.cameras[0].isScreen = true;  // Whole, on black.
  theatre.show(scene);
  EXPECT_EQ(theatre.lumaAt(tile.x, tile.y), 16);
  EXPECT_EQ(theatre.lumaAt(tile.x + tile.width / 2, tile.y + tile.height / 2), 235);
}

TEST(Stage, ShowsInitialsForACameraThatIsOff) {
  Theatre theatre;
  auto scene = lecture(1);
  scene.cameras[0].hasPicture = false;
  theatre.show(scene);
  const auto initials = theatre.bytes();
  theatre.push("c0", 64, 48, rehearsal::kWhite);
  EXPECT_FALSE(theatre.compose());
  scene.cameras[0].hasPicture = true;
  theatre.push("c0", 64, 48, rehearsal::kWhite);
  EXPECT_TRUE(theatre.show(scene));
  EXPECT_NE(theatre.bytes(), initials);
  theatre.drop("c0");
  EXPECT_TRUE(theatre.compose());
  EXPECT_EQ(theatre.bytes(), initials);
}

TEST(Stage, KeepsOnePictureOfASourceWithoutAPlace) {
  Theatre theatre;
  theatre.show(lecture(0));
  theatre.push("hidden", 64, 48, rehearsal::kBlack);
  const auto old = theatre.shot("hidden");
  theatre.push("hidden", 64, 48, rehearsal::kWhite);
  EXPECT_FALSE(theatre.compose());
  EXPECT_EQ(GST_MINI_OBJECT_REFCOUNT_VALUE(old.get()), 1);
  auto scene = lecture(1);
  scene.cameras[0] = {"hidden", ""};
  theatre.show(scene);
  const auto tile = layoutOf(scene, kWidth, kHeight).cameras[0].tile;
  EXPECT_EQ(theatre.lumaAt(tile.x + tile.width / 2, tile.y + tile.height / 2), 235);
}

TEST(Stage, MovesThePointerWithoutDrawingTheScene) {
  Theatre theatre;
  auto scene = lecture(0);
  theatre.show(scene);
  const auto without = theatre.bytes();
  scene.slide->cursors = {pointer(100, 100)};
  ASSERT_TRUE(theatre.show(scene));
  scene.slide->cursors = {pointer(1300, 700)};
  theatre.stage().show(scene);
  for (int i = 0; i < 3; ++i) {
    theatre.wait(milliseconds(40));
    EXPECT_TRUE(theatre.compose()) << i;
    EXPECT_LT(theatre.changedPixels(), kWidth * kHeight / 8) << i;
  }
  theatre.wait(milliseconds(200));
  EXPECT_TRUE(theatre.compose());
  EXPECT_FALSE(theatre.compose());
  scene.slide->cursors.clear();
  EXPECT_TRUE(theatre.show(scene));
  EXPECT_EQ(theatre.bytes(), without);
}

TEST(Stage, HidesAPointerOutsideThePartInView) {
  Theatre theatre;
  auto scene = lecture(0);
  theatre.show(scene);
  const auto without = theatre.bytes();
  scene.slide->cursors = {pointer(-1, -1)};
  theatre.show(scene);
  EXPECT_EQ(theatre.bytes(), without);
}

TEST(Stage, PutsThePointerWhereItPoints) {
  Theatre theatre;
  auto scene = lecture(0);
  scene.slide->xOffset = -720;  // The lower right quarter of the page.
  scene.slide->yOffset = -405;
  scene.slide->viewWidth = 720;
  scene.slide->viewHeight = 405;
  scene.slide->cursors = {pointer(1080, 607.5)};
  theatre.show(scene);
  EXPECT_NEAR(theatre.lumaAt(kWidth / 2, kHeight / 2), 63, 3);  // Red, in the middle.
}

TEST(Stage, PreparesThePageToCome) {
  Theatre theatre;
  auto scene = lecture(1);
  theatre.show(scene);
  auto next = *scene.slide;
  next.pageId = "page/2";
  next.image = svg("#00f");
  theatre.stage().prepare(next);
  theatre.stage().waitUntilDrawn();
  EXPECT_EQ(theatre.stage().slidesDrawn(), 2u);
  scene.slide = next;
  EXPECT_TRUE(theatre.show(scene));
  EXPECT_EQ(theatre.stage().slidesDrawn(), 2u);
  scene.slide = lecture(1).slide;  // And back.
  EXPECT_TRUE(theatre.show(scene));
  EXPECT_EQ(theatre.stage().slidesDrawn(), 2u);
}

int pick(std::mt19937& chance, int most) {
  return static_cast<int>(chance() % static_cast<unsigned>(most));
}

// One more stroke on the page, across what is there.
void draw(SlideView& slide, double x, double y) {
  InkShape ink;
  for (int i = 0; i < 12; ++i) ink.points.push_back({{x + 20 * i, y + 9 * i}, 0.5});
  auto shape = std::make_shared<Shape>();
  shape->kind = std::move(ink);
  Whiteboard board = slide.whiteboard ? *slide.whiteboard : Whiteboard{};
  shape->id = "shape:" + std::to_string(board.shapes.size());
  board.shapes.push_back(std::move(shape));
  slide.whiteboard = std::make_shared<const Whiteboard>(std::move(board));
}

// One of the many things that can happen to a scene.
void change(Scene& scene, Theatre& theatre, std::mt19937& chance) {
  const auto any = [&](int most) { return pick(chance, most); };
  const Colour colour{static_cast<uint8_t>(any(256)), 100, 90};
  CameraView& camera = scene.cameras[static_cast<size_t>(any(4))];
  const std::vector<std::function<void()>> changes = {
      [&] { scene.slide->pageId = "page/" + std::to_string(any(3)); },
      [&] { scene.slide->viewWidth = 400 + 100 * any(11); },
      [&] { camera.isSpeaking = !camera.isSpeaking; },
      [&] { camera.hasPicture = !camera.hasPicture; },
      [&] { camera.name = std::to_string(any(1000)); },
      [&] { scene.layout.kind = static_cast<LayoutKind>(any(7)); },
      [&] { scene.layout.focusedCamera = any(2) == 0 ? camera.id : ""; },
      [&] { scene.layout.isContentHidden = any(4) == 0; },
      [&] { scene.slide->cursors = {pointer(any(1440), any(810))}; },
      [&] { scene.slide->cursors.clear(); },
      [&] { draw(*scene.slide, any(1440), any(810)); },
      [&] { draw(*scene.slide, any(1440), any(810)); },
      [&] { scene.slide->whiteboard.reset(); },
      [&] { scene.screen = ScreenView{"screen"}; },
      [&] { scene.screen.reset(); },
      [&] { scene.branding.title = any(2) == 0 ? "Title" : ""; },
      [&] { theatre.push("screen", 200 + 2 * any(100), 100, colour); },
      [&] { theatre.push(camera.id, 64 + 2 * any(100), 48, colour); },
  };
  changes[static_cast<size_t>(any(static_cast<int>(changes.size())))]();
}

// However the stage came to a scene, it looks like that scene.
TEST(Stage, IsWhereverItComesFromWhatTheSceneSays) {
  std::mt19937 chance(20);
  Theatre theatre;
  auto scene = lecture(4);
  for (int round = 0; round < 12; ++round) {
    for (int i = 0; i < 15; ++i) {
      change(scene, theatre, chance);
      theatre.wait(milliseconds(40));
      theatre.show(scene);
    }
    theatre.wait(milliseconds(400));  // The pointers arrive.
    theatre.compose();
    Theatre fresh;
    theatre.repeatFor(fresh);
    fresh.show(scene);
    EXPECT_EQ(theatre.bytes(), fresh.bytes()) << "round " << round;
  }
}

}  // namespace
}  // namespace pipelines
