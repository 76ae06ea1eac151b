// SPDX-License-Identifier: Apache-2.0
// The hand that beats the grid of a movie: media and scenes are laid ready before each beat.
#include "pipelines/render/render.hpp"

#include "base/clock.hpp"
#include "base/log.hpp"
#include "pipelines/grid.hpp"
#include "pipelines/production.hpp"
#include "pipelines/render/black.hpp"
#include "pipelines/render/movie_file.hpp"
#include "pipelines/stage/delay.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

namespace pipelines {
namespace {

using std::chrono::nanoseconds;

// The clock of a movie starts late enough for no date to be below zero.
constexpr MediaDate kStart = std::chrono::hours(1);
// Sound is read that much ahead of the picture: its lead, and one block of the encoder.
constexpr std::chrono::milliseconds kSoundAhead = kSoundLead + std::chrono::milliseconds(100);
constexpr std::chrono::milliseconds kProgressEvery{200};
// Cameras come and go as a whole: a picture that is black for less than this is a cut.
constexpr nanoseconds kBlackFor = std::chrono::seconds(2);

struct OpenPicture {
  PictureSource source;
  std::shared_ptr<VideoInput> input;
  bool wasSeen = false;                   // It was not black once,
  std::optional<nanoseconds> blackSince;  // and is now.
};

void lookAt(OpenPicture& picture, GstSample& sample, nanoseconds time) {
  if (isBlack(sample)) {
    if (!picture.blackSince) picture.blackSince = time;
    return;
  }
  picture.wasSeen = true;
  picture.blackSince.reset();
}

class Renderer {
 public:
  Renderer(RenderPlan plan, const std::function<bool(double)>& progress)
      : plan_(std::move(plan)), progress_(progress) {}

  base::Result<RenderReport> run();

 private:
  base::Result<void> start();
  base::Result<void> beat();
  MediaDate dateOf(nanoseconds time) const;
  void readSound(nanoseconds until);
  void readPictures(nanoseconds until);
  void readPicture(OpenPicture& picture, nanoseconds until);
  void showScene(nanoseconds time);
  bool isVisible(const OpenPicture& picture, nanoseconds time) const;
  std::optional<base::Error> failure();
  void note(base::Error error) { report_.troubles.push_back(std::move(error)); }

