// SPDX-License-Identifier: Apache-2.0
// The job of a worker: one JSON line on its standard input, never argv, for the join URL is a
// secret.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/stream_look.hpp"
#include "gateway/link/ladder.hpp"
#include "gateway/link/outputs.hpp"

namespace gateway {

constexpr size_t kMaxJobBytes = 64u << 10;

struct WorkerJob {
  std::string slug;
  std::string title;    ///< Shown on slates until the meeting's own name is known.
  std::string joinUrl;  ///< Signed URL of the bot's join; the BBB secret itself never comes here.
  std::string socket;   ///< Path of the server's link socket; the supervisor fills it in.
  std::string language = "fr";  ///< Of the slates: "fr" or "en".
  int width = 1280, height = 720;
  int maxKilobitsPerSecond = 2500;  ///< Ceiling of the picture's encode.
  Ladder ladder;                    ///< Renditions besides.
  std::string botName = "Amphi";    ///< The name the bot carries in the meeting.
  /// Chat lines up to this date (Unix ms) were told by a predecessor; 0: all before the join
  /// are history.
  int64_t chatSinceMs = 0;
  /// The same join in the oldest words, tried when the first is refused; may be empty. A secret.
  std::string plainJoinUrl;
  int64_t startsAtMs = 0;  ///< Announced begin, Unix ms; 0: none.
  int maxCameras = 6;      ///< On the stage at a time.
  base::StreamLook look;
  std::string logo;  ///< Path of an SVG or PNG file; empty: none.
  /// Of the stream's recordings; empty: it cannot be recorded.
  std::string recordFolder;
  int64_t recordLeastFreeBytes = 0;
  LinkWanted outputs;  ///< Its addresses are secrets.
  bool operator==(const WorkerJob&) const = default;
};

/// Pure. Fault::Caller names the member that is missing or out of range.
base::Result<WorkerJob> parseJob(std::string_view line);
/// The line for a worker's standard input, newline included.
std::string jobLine(const WorkerJob& job);

}  // namespace gateway
