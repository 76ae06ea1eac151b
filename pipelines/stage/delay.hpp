// SPDX-License-Identifier: Apache-2.0
// The one delay between the date of a picture or a sound and its place on the grid.
#pragma once

#include "pipelines/media_input.hpp"

#include <chrono>

namespace pipelines {

/// What is dated d stands at the grid position nearest to d + this, sound exactly there, so that
/// lips stay in step by construction: half a grid place apart at most. It must cover what lies
/// between a date and its push: the receiver's jitter buffer (100–200 ms, sfu-interop.md §6),
/// decoding (up to 20 ms), and the 40 ms by which sound runs ahead of the pictures (kSoundLead).
/// Later ones are shown at once (pictures) or lost (sound).
constexpr std::chrono::milliseconds kPresentationDelay{250};

/// Sound is drained this much ahead of the pictures of the same time: an AAC encoder gives a frame
/// only when it has the next one, and without the lead each part of sound would come one tick after
/// its part of pictures.
constexpr std::chrono::milliseconds kSoundLead{40};

/// No picture and no sound is pushed before it was due; a date further ahead than this is a broken
/// clock, and the arrival counts instead.
constexpr std::chrono::seconds kMostAhead{1};

/// `date`, or `now` where `date` cannot be.
inline MediaDate plausibleDate(MediaDate date, MediaDate now) {
  return date > now + kMostAhead ? now : date;
}

}  // namespace pipelines
