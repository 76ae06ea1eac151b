// SPDX-License-Identifier: Apache-2.0
// amphi-bench-whiteboard: what a page of 500 shapes costs to draw, as JSON, in milliseconds of CPU.
#include <ctime>
#include <iostream>
#include <memory>
#include <random>
#include <string>

#include "base/json.hpp"
#include "pipelines/stage/cairo.hpp"
#include "pipelines/whiteboard/painter.hpp"

namespace {

using namespace pipelines;

constexpr int kWidth = 1280, kHeight = 720;
constexpr double kZoom = kWidth / 1440.0;
constexpr int kShapes = 500, kPointsOfStroke = 150, kGrowths = 100, kPointsOfGrowth = 4;
constexpr int kRedraws = 20;

// A stroke that wanders about the page, `count` points long; the same each time for a `seed`.
std::shared_ptr<const Shape> strokeOf(const std::string& id, unsigned seed, int count) {
  std::minstd_rand numbers(seed);
  std::uniform_real_distribution<double> x(50, 1390), y(50, 760), turn(-0.4, 0.4);
  Point at{x(numbers), y(numbers)}, step{4, 0};
  InkShape ink;
  ink.stroke.colour = colourOf(seed * 2654435761u >> 8);
  for (int i = 0; i < count; ++i) {
    ink.points.push_back({at, 0.5});
    step = rotated(step, turn(numbers));
    at = at + step;
  }
  return std::make_shared<const Shape>(Shape{id, {}, 1, {}, std::move(ink)});
}

double millisSince(std::clock_t began) {
  return 1000.0 * static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
}

class Bench {
 public:
  Bench() : surface_(makeSurface(kWidth, kHeight)), context_(cairo_create(surface_.get())) {
    cairo_scale(context_.get(), kZoom, kZoom);
    for (int i = 0; i < kShapes; ++i) {
      board_.shapes.push_back(
          strokeOf("s" + std::to_string(i), static_cast<unsigned>(i + 1), kPointsOfStroke));
    }
  }

  // The board on a fresh painter, outlines and all.
  double first() {
    const auto began = std::clock();
    paint(page());
    return millisSince(began);
  }

  double redraw() {
    const auto began = std::clock();
    for (int i = 0; i < kRedraws; ++i) paint(page());
    return millisSince(began) / kRedraws;
  }

  // A stroke above the others grows; only where it grew is drawn again.
  double growth() {
    Whiteboard before = board_;
    before.shapes.push_back(strokeOf("new", kShapes + 1, kPointsOfGrowth));
    std::swap(board_, before);
    double sum = 0;
    for (int i = 2; i <= kGrowths + 1; ++i) {
      Whiteboard after = board_;
      after.shapes.back() = strokeOf("new", kShapes + 1, i * kPointsOfGrowth);
      const auto began = std::clock();
      const auto damage = painter_.differenceOf(&board_, &after);
      board_ = std::move(after);
      for (const Box& box : damage) paint(box);
      sum += millisSince(began);
    }
    return sum / kGrowths;
  }

 private:
  static Box page() { return {0, 0, kWidth / kZoom, kHeight / kZoom}; }

  void paint(const Box& damage) {
    cairo_save(context_.get());
    cairo_rectangle(context_.get(), damage.left, damage.top, damage.width(), damage.height());
    cairo_clip(context_.get());
    cairo_set_source_rgb(context_.get(), 1, 1, 1);
    cairo_paint(context_.get());
    painter_.paint(context_.get(), board_, damage);
    cairo_restore(context_.get());
  }

  CairoSurface surface_;
  CairoContext context_;
  Whiteboard board_;
  WhiteboardPainter painter_;
};

}  // namespace

int main() {
  Bench bench;
  base::Json found;
  found["first"] = bench.first();
  found["redraw"] = bench.redraw();
  found["growth"] = bench.growth();
  std::cout << base::compact(found) << '\n';
}
