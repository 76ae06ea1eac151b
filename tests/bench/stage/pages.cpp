// SPDX-License-Identifier: Apache-2.0
#include "base/clock.hpp"
#include "pipelines/stage/stage.hpp"
#include "tests/bench/stage/with.hpp"

#include <algorithm>

namespace bench {
namespace {

using namespace pipelines;

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

class Turning {
 public:
  explicit Turning(Scene scene)
      : scene_(std::move(scene)), stage_(kWidth, kHeight, [] { return MediaDate{}; }) {}

  void prepare(SlideView view) {
    stage_.prepare(std::move(view));
    stage_.waitUntilDrawn();
  }
  double turnTo(SlideView view) {
    scene_.slide = std::move(view);
    const auto start = base::steadyNow();
    stage_.show(scene_);
    stage_.waitUntilDrawn();
    stage_.compose(MediaDate{});
    return std::chrono::duration<double, std::milli>(base::steadyNow() - start).count();
  }

 private:
  Scene scene_;
  Stage stage_;
};

// One letter-like outline of two curves each way.
std::string glyph(int number) {
  const std::string n = std::to_string(number % 7);
  return "<symbol id='g" + std::to_string(number) + "' overflow='visible'><path d='M0 0C2 -" + n +
         " 5 -9 8 -6C9 -3 6 " + n + " 4 2C3 4 1 3 0 0Z'/></symbol>";
}

std::string outlinedSlide(int page) {
  constexpr int kGlyphs = 40, kLines = 24, kInLine = 80;
  std::string svg =
      "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
      "width='960' height='540'><defs>";
  for (int i = 0; i < kGlyphs; ++i) svg += glyph(i);
  svg += "</defs><rect width='960' height='540' fill='#fff'/>";
  for (int i = 0; i < kLines * kInLine; ++i) {
    svg += "<use xlink:href='#g" + std::to_string((i * 7 + page) % kGlyphs) + "' x='" +
           std::to_string(40 + 11 * (i % kInLine)) + "' y='" +
           std::to_string(40 + 20 * (i / kInLine)) + "'/>";
  }
  return svg + "</svg>";
}

}  // namespace

std::vector<std::shared_ptr<const std::string>> outlinedSlides() {
  std::vector<std::shared_ptr<const std::string>> slides;
  for (int page = 0; page < 8; ++page) {
    slides.push_back(std::make_shared<const std::string>(outlinedSlide(page)));
  }
  return slides;
}

PageTimes turnPages(const std::vector<std::shared_ptr<const std::string>>& slides) {
  Turning cold(playOf("camera2")->scene), warm(playOf("camera2")->scene);
  std::vector<double> first, prepared;
  for (const auto& slide : slides) {
    SlideView view = *playOf("camera2")->scene.slide;
    view.pageId = "page/" + std::to_string(first.size() + 2);
    view.image = slide;
    first.push_back(cold.turnTo(view));
    warm.prepare(view);
    prepared.push_back(warm.turnTo(view));
  }
  return {median(first), *std::max_element(first.begin(), first.end()), median(prepared)};
}

}  // namespace bench
