// SPDX-License-Identifier: Apache-2.0
// ftyp, moov, free, mdat; samples written as they come, tables at the end into the room left.
#include "pipelines/render/movie_file.hpp"

#include "base/check.hpp"
#include "pipelines/grid.hpp"
#include "pipelines/render/text_samples.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace pipelines {
namespace {

using std::chrono::milliseconds;

constexpr uint32_t kMovieTimescale = kSoundRate;
constexpr uint32_t kSamplesPerFrame = kSoundRate / kFramesPerSecond;
constexpr uint32_t kPictureId = 1, kSoundId = 2, kFirstTextId = 3;
constexpr uint32_t kSubtitleGroup = 1;
constexpr uint64_t kBoxHeader = 8;
constexpr std::string_view kChapterHandler = "text", kSubtitleHandler = "sbtl";
// Of moov besides the sample tables: headers, sample entries, names.
constexpr uint64_t kHeadersOfMovie = 4096, kHeadersOfText = 1024;
constexpr size_t kMostNameBytes = 200;

// Whole grid positions; what lies within a microsecond of one counts as it.
int64_t gridFramesIn(std::chrono::nanoseconds length) {
  constexpr std::chrono::nanoseconds kGrain{1000};
  return (length - kGrain + kFrameTime - std::chrono::nanoseconds(1)) / kFrameTime;
}

uint32_t samplesIn(std::chrono::nanoseconds length) {
  using Samples = std::chrono::duration<int64_t, std::ratio<1, kSoundRate>>;
  return static_cast<uint32_t>(std::chrono::round<Samples>(length).count());
}

milliseconds millisOf(std::chrono::nanoseconds length) {
  return std::chrono::ceil<milliseconds>(length);
}

std::string fileType() {
  BoxWriter out;
  out.box("ftyp", [&] {
    out.bytes("isom");
    out.u32(0x200);
    out.bytes("isomiso2avc1mp41");
  });
  return out.take();
}

std::string freeBox(uint64_t size) {
  BoxWriter out;
  out.u32(static_cast<uint32_t>(size));
  out.bytes("free");
  return out.take();
}

// With the size in 64 bits: a long movie is over 4 GiB.
std::string mediaHeader(uint64_t size) {
  BoxWriter out;
  out.u32(1);
  out.bytes("mdat");
  out.u64(size);
  return out.take();
}

}  // namespace

base::Result<std::unique_ptr<MovieFile>> MovieFile::create(MoviePlan plan) {
  if (plan.length < kFrameTime || plan.length > kLongestMovie) {
    return base::Error{base::Fault::Caller,
                       "a movie lasts from one picture to 12 hours; this would be " +
                           std::to_string(plan.length / std::chrono::seconds(1)) + " s",
                       "length"};
  }
  auto file = PartialFile::create(plan.path);
  if (!file) return std::move(file).error();
  std::unique_ptr<MovieFile> made(new MovieFile(std::move(plan), std::move(*file)));
  if (auto begun = made->begin(); !begun) return std::move(begun).error();
  return made;
}

MovieFile::MovieFile(MoviePlan plan, PartialFile file)
    : plan_(std::move(plan)),
      gridFrames_(gridFramesIn(plan_.length)),
      soundSamples_(samplesIn(plan_.length)),
      file_(std::move(file)) {
  picture_.shape = {.id = kPictureId, .timescale = kVideoTimescale, .handler = kPictureHandler};
  picture_.shape.name = "Picture";
  picture_.shape.width = static_cast<uint32_t>(plan_.width);
  picture_.shape.height = static_cast<uint32_t>(plan_.height);
  sound_.shape = {.id = kSoundId, .timescale = kSoundRate, .handler = kSoundHandler};
  sound_.shape.name = "Sound";
}

base::Result<void> MovieFile::begin() {
  if (auto done = file_.append(fileType()); !done) return done;
  roomAt_ = file_.size();
  room_ = mostTableBytes() + kBoxHeader;
  if (auto done = file_.append(std::string(room_, '\0')); !done) return done;
  mediaAt_ = file_.size();
  if (auto done = file_.append(mediaHeader(0)); !done) return done;
  return writeTexts();
}

