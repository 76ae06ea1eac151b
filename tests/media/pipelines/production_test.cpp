// SPDX-License-Identifier: Apache-2.0
// From a scene and dated media to files that ffprobe and ffmpeg read: times, keyframes, colours,
// sound.
#include "pipelines/production.hpp"

#include "pipelines/stage/delay.hpp"
#include "tests/media/rehearsal/rehearsal.hpp"
#include "tests/unit/pipelines/package/boxes.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace pipelines {
namespace {

using rehearsal::Colour;
using rehearsal::dateOf;
using rehearsal::Rehearsal;
using std::chrono::milliseconds;

constexpr int kWidth = 320, kHeight = 180;
constexpr int64_t kOriginTicks = 900000;
constexpr int kEncodedTolerance = 6;  // Luma steps that quantizer 23 may move a flat area.

Scene redSlide() {
  Scene scene;
  scene.slide = SlideView{};
  scene.slide->pageId = "page/1";
  scene.slide->image = std::make_shared<const std::string>(
      "<svg xmlns='http://www.w3.org/2000/svg' width='960' height='540'>"
      "<rect width='960' height='540' fill='#f00'/></svg>");
  return scene;
}
constexpr int kRedLuma = 63, kBlankPageLuma = 235;

Scene oneCamera() {
  Scene scene;
  scene.cameras.push_back({"camera", ""});
  return scene;
}

TEST(Production, KeepsKeyframesOnTheGridOfGroups) {
  Rehearsal show;
  show.show(redSlide());
  show.runUntil(8 * 14);
  ASSERT_TRUE(show.audience().awaitParts(Rendition::video(), 14));
  const auto packets = rehearsal::packets(show.audience().file(Rendition::video()));
  std::vector<int64_t> keyframes;
  for (const auto& packet : packets) {
    if (packet.isKeyframe) keyframes.push_back((packet.pts - kOriginTicks) / kTicksPerFrame);
  }
  EXPECT_EQ(keyframes, (std::vector<int64_t>{0, 48, 96}));
}

TEST(Production, MarksThePartsThatStartWithKeyframes) {
  Rehearsal show;
  show.runUntil(8 * 13);
  ASSERT_TRUE(show.audience().awaitParts(Rendition::video(), 13));
  for (const auto& part : show.audience().parts(Rendition::video())) {
    EXPECT_EQ(part.independent, part.global % 6 == 0) << "part " << part.global;
  }
}

TEST(Production, EncodesAStillSlideThreeTimesASecond) {
  Rehearsal show;
  show.show(redSlide());
  show.runUntil(8);
  const auto before = show.production().encodedFrames();
  show.runUntil(8 + 200);
  EXPECT_EQ(show.production().encodedFrames() - before, 200u / kFramesPerPart);
}

TEST(Production, DoesNothingForASceneThatIsShownAlready) {
  Rehearsal show;
  const auto scene = redSlide();
  show.show(scene);
  show.runUntil(10);
  const auto before = show.production().encodedFrames();
  show.show(scene);
  show.runUntil(16);
  EXPECT_EQ(show.production().encodedFrames(), before);
}

TEST(Production, KeepsPictureTimesContinuous) {
  Rehearsal show;
  const auto input = show.production().stage().addVideo("camera");
  show.show(oneCamera());
  show.runUntil(8 * 13, [&](int64_t grid) {
    if (grid % 3 == 0) {
      const auto grey = static_cast<uint8_t>(30 + grid);
      input->push({rehearsal::picture(64, 48, Colour{grey, 128, 128}), dateOf(grid)});
    }
  });
  ASSERT_TRUE(show.audience().awaitParts(Rendition::video(), 13));
  uint64_t expected = kOriginTicks;
  for (const auto& part : show.audience().parts(Rendition::video())) {
    const auto fragment = boxes::readFragment(*part.bytes);
    EXPECT_EQ(fragment.decodeTime, expected) << "part " << part.global;
    EXPECT_EQ(fragment.duration(), 28800u) << "part " << part.global;
    expected += fragment.duration();
  }
}

TEST(Production, AnnouncesWhatThePlaylistSays) {
  Rehearsal show;
  show.runUntil(16);
  ASSERT_TRUE(show.audience().awaitParts(Rendition::video(), 1));
  ASSERT_TRUE(show.audience().awaitParts(Rendition::audio(), 1));
  const auto video = show.audience().init(Rendition::video());
  EXPECT_TRUE(video.codecs.starts_with("avc1.6400")) << video.codecs;
  EXPECT_EQ(video.width, kWidth);
  EXPECT_EQ(video.timescale, 90000);
  EXPECT_EQ(show.audience().init(Rendition::audio()).codecs, "mp4a.40.2");
  EXPECT_EQ(show.audience().inits(Rendition::video()), 1u);
  EXPECT_EQ(show.audience().inits(Rendition::audio()), 1u);
}

TEST(Production, MakesFilesThatDecodersTakeWithoutAWord) {
  Rehearsal show;
  show.show(redSlide());
  show.runUntil(8 * 13);
  ASSERT_TRUE(show.audience().awaitParts(Rendition::video(), 13));
  ASSERT_TRUE(show.audience().awaitParts(Rendition::audio(), 13));
  for (const auto& rendition : {Rendition::video(), Rendition::audio()}) {
    const auto file = show.audience().file(rendition);
    EXPECT_EQ(rehearsal::output("ffmpeg -v warning -i " + file + " -f null - 2>&1"), "");
  }
}

TEST(Production, TellsDecodersProfileAndColours) {
  Rehearsal show;
  show.runUntil(8);
  ASSERT_TRUE(show.audience().awaitParts(Rendition::video(), 1));
  const auto told = rehearsal::output(
      "ffprobe -v error -show_entries stream=profile,pix_fmt,color_range,color_space,"
      "color_transfer,color_primaries,has_b_frames -of csv=p=0 " +
      show.audience().file(Rendition::video()));
  EXPECT_EQ(told, "High,0,yuv420p,tv,bt709,bt709,bt709\n");
}

TEST(Production, ShowsTheSlideInItsColour) {
  Rehearsal show;
  show.show(redSlide());
  show.runUntil(16);
  ASSERT_TRUE(show.audience().awaitParts(Rendition::video(), 2));
  const auto luma = rehearsal::lumaOverTime(show.audience().file(Rendition::video()), kWidth,
                                            kHeight, kWidth / 2, kHeight / 2);
  ASSERT_FALSE(luma.empty());
  EXPECT_NEAR(luma.back(), kRedLuma, kEncodedTolerance);
}

TEST(Production, ChangesTheSlideAtTheNextPosition) {
  Rehearsal show;
  Scene blank;
  blank.slide = SlideView{};
  show.show(blank);
  show.runUntil(11);
  show.show(redSlide());
  show.runUntil(16);
  ASSERT_TRUE(show.audience().awaitParts(Rendition::video(), 2));
  const auto file = show.audience().file(Rendition::video());
  const auto packets = rehearsal::packets(file);
  ASSERT_EQ(packets.size(), 3u);
  EXPECT_EQ(packets[2].pts, kOriginTicks + 11 * kTicksPerFrame);
  const auto luma = rehearsal::lumaOverTime(file, kWidth, kHeight, kWidth / 2, kHeight / 2);
  ASSERT_EQ(luma.size(), 3u);
  EXPECT_NEAR(luma[1], kBlankPageLuma, kEncodedTolerance);
  EXPECT_NEAR(luma[2], kRedLuma, kEncodedTolerance);
}

TEST(Production, ShowsWhoIsMissingWhereACameraWentAway) {
  Rehearsal show;
  auto input = show.production().stage().addVideo("camera");
  show.show(oneCamera());
  input->push({rehearsal::picture(64, 48, rehearsal::kWhite), dateOf(0) - kPresentationDelay});
  show.runUntil(4);
  input.reset();
  show.runUntil(8);
  ASSERT_TRUE(show.audience().awaitParts(Rendition::video(), 1));
  const auto luma = rehearsal::lumaOverTime(show.audience().file(Rendition::video()), kWidth,
                                            kHeight, kWidth / 2, kHeight / 2);
  ASSERT_EQ(luma.size(), 2u);
  EXPECT_NEAR(luma[0], 235, kEncodedTolerance);
  EXPECT_LT(luma[1], 80);  // The disc that stands for who is not seen.
}

TEST(Production, FollowsAScreenThatChangesItsSize) {
  Rehearsal show;
  const auto input = show.production().stage().addVideo("screen");
  Scene scene;
  scene.screen = ScreenView{"screen"};
  show.show(scene);
  show.runUntil(16, [&](int64_t grid) {
    const int width = grid < 4 ? 64 : 480;
    const auto date = dateOf(grid) - kPresentationDelay;
    input->push({rehearsal::picture(width, 48, rehearsal::kWhite), date});
  });
  ASSERT_TRUE(show.audience().awaitParts(Rendition::video(), 2));
  const auto luma = rehearsal::lumaOverTime(show.audience().file(Rendition::video()), kWidth,
                                            kHeight, kWidth / 2, 20);
  ASSERT_EQ(luma.size(), 16u);
  EXPECT_NEAR(luma[3], 235, kEncodedTolerance);
  EXPECT_LT(luma[15], 30);  // A wide picture is letterboxed, and the taller one before it is gone.
}

TEST(Production, ChangesACamerasColoursToThoseOfTheStage) {
  Rehearsal show;
  const auto input = show.production().stage().addVideo("camera");
  show.show(oneCamera());
  const Colour redOfBt601{81, 90, 240};
  input->push({rehearsal::picture(64, 48, redOfBt601, "bt601"), dateOf(0) - kPresentationDelay});
  show.runUntil(8);
  ASSERT_TRUE(show.audience().awaitParts(Rendition::video(), 1));
  const auto luma = rehearsal::lumaOverTime(show.audience().file(Rendition::video()), kWidth,
                                            kHeight, kWidth / 2, kHeight / 2);
  ASSERT_FALSE(luma.empty());
  EXPECT_NEAR(luma.back(), kRedLuma, kEncodedTolerance);
}

// A tone of `blocks` blocks of 20 ms from `first` on.
void pushTone(SoundInput& input, MediaDate first, int blocks) {
  constexpr int kBlock = 960;
  constexpr double kTurn = 2 * 3.14159265358979 * 1000 / kSoundRate;
  for (int i = 0; i < blocks; ++i) {
    std::vector<float> samples;
    for (int j = 0; j < kBlock; ++j) {
      const auto value = static_cast<float>(0.5 * std::cos(kTurn * (i * kBlock + j)));
      samples.insert(samples.end(), {value, value});
    }
    input.push(samples, first + i * milliseconds(20));
  }
}

// Media time of the first sample louder than a quarter, in samples.
std::optional<int64_t> onsetOf(const std::string& file, int64_t firstTime) {
  const auto samples = rehearsal::samples(file);
  for (size_t i = 0; i < samples.size(); i += kSoundChannels) {
    if (std::abs(samples[i]) > 0.25F) return firstTime + static_cast<int64_t>(i / kSoundChannels);
  }
  return std::nullopt;
}

// By how much a tone's onset comes out too late, in samples.
std::optional<double> lateness(Rehearsal& show) {
  const auto input = show.production().addSound();
  const auto date = dateOf(20) + milliseconds(7);
  pushTone(*input, date, 10);
  show.runUntil(8 * 6);
  if (!show.audience().awaitParts(Rendition::audio(), 5)) return std::nullopt;
  const auto file = show.audience().file(Rendition::audio());
  const auto packets = rehearsal::packets(file);
  if (packets.empty()) return std::nullopt;
  const auto onset = onsetOf(file, packets[0].pts);
  if (!onset) return std::nullopt;
  const auto since = date + kPresentationDelay - rehearsal::kStart;
  const int64_t expected = 480000 + since.count() * (kSoundRate / 1000) / 1'000'000;
  return static_cast<double>(*onset - expected);
}

constexpr double kOnsetTolerance = 48;  // 1 ms: what AAC's window may spread an onset.

TEST(Production, PutsSoundWhereItBelongs) {
  Rehearsal show;
  const auto late = lateness(show);
  ASSERT_TRUE(late);
  EXPECT_NEAR(*late, 0, kOnsetTolerance);
}

TEST(Production, PutsSoundThereWithTheOtherEncoderToo) {
  ASSERT_TRUE(startGStreamer());
  GstRegistry* registry = gst_registry_get();
  const auto libav =
      base::Ref<GstPluginFeature>::adopt(gst_registry_lookup_feature(registry, "avenc_aac"));
  if (libav) gst_registry_remove_feature(registry, libav.get());
  Rehearsal show;
  if (libav) gst_registry_add_feature(registry, libav.get());
  const auto late = lateness(show);
  ASSERT_TRUE(late);
  EXPECT_NEAR(*late, 0, kOnsetTolerance);
}

TEST(Production, KeepsFlashAndBeepWithinOneFrame) {
  Rehearsal show;
  const auto picture = show.production().stage().addVideo("camera");
  const auto sound = show.production().addSound();
  show.show(oneCamera());
  // The sender's flash and beep share one date, between two positions; both come 120 ms after it.
  const auto date = dateOf(14) + milliseconds(13);
  constexpr milliseconds kTravel{120};
  show.runUntil(8 * 6, [&](int64_t grid) {
    const auto due = dateOf(grid) - kTravel + milliseconds(13);
    const bool isFlash = due >= date && due < date + milliseconds(200);
    const auto colour = isFlash ? rehearsal::kWhite : rehearsal::kBlack;
    picture->push({rehearsal::picture(64, 48, colour), due});
    if (due == date) pushTone(*sound, date, 5);
  });
  ASSERT_TRUE(show.audience().awaitParts(Rendition::video(), 5));
  ASSERT_TRUE(show.audience().awaitParts(Rendition::audio(), 5));
  const auto file = show.audience().file(Rendition::video());
  const auto luma = rehearsal::lumaOverTime(file, kWidth, kHeight, kWidth / 2, kHeight / 2);
  const auto packets = rehearsal::packets(file);
  ASSERT_EQ(luma.size(), packets.size());
  size_t flash = 0;
  while (flash < luma.size() && luma[flash] < 180) ++flash;
  ASSERT_LT(flash, luma.size());
  const auto onset =
      onsetOf(show.audience().file(Rendition::audio()), 480000 - kSamplesPerAacFrame);
  ASSERT_TRUE(onset);
  const double flashTime = static_cast<double>(packets[flash].pts) / kVideoTimescale;
  const double beepTime = static_cast<double>(*onset) / kSoundRate;
  EXPECT_LE(std::abs(flashTime - beepTime), 0.040);
}

TEST(Production, KeepsItsTimesWhenTheEncoderIsBehind) {
  Rehearsal show(Pace::Live, 1280, 720);
  const auto input = show.production().stage().addVideo("camera");
  show.show(oneCamera());
  show.runUntil(8 * 6, [&](int64_t grid) {  // As fast as it goes: far more than can be encoded.
    const auto grey = static_cast<uint8_t>(30 + 4 * grid);
    const auto date = dateOf(grid) - kPresentationDelay;
    input->push({rehearsal::picture(64, 48, Colour{grey, 128, 128}), date});
  });
  ASSERT_TRUE(show.audience().awaitParts(Rendition::video(), 6));
  EXPECT_TRUE(show.audience().failures().empty());
  for (const auto& part : show.audience().parts(Rendition::video())) {
    EXPECT_EQ(boxes::readFragment(*part.bytes).duration(), 28800u) << "part " << part.global;
  }
}

TEST(Production, HasGivenEverythingOnceItIsFinished) {
  Rehearsal show;
  show.show(redSlide());
  show.runUntil(8 * 40);
  ASSERT_TRUE(show.production().finish());
  EXPECT_EQ(show.audience().parts(Rendition::video()).size(), 40u);
  EXPECT_EQ(show.audience().parts(Rendition::audio()).size(), 40u);
}

TEST(Production, RefusesASizeThatCannotBe) {
  BroadcastOptions options;
  options.width = 321;
  const auto made = Production::create(options, {}, {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().fault, base::Fault::Config);
}

}  // namespace
}  // namespace pipelines
