// SPDX-License-Identifier: Apache-2.0
// Frames to fragments; all times whole multiples of the grid.
#include "pipelines/record/piece.hpp"

#include "pipelines/grid.hpp"

#include <utility>

namespace pipelines {
namespace {

constexpr int64_t kSamplesPerFrame = kSoundRate / kFramesPerSecond;

}  // namespace

std::string PieceWriter::begin() const {
  return initSection(
      PictureTrack{format_.width, format_.height, format_.picture.sps, format_.picture.pps},
      AacTrack{format_.audioSpecificConfig, format_.soundBitsPerSecond});
}

std::optional<std::string> PieceWriter::picture(const EncodedPicture& picture) {
  if (!firstGrid_ && !picture.isKeyframe) return std::nullopt;
  if (!firstGrid_) firstGrid_ = picture.grid;
  std::optional<std::string> fragment;
  if (picture.isKeyframe && !pictures_.empty()) fragment = close(picture.grid);
  pictures_.push_back(picture);
  return fragment;
}

void PieceWriter::sound(const EncodedSound& sound) {
  if (firstGrid_) sounds_.push_back(sound);
}

std::optional<std::string> PieceWriter::end() {
  if (pictures_.empty()) return std::nullopt;
  return close((pictures_.back().grid / kFramesPerPart + 1) * kFramesPerPart);
}

std::string PieceWriter::close(int64_t nextGrid) {
  const int64_t later = start_ - *firstGrid_;  // From the production's grid to the recording's.
  position_ = nextGrid + later;
  Mp4Fragment shown;
  shown.sequence = ++sequence_;
  shown.decodeTime = static_cast<uint64_t>(kMediaOrigin.count() * kVideoTimescale +
                                           (pictures_.front().grid + later) * kTicksPerFrame);
  for (size_t i = 0; i < pictures_.size(); ++i) {
    const int64_t until = i + 1 < pictures_.size() ? pictures_[i + 1].grid : nextGrid;
    const auto ticks = static_cast<uint32_t>((until - pictures_[i].grid) * kTicksPerFrame);
    shown.samples.push_back({*pictures_[i].bytes, ticks, pictures_[i].isKeyframe});
  }
  pictures_.clear();
  std::string out = fragmentBytes(shown);
  if (sounds_.empty()) return out;
  Mp4Fragment heard;
  heard.track = 2;
  heard.sequence = ++sequence_;
  heard.decodeTime = static_cast<uint64_t>(kMediaOrigin.count() * kSoundRate +
                                           sounds_.front().number * kSamplesPerAacFrame -
                                           format_.primingSamples + later * kSamplesPerFrame);
  for (const auto& sound : sounds_)
    heard.samples.push_back({*sound.bytes, kSamplesPerAacFrame, true});
  sounds_.clear();
  return out + fragmentBytes(heard);
}

}  // namespace pipelines
