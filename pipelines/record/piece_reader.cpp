// SPDX-License-Identifier: Apache-2.0
// Boxes to samples; every length is checked against what is there, for a power cut may leave
// anything behind.
#include "pipelines/grid.hpp"
#include "pipelines/record/piece.hpp"

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace pipelines {
namespace {

constexpr uint64_t kHeaderBytes = 8;
constexpr uint64_t kMostBoxBytes = 256u << 20;  // Of one box that is read whole.
constexpr int64_t kSamplesPerFrame = kSoundRate / kFramesPerSecond;

uint64_t number(std::string_view bytes, size_t at, size_t count) {
  uint64_t value = 0;
  for (size_t i = at; i < at + count && i < bytes.size(); ++i)
    value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

base::Error unreadable(const std::filesystem::path& path) {
  return {base::Fault::Store, "the recording " + path.filename().string() + " cannot be read",
          "recording"};
}

/// The content of the first box of that name among those in `bytes`; empty when there is none.
std::string_view child(std::string_view bytes, std::string_view name) {
  while (bytes.size() >= kHeaderBytes) {
    const auto size = number(bytes, 0, 4);
    if (size < kHeaderBytes || size > bytes.size()) return {};
    if (bytes.substr(4, 4) == name) return bytes.substr(kHeaderBytes, size - kHeaderBytes);
    bytes.remove_prefix(size);
  }
  return {};
}

/// The sample entry of that name, in the first track that has one.
std::string_view sampleEntry(std::string_view moov, std::string_view name) {
  constexpr size_t kCount = 8;  // Version, flags, number of entries.
  while (moov.size() >= kHeaderBytes) {
    const auto size = number(moov, 0, 4);
    if (size < kHeaderBytes || size > moov.size()) return {};
    auto inner = moov.substr(kHeaderBytes, size - kHeaderBytes);
    const bool isTrack = moov.substr(4, 4) == "trak";
    moov.remove_prefix(size);
    if (!isTrack) continue;
    for (const std::string_view step : {"mdia", "minf", "stbl", "stsd"}) inner = child(inner, step);
    const auto entry = child(inner.substr(std::min(kCount, inner.size())), name);
    if (!entry.empty()) return entry;
  }
  return {};
}

std::optional<FrameFormat> formatOf(std::string_view moov) {
  constexpr size_t kPictureHeader = 78, kWidthAt = 24, kHeightAt = 26, kSoundHeader = 28;
  const auto picture = sampleEntry(moov, "avc1");
  const auto sound = sampleEntry(moov, "mp4a");
  if (picture.size() < kPictureHeader || sound.size() < kSoundHeader) return std::nullopt;
  FrameFormat out;
  out.width = static_cast<int>(number(picture, kWidthAt, 2));
  out.height = static_cast<int>(number(picture, kHeightAt, 2));
  auto sets = parameterSets(child(picture.substr(kPictureHeader), "avcC"));
  const auto esds = child(sound.substr(kSoundHeader), "esds");
  // Version and flags; descriptors 3 and 4, whose lengths are one byte each; then 5, the config.
  constexpr size_t kConfigAt = 4 + 5 + 15, kBitRateAt = 4 + 5 + 2 + 9;
  if (!sets || esds.size() < kConfigAt + 2 || esds[kConfigAt] != 0x05) return std::nullopt;
  out.picture = std::move(*sets);
  out.soundBitsPerSecond = static_cast<int>(number(esds, kBitRateAt, 4));
  out.audioSpecificConfig = esds.substr(kConfigAt + 2, number(esds, kConfigAt + 1, 1));
  if (!out.isComplete()) return std::nullopt;
  return out;
}

/// What a moof says of the samples in the mdat behind it.
struct Run {
  bool isPicture = false;
  uint64_t decodeTime = 0;
  std::string_view entries;  // Duration, size, flags: 12 bytes each.
};

std::optional<Run> runOf(std::string_view moof) {
  constexpr size_t kHeader = 12;  // Of trun: version and flags, number of samples, data offset.
  const auto traf = child(moof, "traf");
  const auto head = child(traf, "tfhd"), date = child(traf, "tfdt"), run = child(traf, "trun");
  if (head.size() < 8 || date.size() < 12 || run.size() < kHeader) return std::nullopt;
  Run out{number(head, 4, 4) == 1, number(date, 4, 8), run.substr(kHeader)};
  if (out.entries.size() != number(run, 4, 4) * 12) return std::nullopt;
  return out;
}

class Reading {
 public:
  Reading(const std::filesystem::path& path,
          const std::function<base::Result<void>(RecordedSample)>& onSample)
      : file_(path, std::ios::binary), onSample_(onSample) {
    std::error_code failed;
    left_ = std::filesystem::file_size(path, failed);
    if (failed) left_ = 0;
  }

  /// The next whole box, its name first; empty at the end and where the file is torn.
  std::string box() {
    std::string head(kHeaderBytes, '\0');
    if (left_ < kHeaderBytes || !file_.read(head.data(), kHeaderBytes)) return {};
    const auto size = number(head, 0, 4);
    if (size < kHeaderBytes || size > left_ || size > kMostBoxBytes) return {};
    std::string out = head.substr(4) + std::string(size - kHeaderBytes, '\0');
    if (!file_.read(out.data() + 4, static_cast<std::streamsize>(size - kHeaderBytes))) return {};
    left_ -= size;
    return out;
  }

  /// False where the fragment does not fit together.
  base::Result<bool> give(const Run& run, std::string_view data) {
    auto time = static_cast<int64_t>(run.decodeTime) -
                kMediaOrigin.count() * (run.isPicture ? kVideoTimescale : kSoundRate);
    for (size_t at = 0; at < run.entries.size(); at += 12) {
      const auto ticks = static_cast<int64_t>(number(run.entries, at, 4));
      const auto size = number(run.entries, at + 4, 4);
      if (size > data.size()) return false;
      RecordedSample sample{run.isPicture, (number(run.entries, at + 8, 4) & 0x10000) == 0,
                            run.isPicture ? time / kTicksPerFrame : time,
                            std::string(data.substr(0, size))};
      data.remove_prefix(size);
      time += ticks;
      if (auto taken = onSample_(std::move(sample)); !taken) return std::move(taken).error();
    }
    const auto end = run.isPicture ? time / kTicksPerFrame : time / kSamplesPerFrame;
    if (run.isPicture) end_ = std::max(end_, end);
    return true;
  }
  int64_t end() const { return end_; }

 private:
  std::ifstream file_;
  uint64_t left_ = 0;
  int64_t end_ = 0;
  const std::function<base::Result<void>(RecordedSample)>& onSample_;
};

}  // namespace

base::Result<int64_t> readPiece(
    const std::filesystem::path& path,
    const std::function<base::Result<void>(const FrameFormat&)>& onFormat,
    const std::function<base::Result<void>(RecordedSample)>& onSample) {
  Reading reading(path, onSample);
  std::optional<Run> run;
  bool hasFormat = false;
  std::string moof;
  for (std::string box = reading.box(); !box.empty(); box = reading.box()) {
    const std::string_view name = std::string_view(box).substr(0, 4);
    const std::string_view body = std::string_view(box).substr(4);
    if (name == "moov") {
      const auto format = formatOf(body);
      if (!format) return unreadable(path);
      hasFormat = true;
      if (auto taken = onFormat(*format); !taken) return std::move(taken).error();
    } else if (name == "moof") {
      moof = std::move(box);
      run = runOf(std::string_view(moof).substr(4));
    } else if (name == "mdat" && run && hasFormat) {
      auto given = reading.give(*run, body);
      if (!given) return std::move(given).error();
      if (!*given) break;
    }
  }
  return reading.end();
}

}  // namespace pipelines
