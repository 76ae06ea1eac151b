// SPDX-License-Identifier: Apache-2.0
// Two passes: how long it is, then every sample to its place.
#include "pipelines/record/join.hpp"

#include "pipelines/encode/sound_encoder.hpp"
#include "pipelines/grid.hpp"
#include "pipelines/record/piece.hpp"
#include "pipelines/render/movie_file.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace pipelines {
namespace {

using base::Result;

/// An AAC frame of silence, from an encoder like the one that made the rest.
Result<std::string> silentFrame(int kilobitsPerSecond) {
  std::mutex mutex;  // guards last
  std::string last;
  auto encoder = SoundEncoder::start(kilobitsPerSecond, {[](const std::string&) {},
                                                         [&](std::string frame) {
                                                           const std::lock_guard lock(mutex);
                                                           last = std::move(frame);
                                                         },
                                                         [](const base::Error&) {}});
  if (!encoder) return std::move(encoder).error();
  const std::vector<float> block(static_cast<size_t>(kSamplesPerAacFrame * kSoundChannels));
  constexpr int kUntilSteady = 8;
  for (int i = 0; i < kUntilSteady; ++i) (*encoder)->encode(block);
  if (auto done = (*encoder)->finish(); !done) return std::move(done).error();
  return last;
}

/// Puts samples of several pieces into one movie.
class Joining {
 public:
  Joining(MovieFile& movie, const FrameFormat& format, std::string silence)
      : movie_(movie), format_(format), silence_(std::move(silence)) {
    movie_.pictureParameters(format_.picture);
  }

  bool takes(const FrameFormat& format) const {
    return format.width == format_.width && format.height == format_.height &&
           format.picture == format_.picture &&
           format.audioSpecificConfig == format_.audioSpecificConfig;
  }
  Result<void> take(RecordedSample sample) {
    return sample.isPicture ? takePicture(std::move(sample)) : takeSound(std::move(sample));
  }
  /// Silence up to the end of the movie.
  Result<void> fill(int64_t endSamples) {
    if (!next_) begin(0);
    while (*next_ < endSamples) {
      if (auto done = give(silence_); !done) return done;
    }
    return {};
  }

 private:
  Result<void> takePicture(RecordedSample sample) {
    if (sample.time <= lastGrid_) return {};  // A clock that was set back.
    lastGrid_ = sample.time;
    return movie_.picture(sample.time, {std::move(sample.bytes), sample.isSync});
  }
  Result<void> takeSound(RecordedSample sample) {
    if (!next_) begin(sample.time);
    constexpr int64_t kHalf = kSamplesPerAacFrame / 2;
    if (sample.time + kHalf < *next_) return {};
    while (*next_ + kHalf < sample.time) {
      if (auto done = give(silence_); !done) return done;
    }
    return give(std::move(sample.bytes));
  }
  // The movie begins at 0; frames lie where they are needed for the first one to keep its time.
  void begin(int64_t firstTime) {
    constexpr int64_t kFrame = kSamplesPerAacFrame;
    const int64_t priming = ((-firstTime) % kFrame + kFrame) % kFrame;
    movie_.soundConfiguration(format_.audioSpecificConfig, static_cast<int>(priming));
    next_ = -priming;
  }
  Result<void> give(std::string frame) {
    *next_ += kSamplesPerAacFrame;
    return movie_.soundFrame(std::move(frame));
  }

  MovieFile& movie_;
  const FrameFormat format_;
  const std::string silence_;
  int64_t lastGrid_ = -1;
  std::optional<int64_t> next_;  // Samples: where the next frame of sound stands.
};

struct Survey {
  std::optional<FrameFormat> format;
  int64_t frames = 0;  // Of the grid.
};

Result<Survey> survey(const std::vector<std::filesystem::path>& pieces) {
  Survey out;
  for (const auto& piece : pieces) {
    const auto end = readPiece(
        piece,
        [&](const FrameFormat& format) -> Result<void> {
          if (!out.format) out.format = format;
          return {};
        },
        [](const RecordedSample&) -> Result<void> { return {}; });
    if (end) out.frames = std::max(out.frames, *end);
  }
  if (!out.format || out.frames == 0)
    return base::Error{base::Fault::Media, "the recording holds nothing", "empty"};
  return out;
}

}  // namespace

Result<std::chrono::milliseconds> joinPieces(const std::vector<std::filesystem::path>& pieces,
                                             const std::filesystem::path& movie,
                                             std::vector<Chapter> chapters) {
  const auto found = survey(pieces);
  if (!found) return found.error();
  constexpr int kBitsPerKilobit = 1000;
  const int kilobits = std::max(found->format->soundBitsPerSecond / kBitsPerKilobit, 32);
  auto silence = silentFrame(kilobits);
  if (!silence) return std::move(silence).error();
  MoviePlan plan;
  plan.path = movie;
  plan.width = found->format->width;
  plan.height = found->format->height;
  plan.soundKilobitsPerSecond = kilobits;
  plan.length = found->frames * kFrameTime;
  plan.chapters = std::move(chapters);
  auto file = MovieFile::create(std::move(plan));
  if (!file) return std::move(file).error();
  Joining joining(**file, *found->format, std::move(*silence));
  for (const auto& piece : pieces) {
    bool isTaken = false;
    const auto read = readPiece(
        piece,
        [&](const FrameFormat& format) -> Result<void> {
          isTaken = joining.takes(format);
          return {};
        },
        [&](RecordedSample sample) -> Result<void> {
          return isTaken ? joining.take(std::move(sample)) : Result<void>();
        });
    // An unreadable piece costs its own time; a full disk ends it.
    if (!read && read.error().code != "recording") return read.error();
  }
  constexpr int64_t kSamplesPerFrame = kSoundRate / kFramesPerSecond;
  if (auto done = joining.fill(found->frames * kSamplesPerFrame); !done)
    return std::move(done).error();
  if (auto done = (*file)->close(); !done) return std::move(done).error();
  return std::chrono::duration_cast<std::chrono::milliseconds>(found->frames * kFrameTime);
}

}  // namespace pipelines
