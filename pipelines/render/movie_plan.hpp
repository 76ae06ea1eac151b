// SPDX-License-Identifier: Apache-2.0
// MoviePlan: what a whole MP4 will hold besides picture and sound; known before it is begun.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace pipelines {

/// A line of text on the screen from `start` to `end`.
struct TextCue {
  std::chrono::milliseconds start{};
  std::chrono::milliseconds end{};
  std::string text;  ///< UTF-8; may hold line breaks.
  bool operator==(const TextCue&) const = default;
};

struct TextTrack {
  std::string name;              ///< As players list it.
  std::string language = "und";  ///< ISO 639-2, three small letters.
  std::vector<TextCue> cues;     ///< In order; none overlaps the next.
};

struct Chapter {
  std::chrono::milliseconds start{};
  std::string title;
  bool operator==(const Chapter&) const = default;
};

struct MoviePlan {
  std::filesystem::path path;  ///< Appears there when whole.
  int width = 1280;
  int height = 720;
  int soundKilobitsPerSecond = 96;
  std::chrono::nanoseconds length{};  ///< Of the sound; the picture's is rounded up to a frame.
  std::vector<Chapter> chapters;      ///< In order, the first at 0; may be none.
  std::vector<TextTrack> subtitles;   ///< Off until a player's user asks for one.
};

/// Longer movies are refused: the numbers of a track are 32 bits of 90 000 a second.
constexpr std::chrono::hours kLongestMovie{12};

}  // namespace pipelines
