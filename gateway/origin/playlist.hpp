// SPDX-License-Identifier: Apache-2.0
// Playlists as a pure function of the rings (RFC 8216bis; the layout is hls.md §1.16).
#pragma once

#include <string>

#include "gateway/origin/ring.hpp"

namespace gateway {

constexpr double kPartHoldBack = 0.96;    ///< Three parts, Apple's least.
constexpr int kHoldBack = 12;             ///< Three target durations.
constexpr int kCanSkipUntil = 24;         ///< Six target durations.
constexpr size_t kSegmentsWithParts = 3;  ///< hls.js needs as many to stay in low-latency mode.

/// The live playlist of `ring`.
/// @param all  Of the stream: the others that have media are reported.
/// @param delta  Replaces what is older than kCanSkipUntil by one EXT-X-SKIP line; the full list
///               where nothing is that old.
std::string renderMedia(const Ring& ring, const Rings& all, bool delta);

/// The whole of an ended ring, unchanging: EXT-X-PLAYLIST-TYPE:VOD, nothing of low latency.
std::string renderVod(const Ring& ring);

/// What stands before a rendition's name in the playlist of a lecture that is over.
constexpr const char* kVodPrefix = "vod-";

/// The multivariant playlist of what has an init section. @param language  Of the sound, BCP 47.
/// @param prefix  Of the playlists it names.
std::string renderMultivariant(const Rings& all, const std::string& language,
                               const std::string& prefix = "");

}  // namespace gateway
