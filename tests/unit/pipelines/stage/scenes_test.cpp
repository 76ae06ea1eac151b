// SPDX-License-Identifier: Apache-2.0
// Whole pictures of the stage beside references: every layout, slides near and far, slates, cards,
// pointers, names of all scripts.
#include "pipelines/stage/stage.hpp"

#include "pipelines/stage/delay.hpp"
#include "tests/unit/pipelines/golden.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

constexpr int kWidth = 640, kHeight = 360;
constexpr MediaDate kNow = std::chrono::seconds(100);

uint8_t byteOf(double value) {
  return static_cast<uint8_t>(std::clamp(value, 0.0, 255.0) + 0.5);
}

// What a screen makes of limited-range BT.709.
uint32_t argbOf(int y, int u, int v) {
  const double luma = (y - 16) * 255.0 / 219, blue = (u - 128) * 255.0 / 224,
               red = (v - 128) * 255.0 / 224;
  const uint32_t r = byteOf(luma + 1.5748 * red), b = byteOf(luma + 1.8556 * blue);
  const uint32_t g = byteOf(luma - 0.1873 * blue - 0.4681 * red);
  return 0xff000000 | r << 16 | g << 8 | b;
}

CairoSurface surfaceOf(const Picture& picture) {
  CairoSurface surface(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, picture.width(), picture.height()));
  for (int y = 0; y < picture.height(); ++y) {
    auto* row =
        reinterpret_cast<uint32_t*>(cairo_image_surface_get_data(surface.get()) +
                                    ptrdiff_t{y} * cairo_image_surface_get_stride(surface.get()));
    const auto at = [&](int plane, int x) {
      return picture.plane(plane)[(plane == 0 ? y : y / 2) * picture.stride(plane) + x];
    };
    for (int x = 0; x < picture.width(); ++x) row[x] = argbOf(at(0, x), at(1, x / 2), at(2, x / 2));
  }
  cairo_surface_mark_dirty(surface.get());
  return surface;
}

// A picture of a camera: a ground with a frame, so that a cut shows.
base::Ref<GstSample> shot(int width, int height, int hue) {
  Picture picture(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const int edge = std::min({x, y, width - 1 - x, height - 1 - y});
      picture.plane(0)[y * picture.stride(0) + x] =
          static_cast<uint8_t>(edge < height / 16 ? 210 : 90 + 60 * y / height);
    }
    std::fill_n(picture.plane(1) + y / 2 * picture.stride(1), width / 2, 110 + hue);
    std::fill_n(picture.plane(2) + y / 2 * picture.stride(2), width / 2, 150 - hue);
  }
  const auto& bytes = picture.bytes();
  const auto buffer =
      base::Ref<GstBuffer>::adopt(gst_buffer_new_allocate(nullptr, bytes.size(), nullptr));
  gst_buffer_fill(buffer.get(), 0, bytes.data(), bytes.size());
  const auto caps = base::Ref<GstCaps>::adopt(
      gst_caps_new_simple("video/x-raw", "format", G_TYPE_STRING, "I420", "width", G_TYPE_INT,
                          width, "height", G_TYPE_INT, height, "framerate", GST_TYPE_FRACTION, 25,
                          1, "colorimetry", G_TYPE_STRING, "bt709", nullptr));
  return base::Ref<GstSample>::adopt(gst_sample_new(buffer.get(), caps.get(), nullptr, nullptr));
}

testing::AssertionResult looksRight(const Scene& scene, const std::string& name) {
  gst_init(nullptr, nullptr);
  Stage stage(kWidth, kHeight, [] { return kNow; });
  stage.show(scene);
  stage.waitUntilDrawn();
  std::vector<std::shared_ptr<VideoInput>> inputs;
  const auto play = [&](const std::string& id, int width, int height) {
    inputs.push_back(stage.addVideo(id));
    inputs.back()->push({shot(width, height, 8 * static_cast<int>(inputs.size())), kNow});
  };
  for (size_t i = 0; i < scene.cameras.size(); ++i) {
    if (scene.cameras[i].hasPicture) play(scene.cameras[i].id, i % 2 == 0 ? 320 : 240, 180);
  }
  if (scene.screen) play(scene.screen->id, 800, 600);
  stage.compose(kNow);
  return tests::matchesGolden(surfaceOf(stage.canvas()).get(), "scene_" + name);
}

