// SPDX-License-Identifier: Apache-2.0
// Slides drawn by librsvg and Cairo: colours, zoom, and files that mean harm.
#include "pipelines/stage/backdrop.hpp"

#include "pipelines/whiteboard/shape.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

namespace pipelines {
namespace {

constexpr int kWidth = 320, kHeight = 180;
constexpr int kWhite = 235, kRedLuma = 63, kBlueLuma = 32, kGreenLuma = 173;
constexpr int kTolerance = 2;  // Rounding of 8 bit colours.

std::shared_ptr<const std::string> text(std::string svg) {
  return std::make_shared<const std::string>(std::move(svg));
}

// Left half red, right half blue, on a page of 1440×810.
SlideView redAndBlue() {
  SlideView view;
  view.pageId = "page/1";
  view.image = text(
      "<svg xmlns='http://www.w3.org/2000/svg' width='960' height='540'>"
      "<rect width='480' height='540' fill='#f00'/>"
      "<rect x='480' width='480' height='540' fill='#00f'/></svg>");
  return view;
}

// A painter, and the picture that its updates make.
class Easel {
 public:
  const Picture& paint(const Scene& scene) {
    last_ = painter_.paint(scene);
    for (const auto& patch : last_->patches) picture_.copyFrom(patch.picture, 0, 0, patch.place);
    return picture_;
  }
  BackdropPainter& painter() { return painter_; }
  const BackdropUpdate& last() const { return *last_; }
  /// Pixels of the last update.
  int64_t painted() const {
    int64_t sum = 0;
    for (const auto& patch : last_->patches) sum += patch.place.area();
    return sum;
  }

 private:
  BackdropPainter painter_{kWidth, kHeight};
  Picture picture_{kWidth, kHeight};
  std::unique_ptr<BackdropUpdate> last_;
};

int lumaAt(const Picture& picture, int x, int y) {
  return picture.plane(0)[y * picture.stride(0) + x];
}

Scene sceneOf(SlideView view) {
  Scene scene;
  scene.slide = std::move(view);
  return scene;
}

TEST(Backdrop, ShowsTheSlideInItsColours) {
  Easel easel;
  const auto& backdrop = easel.paint(sceneOf(redAndBlue()));
  EXPECT_NEAR(lumaAt(backdrop, 40, 90), kRedLuma, kTolerance);
  EXPECT_NEAR(lumaAt(backdrop, 280, 90), kBlueLuma, kTolerance);
}

TEST(Backdrop, ShowsThePartInView) {
  Easel easel;
  auto view = redAndBlue();
  view.xOffset = -720;  // The right half of the page, zoomed to 200 %.
  view.yOffset = -202.5;
  view.viewWidth = 720;
  view.viewHeight = 405;
  const auto& backdrop = easel.paint(sceneOf(view));
  EXPECT_NEAR(lumaAt(backdrop, 10, 90), kBlueLuma, kTolerance);
}

TEST(Backdrop, ShowsAWhitePageWhileTheImageIsMissing) {
  Easel easel;
  EXPECT_EQ(lumaAt(easel.paint(sceneOf(SlideView{})), 160, 90), kWhite);
}

TEST(Backdrop, ShowsAWhitePageForAnImageThatCannotBeRead) {
  Easel easel;
  auto view = redAndBlue();
  view.image = text("<svg><this is not one");
  EXPECT_EQ(lumaAt(easel.paint(sceneOf(view)), 160, 90), kWhite);
}

TEST(Backdrop, DrawsASlideOnceWhileOtherThingsChange) {
  Easel easel;
  auto scene = sceneOf(redAndBlue());
  scene.cameras.push_back({"a", "Ada"});
  easel.paint(scene);
  scene.cameras[0].name = "Grace";
  scene.slide->image = text(*scene.slide->image);  // Fetched again: same page.
  easel.paint(scene);
  EXPECT_EQ(easel.painter().slidesDrawn(), 1u);
}

TEST(Backdrop, DrawsASlideAgainWhenItsImageArrives) {
  Easel easel;
  auto view = redAndBlue();
  view.image = nullptr;
  easel.paint(sceneOf(view));
  EXPECT_NEAR(lumaAt(easel.paint(sceneOf(redAndBlue())), 40, 90), kRedLuma, kTolerance);
}

TEST(Backdrop, LoadsNothingFromOutside) {
  const auto file = std::filesystem::temp_directory_path() /
                    ("amphi-slide-" + std::to_string(::getpid()) + ".svg");
  std::ofstream(file) << "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'>"
                         "<rect width='10' height='10' fill='#f00'/></svg>";
  auto view = redAndBlue();
  view.image = text(
      "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
      "width='10' height='10'><image width='10' height='10' xlink:href='file://" +
      file.string() + "'/></svg>");
  Easel easel;
  const auto& backdrop = easel.paint(sceneOf(view));
  std::filesystem::remove(file);
  EXPECT_EQ(lumaAt(backdrop, 160, 90), kWhite);
}

TEST(Backdrop, ShowsTheColourBesideAPageWithoutBounds) {
  Easel easel;
  SlideView view;
  view.xOffset = 720;  // The page begins in the middle.
  const auto& backdrop = easel.paint(sceneOf(view));
  EXPECT_NEAR(lumaAt(backdrop, 20, 90), 230, kTolerance);  // #F9FAFB
  EXPECT_EQ(lumaAt(backdrop, 300, 90), kWhite);
}

TEST(Backdrop, SurvivesSizesThatMakeNoSense) {
  Easel easel;
  for (const double bad : {0.0, -5.0, 1e300, std::nan("")}) {
    auto view = redAndBlue();
    view.viewWidth = bad;
    view.pageHeight = bad;
    view.xOffset = bad;
    EXPECT_FALSE(easel.painter().paint(sceneOf(view)) == nullptr) << bad;
  }
}

TEST(Backdrop, WritesNamesAndSlateInLightOnDark) {
  Easel easel;
  Scene scene;
  scene.slate = SlateView{"MMMMMM", "A sentence", "12:34"};
  const auto& backdrop = easel.paint(scene);
  int brightest = 0;
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) brightest = std::max(brightest, lumaAt(backdrop, x, y));
  }
  EXPECT_GT(brightest, 200);
  EXPECT_LT(lumaAt(backdrop, 2, 2), 60);
}