base::Result<void> MovieFile::writeTexts() {
  const auto put = [this](std::string_view handler, const std::string& name,
                          const std::string& language,
                          const std::vector<TextSample>& samples) -> base::Result<void> {
    if (samples.empty()) return {};
    Track& track = texts_.emplace_back();
    track.shape = {.id = kFirstTextId + static_cast<uint32_t>(texts_.size()) - 1,
                   .timescale = kTextTimescale,
                   .handler = handler};
    track.shape.name = name.substr(0, kMostNameBytes);
    track.shape.language = language;
    track.shape.isEnabled = false;
    if (handler == kSubtitleHandler) track.shape.alternateGroup = kSubtitleGroup;
    track.shape.width = static_cast<uint32_t>(plan_.width);
    track.shape.height = static_cast<uint32_t>(plan_.height);
    for (const auto& sample : samples) {
      track.bytes += sample.bytes;
      track.gathered.push_back({static_cast<uint32_t>(sample.bytes.size()), sample.ticks, true});
    }
    return flush(track);
  };
  const auto length = millisOf(plan_.length);
  auto done = put(kChapterHandler, "Chapters", "und", chapterSamples(plan_.chapters, length));
  for (const auto& track : plan_.subtitles) {
    if (!done) return done;
    done = put(kSubtitleHandler, track.name, track.language, subtitleSamples(track.cues, length));
  }
  return done;
}

uint64_t MovieFile::mostTableBytes() const {
  const auto seconds = static_cast<uint64_t>(plan_.length / std::chrono::seconds(1)) + 2;
  const auto pictures = static_cast<uint64_t>(gridFrames_);
  const auto frames = soundSamples_ / kSamplesPerAacFrame + 8u;
  uint64_t bytes = kHeadersOfMovie + SampleTable::mostBytes(pictures, seconds) +
                   SampleTable::mostBytes(frames, seconds);
  bytes += kHeadersOfText + SampleTable::mostBytes(plan_.chapters.size(), 1);
  for (const auto& track : plan_.subtitles) {
    bytes += kHeadersOfText + SampleTable::mostBytes(2 * track.cues.size() + 1, 1);
  }
  return bytes;
}

void MovieFile::pictureParameters(const ParameterSets& sets) {
  const std::lock_guard lock(mutex_);
  parameters_ = sets;
}

base::Result<void> MovieFile::picture(int64_t grid, AccessUnit unit) {
  const std::lock_guard lock(mutex_);
  if (auto done = endPicture(grid); !done) return done;
  if (grid < gridFrames_) waiting_ = WaitingPicture{grid, std::move(unit)};
  return {};
}

base::Result<void> MovieFile::endPicture(int64_t nextGrid) {
  if (!waiting_) return {};
  const auto picture = std::move(*waiting_);
  waiting_.reset();
  const auto end = std::min(nextGrid, gridFrames_);
  const auto ticks = static_cast<uint32_t>((end - picture.grid) * kTicksPerFrame);
  return add(picture_, picture.unit.bytes, ticks, picture.unit.isKeyframe);
}

void MovieFile::soundConfiguration(std::string audioSpecificConfig, int primingSamples) {
  const std::lock_guard lock(mutex_);
  audioSpecificConfig_ = std::move(audioSpecificConfig);
  primingSamples_ = static_cast<uint32_t>(primingSamples);
}

base::Result<void> MovieFile::soundFrame(std::string frame) {
  const std::lock_guard lock(mutex_);
  if (sound_.table.duration() + sound_.ticks >= soundSamples_ + primingSamples_) return {};
  return add(sound_, frame, kSamplesPerAacFrame, true);
}

base::Result<void> MovieFile::add(Track& track, std::string_view bytes, uint32_t ticks,
                                  bool isSync) {
  track.bytes += bytes;
  track.gathered.push_back({static_cast<uint32_t>(bytes.size()), ticks, isSync});
  track.ticks += ticks;
  if (track.ticks < track.shape.timescale) return {};
  return flush(track);
}