// Circles and lines show every distortion; letters show every blur.
std::shared_ptr<const std::string> page(int width, int height) {
  const auto w = std::to_string(width), h = std::to_string(height);
  std::string svg = "<svg xmlns='http://www.w3.org/2000/svg' width='" + w + "' height='" + h +
                    "'><rect x='4' y='4' width='" + std::to_string(width - 8) + "' height='" +
                    std::to_string(height - 8) +
                    "' fill='#fff' stroke='#8b0000' stroke-width='8'/>";
  for (int i = 0; i < 3; ++i) {
    svg += "<circle cx='" + std::to_string(width * (2 * i + 1) / 6) + "' cy='" +
           std::to_string(height / 2) + "' r='" + std::to_string(height / 7) +
           "' fill='none' stroke='#1565c0' stroke-width='10'/>";
  }
  return std::make_shared<const std::string>(
      svg +
      "<text x='60' y='110' font-family='Noto Sans' font-size='56'>Séries entières</text></svg>");
}

SlideView slideOf(int width = 960, int height = 540) {
  SlideView view;
  const double scale = std::min(1440.0 / width, 1080.0 / height);
  view.pageId = "page";
  view.image = page(width, height);
  view.pageWidth = view.viewWidth = width * scale;
  view.pageHeight = view.viewHeight = height * scale;
  return view;
}

Scene lecture(size_t cameras, LayoutKind kind) {
  constexpr const char* kNames[] = {
      "Ada Lovelace", "محمد الخوارزمي",    "Софья Ковалевская",           "王小云",
      "Ελένη Παπά",   "Évariste 🎓 Galois", "Grace Brewster Murray Hopper"};
  constexpr unsigned kColours[] = {0x4527a0, 0x00695c, 0xad1457, 0x1565c0,
                                   0x6a1b9a, 0x2e7d32, 0xc62828};
  Scene scene;
  scene.slide = slideOf();
  scene.layout.kind = kind;
  for (size_t i = 0; i < cameras; ++i) {
    CameraView camera;
    camera.id = "camera" + std::to_string(i);
    camera.name = kNames[i % std::size(kNames)];
    camera.colour = colourOf(kColours[i % std::size(kColours)]);
    scene.cameras.push_back(camera);
  }
  return scene;
}

TEST(Scenes, CustomWithTheDockAbove) {
  auto scene = lecture(4, LayoutKind::Custom);
  scene.cameras[1].isSpeaking = true;
  scene.cameras[2].hasPicture = false;
  EXPECT_TRUE(looksRight(scene, "custom"));
}

TEST(Scenes, CustomWithTheDockAtTheLeft) {
  auto scene = lecture(3, LayoutKind::Custom);
  scene.layout.dock = DockPlacement::Left;
  scene.layout.dockShare = 0.3;
  EXPECT_TRUE(looksRight(scene, "custom_left"));
}

TEST(Scenes, SmartBesideAFourByThreeSlide) {
  auto scene = lecture(3, LayoutKind::Smart);
  scene.slide = slideOf(800, 600);
  EXPECT_TRUE(looksRight(scene, "smart"));
}

TEST(Scenes, PresentationFocus) {
  auto scene = lecture(2, LayoutKind::PresentationFocus);
  scene.branding.title = "Université de Lille — Analyse II";
  EXPECT_TRUE(looksRight(scene, "focus_titled"));
}

TEST(Scenes, SideBySide) {
  EXPECT_TRUE(looksRight(lecture(4, LayoutKind::SideBySide), "halves"));
}

TEST(Scenes, PictureInPicture) {
  auto scene = lecture(2, LayoutKind::PictureInPicture);
  scene.cameras[0].isSpeaking = true;
  EXPECT_TRUE(looksRight(scene, "picture_in_picture"));
}

TEST(Scenes, CamerasOnly) {
  auto scene = lecture(7, LayoutKind::CamerasOnly);
  for (const size_t off : {1u, 3u, 4u, 5u}) scene.cameras[off].hasPicture = false;
  EXPECT_TRUE(looksRight(scene, "cameras"));
}

