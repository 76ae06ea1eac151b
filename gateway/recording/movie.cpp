// SPDX-License-Identifier: Apache-2.0
// Opens the media, reads the documents, and ties them to one clock.
#include "gateway/recording/movie.hpp"

#include "base/log.hpp"
#include "gateway/recording/pictures.hpp"
#include "gateway/recording/recording.hpp"
#include "gateway/recording/subtitles.hpp"
#include "gateway/recording/timeline.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

namespace gateway::recording {
namespace {

using base::Result;
using pipelines::MediaFile;
using pipelines::MediaTrack;
using std::chrono::nanoseconds;

constexpr size_t kMostCaptionBytes = 8u << 20;

// Nothing where the file holds no such track.
Result<std::unique_ptr<MediaFile>> openTrack(const std::filesystem::path& path, MediaTrack track,
                                             Moment from) {
  auto file = MediaFile::open(path, track, from);
  if (file) return file;
  if (file.error().code == "no_track") return std::unique_ptr<MediaFile>();
  return std::move(file).error().in(path.filename().string());
}

// By decoding all of it: for a file that does not say how long it is.
Result<nanoseconds> measured(const std::filesystem::path& path, MediaTrack track) {
  auto file = openTrack(path, track, Moment{});
  if (!file) return std::move(file).error();
  nanoseconds end{};
  while (*file && !(*file)->hasEnded()) {
    const auto piece = (*file)->take(nanoseconds::max());
    if (!piece) return piece.error();
    if (*piece) end = std::max(end, (*piece)->time + (*piece)->duration);
  }
  return end;
}

struct Tracks {
  std::unique_ptr<MediaFile> sound, cameras, screen;
};

Result<Tracks> openTracks(const MediaFiles& files, bool needsScreen, Moment from) {
  Tracks tracks;
  auto sound = openTrack(files.main, MediaTrack::Sound, from);
  if (!sound) return std::move(sound).error();
  tracks.sound = std::move(*sound);
  auto cameras = openTrack(files.main, MediaTrack::Picture, from);
  if (!cameras) return std::move(cameras).error();
  tracks.cameras = std::move(*cameras);
  if (!tracks.sound && !tracks.cameras) {
    return base::Error{base::Fault::Media,
                       files.main.filename().string() + " holds neither sound nor picture",
                       "no_media"};
  }
  if (!needsScreen || !files.screen) return tracks;
  auto screen = openTrack(*files.screen, MediaTrack::Picture, from);
  if (!screen) return std::move(screen).error();
  tracks.screen = std::move(*screen);
  return tracks;
}

Result<nanoseconds> lengthOf(const MediaFiles& files, const Tracks& tracks,
                             const Metadata& metadata) {
  for (const auto* track : {tracks.sound.get(), tracks.cameras.get()}) {
    const auto told = track == nullptr ? std::nullopt : track->duration();
    if (told) return *told;
  }
  if (metadata.duration) return nanoseconds(*metadata.duration);
  return measured(files.main, tracks.sound ? MediaTrack::Sound : MediaTrack::Picture);
}

struct Span {
  Moment from{};
  nanoseconds length{};
  Moment to() const { return from + std::chrono::ceil<Moment>(length); }
};

Result<Span> spanOf(const MovieWish& wish, nanoseconds whole) {
  const nanoseconds end = wish.to ? std::min<nanoseconds>(*wish.to, whole) : whole;
  if (wish.from < Moment{} || wish.from >= end) {
    const auto seconds = std::to_string(whole / std::chrono::seconds(1));
    return base::Error{base::Fault::Caller,
                       "that part is empty: the recording lasts " + seconds + " s", "range"};
  }
  return Span{wish.from, end - wish.from};
}

std::vector<pipelines::TextTrack> subtitlesOf(const Folder& folder, const Recording& recording,
                                              const MovieWish& wish) {
  std::vector<pipelines::TextTrack> tracks;
  for (const auto& captions : recording.captions) {
    auto text = folder.read("caption_" + captions.locale + ".vtt", kMostCaptionBytes);
    if (!text || !*text) {
      base::log::warn("recording", "captions are left out", {{"locale", captions.locale}});
      continue;
    }
    auto cues = since(wish.from, captionCues(**text));
    const auto& name = captions.name.empty() ? captions.locale : captions.name;
    if (!cues.empty()) tracks.push_back({name, languageOf(captions.locale), std::move(cues)});
  }
  if (wish.hasChatSubtitles) {
    auto lines = recording.chat;
    for (const auto& poll : recording.polls) lines.push_back(lineOf(poll));
    auto cues = since(wish.from, chatCues(lines));
    if (!cues.empty()) tracks.push_back({"Chat", "und", std::move(cues)});
  }
  return tracks;
}

}  // namespace

Result<pipelines::RenderPlan> planMovie(const Folder& folder, const MovieWish& wish) {
  const auto files = findMedia(folder);
  if (!files) return files.error();
  auto recording = readRecording(folder);
  if (!recording) return std::move(recording).error();
  auto tracks = openTracks(*files, !recording->screenShares.empty(), wish.from);
  if (!tracks) return std::move(tracks).error();
  const auto whole = lengthOf(*files, *tracks, recording->metadata);
  if (!whole) return whole.error();
  const auto span = spanOf(wish, *whole);
  if (!span) return span.error();
  if (!tracks->screen) recording->screenShares.clear();

  pipelines::RenderPlan plan;
  plan.movie.path = wish.path;
  plan.movie.width = wish.width;
  plan.movie.height = wish.height;
  plan.movie.length = span->length;
  plan.movie.subtitles = subtitlesOf(folder, *recording, wish);
  plan.from = span->from;
  const auto pictures = std::make_shared<Pictures>(folder);
  const auto timeline = std::make_shared<const Timeline>(
      std::move(*recording), wish.layout,
      [pictures](const std::string& name) { return pictures->get(name); });
  plan.movie.chapters = timeline->chapters(span->from, span->to());
  for (const auto time : timeline->changes()) plan.changes.emplace_back(time);
  plan.sceneAt = [timeline](nanoseconds time, const std::set<std::string>& visible) {
    return timeline->at(std::chrono::floor<Moment>(time), visible.contains(kCamerasId));
  };
  plan.sound = std::move(tracks->sound);
  if (tracks->cameras) plan.pictures.push_back({kCamerasId, std::move(tracks->cameras), true});
  if (tracks->screen) plan.pictures.push_back({kScreenId, std::move(tracks->screen), false});
  return plan;
}

}  // namespace gateway::recording
