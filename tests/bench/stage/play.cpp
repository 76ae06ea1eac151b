// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/stage/play.hpp"

#include "pipelines/whiteboard/shape.hpp"

#include <cmath>

namespace bench {
namespace {

using namespace pipelines;

constexpr int kPointsInStroke = 60;

// As many letters and lines as a full slide has.
SlideView slide() {
  std::string svg =
      "<svg xmlns='http://www.w3.org/2000/svg' width='960' height='540'>"
      "<rect width='960' height='540' fill='#fff'/>";
  for (int line = 0; line < 14; ++line) {
    svg += "<text x='60' y='" + std::to_string(60 + 32 * line) +
           "' font-size='22'>The quick brown fox jumps over the lazy dog, line " +
           std::to_string(line) + "</text>";
  }
  SlideView view;
  view.pageId = "page/1";
  view.image = std::make_shared<const std::string>(svg + "</svg>");
  return view;
}

Play withCameras(int count) {
  Play play;
  play.scene.slide = slide();
  for (int i = 0; i < count; ++i) {
    CameraView camera;
    camera.id = "camera" + std::to_string(i);
    camera.name = "Person " + std::to_string(i);
    play.scene.cameras.push_back(camera);
    play.sources.push_back({camera.id});
  }
  return play;
}

std::shared_ptr<const Shape> stroke(size_t hand, int number, int points) {
  InkShape ink;
  ink.stroke.colour = colourOf(0x1d1d1d);
  for (int i = 0; i <= points; ++i) {
    const double angle = 0.25 * i + static_cast<double>(hand);
    ink.points.push_back({{5.0 * i, 60 + 50 * std::sin(angle)}, 0.5});
  }
  ink.isComplete = points == kPointsInStroke;
  auto shape = std::make_shared<Shape>();
  shape->id = "shape:" + std::to_string(hand) + "-" + std::to_string(number);
  shape->toPage.x0 = 60 + 460 * static_cast<double>(hand % 3);
  shape->toPage.y0 = 40 + 360 * static_cast<double>(hand / 3) + 20 * (number % 12);
  shape->kind = std::move(ink);
  return shape;
}

}  // namespace

std::optional<Play> playOf(const std::string& name) {
  if (name == "slides") return withCameras(0);
  if (name == "camera1") return withCameras(1);
  if (name == "camera2") return withCameras(2);
  if (name == "camera6") return withCameras(6);
  Play play = withCameras(0);
  if (name == "screen") {
    play.scene.screen = ScreenView{"screen"};
    play.sources.push_back({"screen", 1920, 1080});
    return play;
  }
  if (name != "ink6") return std::nullopt;
  play.hands = 6;
  return play;
}

std::shared_ptr<const Whiteboard> Hands::next() {
  const int number = step_ / kPointsInStroke, points = step_ % kPointsInStroke + 1;
  ++step_;
  if (points == 1) board_.shapes.resize(board_.shapes.size() + count_);
  const size_t first = board_.shapes.size() - count_;
  for (size_t hand = 0; hand < count_; ++hand) {
    board_.shapes[first + hand] = stroke(hand, number, points);
  }
  return std::make_shared<const Whiteboard>(board_);
}

}  // namespace bench