std::string smallPng() {
  const CairoSurface surface = makeSurface(4, 4);
  const CairoContext context(cairo_create(surface.get()));
  cairo_set_source_rgb(context.get(), 0, 1, 0);
  cairo_paint(context.get());
  std::string bytes;
  cairo_surface_write_to_png_stream(
      surface.get(),
      [](void* out, const unsigned char* data, unsigned int length) {
        static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), length);
        return CAIRO_STATUS_SUCCESS;
      },
      &bytes);
  return bytes;
}

TEST(SlideImage, ReadsPngToo) {
  auto view = redAndBlue();
  view.image = text(smallPng());
  Easel easel;
  EXPECT_NEAR(lumaAt(easel.paint(sceneOf(view)), 160, 90), kGreenLuma, kTolerance);
}

TEST(SlideImage, RefusesAPngThatWouldFillTheMemory) {
  auto png = smallPng();
  png.replace(16, 8, std::string("\x00\x01\x00\x00\x00\x01\x00\x00", 8));
  const auto image = SlideImage::read(png);
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().fault, base::Fault::Media);
}

std::string base64(const std::string& bytes) {
  char* text = g_base64_encode(reinterpret_cast<const guchar*>(bytes.data()), bytes.size());
  std::string out(text);
  g_free(text);
  return out;
}

// As BBB wraps a page that it could not make a drawing of (bbb-session.md §6).
std::string wrapped(const std::string& kind, const std::string& bytes) {
  return "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
         "width='2048' height='1152' viewBox='0 0 2048 1152'><image width='2048' height='1152' "
         "preserveAspectRatio='none' "
         "xlink:href='data:image/" +
         kind + ";base64," + base64(bytes) + "'/></svg>";
}

TEST(SlideImage, DrawsAWrappedPng) {
  auto view = redAndBlue();
  view.image = text(wrapped("png", smallPng()));
  Easel easel;
  const auto& picture = easel.paint(sceneOf(view));
  EXPECT_NEAR(lumaAt(picture, 20, 20), kGreenLuma, kTolerance);
  EXPECT_NEAR(lumaAt(picture, kWidth - 20, kHeight - 20), kGreenLuma, kTolerance);
}

TEST(SlideImage, RefusesAWrappedPngThatWouldFillTheMemory) {
  auto png = smallPng();
  png.replace(16, 8, std::string("\x00\x00\x80\x00\x00\x00\x80\x00", 8));
  const auto image = SlideImage::read(wrapped("png", png));
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().fault, base::Fault::Media);
}

