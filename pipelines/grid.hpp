// SPDX-License-Identifier: Apache-2.0
// The grid: all of a stream's times are whole numbers of video frames and AAC frames (hls.md §2.7).
#pragma once

#include <chrono>
#include <cstdint>

namespace pipelines {

constexpr int kFramesPerSecond = 25;
constexpr int kFramesPerPart = 8;  ///< 0.32 s: the shortest that is whole in both tracks.
constexpr int kAacFramesPerPart = 15;
constexpr int kFramesPerGop = 48;     ///< 1.92 s
constexpr int kPartsPerSegment = 12;  ///< 3.84 s, a whole number of milliseconds.
/// The first segment of a broadcast is one GOP: players want a whole one before they start.
constexpr int kPartsInFirstSegment = kFramesPerGop / kFramesPerPart;
constexpr int kFramesPerSegment = kFramesPerPart * kPartsPerSegment;

constexpr int kVideoTimescale = 90000;
constexpr int kTicksPerFrame = kVideoTimescale / kFramesPerSecond;
constexpr int kSoundRate = 48000;
constexpr int kSoundChannels = 2;
constexpr int kSamplesPerAacFrame = 1024;

constexpr std::chrono::nanoseconds kFrameTime{1'000'000'000 / kFramesPerSecond};
constexpr std::chrono::milliseconds kPartTime{320};
constexpr std::chrono::milliseconds kSegmentTime{3840};

/// Media time of grid frame 0; keeps priming subtraction and small negative times above zero.
constexpr std::chrono::seconds kMediaOrigin{10};

}  // namespace pipelines