  RenderPlan plan_;
  const std::function<bool(double)>& progress_;
  RenderReport report_;
  std::atomic<MediaDate::rep> now_{kStart.count()};
  std::mutex mutex_;  // guards failure_
  std::optional<base::Error> failure_;
  std::vector<OpenPicture> pictures_;
  std::shared_ptr<SoundInput> sound_;
  std::set<std::string> visible_;
  size_t nextChange_ = 0;
  bool isFirst_ = true;
  MovieFile* movie_ = nullptr;              // Owned by production_.
  std::unique_ptr<Production> production_;  // Last: stops first.
};

base::Result<RenderReport> Renderer::run() {
  if (auto started = start(); !started) return std::move(started).error();
  if (auto done = beat(); !done) return std::move(done).error();
  if (auto finished = production_->finish(); !finished) return std::move(finished).error();
  if (auto error = failure()) return *error;
  if (auto closed = movie_->close(); !closed) return std::move(closed).error();
  report_.frames = movie_->gridFrames();
  report_.encodedFrames = production_->encodedFrames();
  return std::move(report_);
}

base::Result<void> Renderer::start() {
  auto movie = MovieFile::create(plan_.movie);
  if (!movie) return std::move(movie).error();
  movie_ = movie->get();
  BroadcastOptions options;
  options.width = plan_.movie.width;
  options.height = plan_.movie.height;
  options.maxKilobitsPerSecond = plan_.maxKilobitsPerSecond;
  options.soundKilobitsPerSecond = plan_.movie.soundKilobitsPerSecond;
  ProductionTiming timing;
  timing.start = kStart;
  timing.now = [this] { return MediaDate(now_.load()); };
  timing.pace = Pace::Offline;
  ProductionOutput output;
  output.frames = std::move(*movie);
  output.onFailure = [this](base::Error error) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::move(error);
  };
  auto production = Production::create(options, std::move(timing), std::move(output));
  if (!production) return std::move(production).error();
  production_ = std::move(*production);
  for (auto& source : plan_.pictures) {
    auto input = production_->stage().addVideo(source.id);
    pictures_.push_back({std::move(source), std::move(input), false, std::nullopt});
  }
  if (plan_.sound) sound_ = production_->addSound();
  return {};
}

base::Result<void> Renderer::beat() {
  // The encoder of sound is late by some blocks: a second of silence brings the last ones out.
  const int64_t frames = movie_->gridFrames();
  const int64_t end = frames + kFramesPerSecond;
  auto told = base::steadyNow() - kProgressEvery;
  for (int64_t grid = 0; grid < end; ++grid) {
    const nanoseconds time = plan_.from + grid * kFrameTime;
    now_ = (kStart + grid * kFrameTime).count();
    if (grid < frames) {
      readSound(time + kSoundAhead);
      readPictures(time);
      showScene(time);
    }
    production_->tick(grid);
    if (auto error = failure()) return *error;
    if (base::steadyNow() - told < kProgressEvery) continue;
    told = base::steadyNow();
    const bool goesOn = progress_(static_cast<double>(grid) / static_cast<double>(end));
    if (!goesOn) return base::Error{base::Fault::Caller, "the render was stopped", "stopped"};
  }
  progress_(1);
  return {};
}

// What is dated d stands on the grid at d + kPresentationDelay.
MediaDate Renderer::dateOf(nanoseconds time) const {
  return kStart - kPresentationDelay + (time - plan_.from);
}

void Renderer::readSound(nanoseconds until) {
  while (plan_.sound && !plan_.sound->hasEnded()) {
    auto piece = plan_.sound->take(until);
    if (!piece) return note(std::move(piece).error().in("the sound"));
    if (!*piece) return;
    GstMapInfo map;
    GstBuffer* buffer = gst_sample_get_buffer((*piece)->sample.get());
    if (gst_buffer_map(buffer, &map, GST_MAP_READ) == FALSE) continue;
    sound_->push({reinterpret_cast<const float*>(map.data), map.size / sizeof(float)},
                 dateOf((*piece)->time));
    gst_buffer_unmap(buffer, &map);
  }
}

void Renderer::readPictures(nanoseconds until) {
  for (auto& picture : pictures_) readPicture(picture, until);
}

void Renderer::readPicture(OpenPicture& picture, nanoseconds until) {
  std::optional<MediaPiece> newest;
  while (!picture.source.file->hasEnded()) {
    auto piece = picture.source.file->take(until);
    if (!piece) {
      note(std::move(piece).error().in("the picture " + picture.source.id));
      break;
    }
    if (!*piece) break;
    newest = std::move(*piece);
  }
  if (!newest) return;
  if (picture.source.hidesBlack) lookAt(picture, *newest->sample.get(), until);
  picture.input->push({std::move(newest->sample), dateOf(newest->time)});
}

bool Renderer::isVisible(const OpenPicture& picture, nanoseconds time) const {
  if (!picture.source.hidesBlack) return true;
  if (!picture.wasSeen) return false;
  return !picture.blackSince || time - *picture.blackSince < kBlackFor;
}

void Renderer::showScene(nanoseconds time) {
  std::set<std::string> visible;
  for (const auto& picture : pictures_) {
    if (isVisible(picture, time)) visible.insert(picture.source.id);
  }
  bool changes = isFirst_ || visible != visible_;
  for (; nextChange_ < plan_.changes.size() && plan_.changes[nextChange_] <= time; ++nextChange_) {
    changes = true;
  }
  if (!changes) return;
  isFirst_ = false;
  visible_ = std::move(visible);
  production_->stage().show(plan_.sceneAt(time, visible_));
  production_->stage().waitUntilDrawn();
}

std::optional<base::Error> Renderer::failure() {
  const std::lock_guard lock(mutex_);
  return failure_;
}

}  // namespace

base::Result<RenderReport> render(RenderPlan plan, const std::function<bool(double)>& progress) {
  return Renderer(std::move(plan), progress).run();
}

}  // namespace pipelines
