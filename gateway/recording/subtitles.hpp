// SPDX-License-Identifier: Apache-2.0
// Subtitles: chat lines and WebVTT captions as cues that do not overlap. Pure.
#pragma once

#include "gateway/recording/texts.hpp"
#include "pipelines/render/movie_plan.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace gateway::recording {

/// Cues in order; where several are shown at once they become one of several lines, the newest
/// three of them.
std::vector<pipelines::TextCue> flattened(std::vector<pipelines::TextCue> cues);

/// Each line long enough to be read, as "name: text".
std::vector<pipelines::TextCue> chatCues(const std::vector<ChatLine>& lines);

/// Cues of a WebVTT file; blocks that make no sense are left out.
std::vector<pipelines::TextCue> captionCues(std::string_view webVtt);

/// ISO 639-2 of a locale, e.g. "fra" of "fr-FR"; "und" for one that is not known.
std::string languageOf(std::string_view locale);

/// The part of `cues` from `from` on, counted from there.
std::vector<pipelines::TextCue> since(Moment from, std::vector<pipelines::TextCue> cues);

}  // namespace gateway::recording