base::Result<void> MovieFile::flush(Track& track) {
  if (track.gathered.empty()) return {};
  track.table.beginChunk(file_.size());
  for (const auto& sample : track.gathered) {
    track.table.add(sample.size, sample.ticks, sample.isSync);
  }
  auto written = file_.append(track.bytes);
  track.gathered.clear();
  track.bytes.clear();
  track.ticks = 0;
  return written;
}

base::Result<void> MovieFile::close() {
  const std::lock_guard lock(mutex_);
  if (auto done = endPicture(gridFrames_); !done) return done;
  if (auto done = flush(picture_); !done) return done;
  if (auto done = flush(sound_); !done) return done;
  if (picture_.table.samples() == 0 || sound_.table.samples() == 0) {
    return base::Error{base::Fault::Media, "nothing was encoded", "encoder"};
  }
  const auto moov = tables();
  base::check(moov.size() + kBoxHeader <= room_, "the room left for the tables is enough");
  if (auto done = file_.rewrite(roomAt_, moov); !done) return done;
  const auto rest = freeBox(room_ - moov.size());
  if (auto done = file_.rewrite(roomAt_ + moov.size(), rest); !done) return done;
  if (auto done = file_.rewrite(mediaAt_, mediaHeader(file_.size() - mediaAt_)); !done) return done;
  return file_.keep();
}

std::string MovieFile::tables() {
  BoxWriter out;
  const auto nextId = kFirstTextId + static_cast<uint32_t>(texts_.size());
  out.box("moov", [&] {
    writeMovieHeader(out, {kMovieTimescale, soundSamples_, nextId});
    writeTrack(out, picture_);
    writeTrack(out, sound_);
    for (const auto& track : texts_) writeTrack(out, track);
  });
  return out.take();
}

void MovieFile::writeTrack(BoxWriter& out, const Track& track) {
  TrackShape shape = track.shape;
  shape.mediaDuration = track.table.duration();
  // A whole number of pictures may be longer than the sound.
  const bool isPicture = shape.handler == kPictureHandler;
  shape.movieDuration =
      isPicture ? static_cast<uint32_t>(gridFrames_) * kSamplesPerFrame : soundSamples_;
  const bool hasChapters = !texts_.empty() && texts_.front().shape.handler == kChapterHandler;
  out.box("trak", [&] {
    writeTrackHeader(out, shape);
    if (shape.handler == kSoundHandler) {
      // The encoder's delay is skipped, so that sound and picture of one moment carry one time.
      out.box("edts", [&] {
        out.fullBox("elst", 0, 0, [&] {
          out.u32(1);
          out.u32(soundSamples_);
          out.u32(primingSamples_);
          out.u32(0x00010000);
        });
      });
    }
    if (isPicture && hasChapters) {
      out.box("tref", [&] { out.box("chap", [&] { out.u32(texts_.front().shape.id); }); });
    }
    out.box("mdia", [&] {
      writeMediaHeaders(out, shape);
      out.box("minf", [&] {
        writeMediaKind(out, shape.handler);
        out.box("stbl", [&] {
          out.fullBox("stsd", 0, 0, [&] {
            out.u32(1);
            writeSampleEntry(out, track);
          });
          track.table.write(out);
        });
      });
    });
  });
}

void MovieFile::writeSampleEntry(BoxWriter& out, const Track& track) {
  if (track.shape.handler == kPictureHandler) {
    writePictureEntry(out, {plan_.width, plan_.height, parameters_.sps, parameters_.pps});
  } else if (track.shape.handler == kSoundHandler) {
    constexpr int kBitsPerKilobit = 1000;
    writeSoundEntry(out, {audioSpecificConfig_, plan_.soundKilobitsPerSecond * kBitsPerKilobit});
  } else {
    writeTextEntry(out, plan_.width, plan_.height);
  }
}

}  // namespace pipelines