TEST(Scenes, CamerasWithOneInFocus) {
  auto scene = lecture(6, LayoutKind::CamerasOnly);
  scene.layout.focusedCamera = "camera2";
  EXPECT_TRUE(looksRight(scene, "cameras_focused"));
}

TEST(Scenes, ScreenWithCameras) {
  auto scene = lecture(2, LayoutKind::Smart);
  scene.screen = ScreenView{"screen"};
  EXPECT_TRUE(looksRight(scene, "screen"));
}

TEST(Scenes, ExternalVideo) {
  auto scene = lecture(0, LayoutKind::Custom);
  scene.externalVideo = ExternalVideoView{"https://www.youtube.com/watch?v=dQw4w9WgXcQ",
                                          "La réunion regarde une vidéo", true};
  EXPECT_TRUE(looksRight(scene, "video_plays"));
  scene = lecture(1, LayoutKind::Custom);
  scene.externalVideo = ExternalVideoView{"https://tube.example.org/w/" + std::string(90, 'x'),
                                          "La vidéo est en pause", false};
  EXPECT_TRUE(looksRight(scene, "video_rests"));
}

TEST(Scenes, ZoomedSlide) {
  auto scene = lecture(0, LayoutKind::Custom);
  scene.slide->viewWidth /= 2;
  scene.slide->viewHeight /= 2;
  scene.slide->xOffset = -90;
  scene.slide->yOffset = -60;
  EXPECT_TRUE(looksRight(scene, "zoomed"));
}

TEST(Scenes, WideSlide) {
  auto scene = lecture(0, LayoutKind::Custom);
  scene.slide = slideOf(2100, 900);
  EXPECT_TRUE(looksRight(scene, "wide"));
}

TEST(Scenes, ViewBeyondThePage) {
  auto scene = lecture(0, LayoutKind::Custom);
  scene.slide->viewWidth *= 2;
  scene.slide->viewHeight *= 2;
  scene.slide->xOffset = 300;
  scene.slide->yOffset = 300;
  EXPECT_TRUE(looksRight(scene, "beyond_the_page"));
}

TEST(Scenes, TallSlideFittedToTheWidth) {
  auto scene = lecture(0, LayoutKind::Custom);
  scene.slide = slideOf(595, 842);
  scene.slide->isFittedToWidth = true;
  EXPECT_TRUE(looksRight(scene, "fitted_to_width"));
}

TEST(Scenes, Pointers) {
  auto scene = lecture(0, LayoutKind::Custom);
  scene.slide->cursors = {{"ada", "Ada Lovelace", 400, 300, true},
                          {"khwarizmi", "الخوارزمي", 900, 520, false},
                          {"nobody", "", 200, 600, false},
                          {"edge", "Far right", 1400, 790, false}};
  EXPECT_TRUE(looksRight(scene, "pointers"));
}

TEST(Scenes, WaitingSlate) {
  Scene scene;
  scene.slate = SlateView{"Analyse II — Les séries entières", "Le cours commence dans", "12:34"};
  EXPECT_TRUE(looksRight(scene, "slate_waiting"));
}

TEST(Scenes, LongTitleOnABrandedSlate) {
  Scene scene;
  scene.slate = SlateView{
      "Introduction à la théorie des nombres et à la cryptographie moderne, première partie",
      "Interruption technique, le direct reprend bientôt.", ""};
  scene.branding.title = "Université de Lille";
  scene.branding.logo = std::make_shared<const std::string>(
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 80'>"
      "<rect width='200' height='80' rx='16' fill='#d7263d'/><circle cx='40' cy='40' r='24' "
      "fill='#fff'/><rect x='80' y='28' width='100' height='24' rx='8' fill='#fff'/></svg>");
  EXPECT_TRUE(looksRight(scene, "slate_branded"));
  scene.slate.reset();
  scene.slide = slideOf();
  EXPECT_TRUE(looksRight(scene, "branded"));
}

TEST(Scenes, RightToLeftSlate) {
  Scene scene;
  scene.slate = SlateView{"مقدمة في الجبر (Algebra 1)", "سيبدأ البث بعد لحظات.", ""};
  EXPECT_TRUE(looksRight(scene, "slate_right_to_left"));
}

}  // namespace
}  // namespace pipelines
