// SPDX-License-Identifier: Apache-2.0
// Times are whole multiples of the grid, never sums of rounded ones.
#include "pipelines/package/packager.hpp"

#include "base/check.hpp"
#include "pipelines/grid.hpp"

#include <utility>

namespace pipelines {
namespace {

Part numbered(const Rendition& rendition, int64_t global, std::string bytes) {
  Part part;
  part.rendition = rendition;
  part.bytes = std::make_shared<const std::string>(std::move(bytes));
  const int64_t afterFirst = global - kPartsInFirstSegment;
  const bool isInFirst = afterFirst < 0;
  part.segment = isInFirst ? 0 : 1 + afterFirst / kPartsPerSegment;
  part.part = static_cast<int>(isInFirst ? global : afterFirst % kPartsPerSegment);
  part.global = global;
  part.last = part.part == (isInFirst ? kPartsInFirstSegment : kPartsPerSegment) - 1;
  return part;
}

base::Error misplaced(int64_t grid, const char* why) {
  return base::Error{base::Fault::Media,
                     "picture " + std::to_string(grid) + " of the encoder " + why, "packager"};
}

}  // namespace

void PicturePackager::submitted(int64_t grid) {
  base::check(grid > decided_, "a position is submitted before it is decided");
  base::check(inEncoder_.empty() || grid > inEncoder_.back(), "positions are submitted in order");
  inEncoder_.push_back(grid);
}

std::optional<Part> PicturePackager::decided(int64_t grid) {
  base::check(grid == decided_ + 1, "the grid is decided position by position");
  const bool startsPart = grid % kFramesPerPart == 0;
  base::check(!startsPart || (!inEncoder_.empty() && inEncoder_.back() == grid) ||
                  (!pictures_.empty() && pictures_.back().grid == grid),
              "the first position of a part is encoded");
  decided_ = grid;
  return closeIfWhole();
}

base::Result<std::optional<Part>> PicturePackager::encoded(int64_t grid, std::string bytes,
                                                           bool isKeyframe) {
  if (inEncoder_.empty() || inEncoder_.front() != grid) return misplaced(grid, "was not awaited");
  if (isKeyframePlace(grid, rhythm_) && !isKeyframe) return misplaced(grid, "should be a keyframe");
  inEncoder_.pop_front();
  pictures_.push_back({grid, std::move(bytes), isKeyframe});
  return closeIfWhole();
}

std::optional<Part> PicturePackager::closeIfWhole() {
  const int64_t end = (global_ + 1) * kFramesPerPart;
  if (decided_ < end - 1) return std::nullopt;
  if (!inEncoder_.empty() && inEncoder_.front() < end) return std::nullopt;
  return close(end);
}

Part PicturePackager::close(int64_t end) {
  const int64_t start = end - kFramesPerPart;
  base::check(!pictures_.empty() && pictures_.front().grid == start && pictures_.back().grid < end,
              "a part holds its first picture and none of the next part");
  Mp4Fragment fragment;
  fragment.sequence = static_cast<uint32_t>(global_ + 1);
  fragment.decodeTime =
      static_cast<uint64_t>(kMediaOrigin.count() * kVideoTimescale + start * kTicksPerFrame);
  const bool independent = pictures_.front().isKeyframe;
  for (size_t i = 0; i < pictures_.size(); ++i) {
    const int64_t next = i + 1 < pictures_.size() ? pictures_[i + 1].grid : end;
    const auto ticks = static_cast<uint32_t>((next - pictures_[i].grid) * kTicksPerFrame);
    fragment.samples.push_back({std::move(pictures_[i].bytes), ticks, pictures_[i].isKeyframe});
  }
  pictures_.clear();
  Part part = numbered(rendition_, global_, fragmentBytes(fragment));
  part.durationTicks = kFramesPerPart * kTicksPerFrame;
  part.independent = independent;
  part.unixMillis = origin_ + global_ * kPartTime.count();
  ++global_;
  return part;
}

std::optional<Part> SoundPackager::encoded(std::string frame) {
  frames_.push_back({std::move(frame), kSamplesPerAacFrame, true});
  if (frames_.size() < kAacFramesPerPart) return std::nullopt;
  constexpr int64_t kSamplesPerPart = kAacFramesPerPart * kSamplesPerAacFrame;
  constexpr int64_t kSamplesPerMilli = kSoundRate / 1000;
  Mp4Fragment fragment;
  fragment.sequence = static_cast<uint32_t>(global_ + 1);
  fragment.decodeTime = static_cast<uint64_t>(kMediaOrigin.count() * kSoundRate +
                                              global_ * kSamplesPerPart - priming_);
  fragment.samples = std::exchange(frames_, {});
  Part part = numbered(Rendition::audio(), global_, fragmentBytes(fragment));
  part.durationTicks = kSamplesPerPart;
  part.independent = true;
  part.unixMillis = origin_ + global_ * kPartTime.count() - priming_ / kSamplesPerMilli;
  ++global_;
  return part;
}

}  // namespace pipelines