// SOI, an APP0 of 4 bytes, then a frame header of 65535 × 65535.
TEST(SlideImage, RefusesAWrappedJpegThatWouldFillTheMemory) {
  const std::string jpeg("\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03",
                         18);
  EXPECT_FALSE(SlideImage::read(wrapped("jpeg", jpeg)));
  EXPECT_FALSE(SlideImage::read(wrapped("jpeg", jpeg.substr(0, 9))));
}

TEST(SlideImage, RefusesWrappedPicturesOfOtherKinds) {
  EXPECT_FALSE(SlideImage::read(wrapped("gif", "GIF89a....")));
  EXPECT_FALSE(SlideImage::read(wrapped("png", "")));
}

std::shared_ptr<const Shape> strokeOf(int points) {
  InkShape ink;
  for (int i = 0; i <= points; ++i) ink.points.push_back({{100.0 + 8 * i, 400}, 0.5});
  auto shape = std::make_shared<Shape>();
  shape->id = "shape:1";
  shape->kind = std::move(ink);
  return shape;
}

Scene drawnOn(std::vector<std::shared_ptr<const Shape>> shapes) {
  auto scene = sceneOf(redAndBlue());
  scene.slide->whiteboard = std::make_shared<const Whiteboard>(Whiteboard{std::move(shapes)});
  return scene;
}

TEST(Backdrop, PaintsOnlyWhereAStrokeGrew) {
  Easel easel;
  easel.paint(drawnOn({strokeOf(20)}));
  for (int points = 21; points < 60; ++points) {
    easel.paint(drawnOn({strokeOf(points)}));
    EXPECT_LT(easel.painted(), kWidth * kHeight / 20) << points;
  }
  EXPECT_EQ(easel.painter().slidesDrawn(), 1u);
  Easel fresh;
  EXPECT_EQ(easel.paint(drawnOn({strokeOf(60)})).bytes(),
            fresh.paint(drawnOn({strokeOf(60)})).bytes());
}

TEST(Backdrop, WipesAStrokeThatIsUndone) {
  Easel easel, fresh;
  easel.paint(drawnOn({strokeOf(40)}));
  const auto& wiped = easel.paint(drawnOn({}));
  EXPECT_LT(easel.painted(), kWidth * kHeight / 5);
  EXPECT_EQ(wiped.bytes(), fresh.paint(sceneOf(redAndBlue())).bytes());
}

TEST(Backdrop, HandsOutAgainWhatNobodyTook) {
  BackdropPainter painter(kWidth, kHeight);
  const auto untaken = painter.paint(sceneOf(redAndBlue()));
  const auto next = painter.paint(sceneOf(redAndBlue()), {untaken->patches[0].place});
  ASSERT_EQ(next->patches.size(), 1u);
  EXPECT_EQ(next->patches[0].place, (Rectangle{0, 0, kWidth, kHeight}));
  EXPECT_EQ(next->patches[0].picture.bytes(), untaken->patches[0].picture.bytes());
}

TEST(SlideImage, RefusesAPngCutShort) {
  const auto png = smallPng();
  EXPECT_FALSE(SlideImage::read(png.substr(0, 20)));
  EXPECT_FALSE(SlideImage::read(png.substr(0, png.size() / 2)));
}

TEST(SlideImage, RefusesEntitiesThatMultiply) {
  std::string svg = "<!DOCTYPE svg [<!ENTITY a0 '<g/>'>";
  for (int i = 1; i <= 12; ++i) {
    const std::string before = "&a" + std::to_string(i - 1) + ";";
    svg += "<!ENTITY a" + std::to_string(i) + " '";
    for (int j = 0; j < 10; ++j) svg += before;
    svg += "'>";
  }
  svg += "]><svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'>&a12;</svg>";
  EXPECT_FALSE(SlideImage::read(svg));
}

TEST(SlideImage, RefusesNestingWithoutEnd) {
  std::string svg = "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'>";
  for (int i = 0; i < 100'000; ++i) svg += "<g>";
  EXPECT_FALSE(SlideImage::read(svg));
}

TEST(SlideImage, RefusesAFileThatIsTooLarge) {
  EXPECT_FALSE(SlideImage::read(std::string(SlideImage::kMaxBytes + 1, ' ')));
}

}  // namespace
}  // namespace pipelines
