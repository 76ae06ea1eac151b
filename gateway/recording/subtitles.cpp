// SPDX-License-Identifier: Apache-2.0
// When a line appears, and when it goes.
#include "gateway/recording/subtitles.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace gateway::recording {
namespace {

using pipelines::TextCue;

// Subtitles are read at some 20 letters a second.
constexpr Moment kLeastShown{3000}, kMostShown{10'000}, kPerByte{50};
constexpr size_t kMostLines = 3, kMostAtOnce = 16;
constexpr size_t kMostCues = 100'000;

struct Language {
  std::string_view two, three;
};
// ISO 639-1 and 639-2/T: the languages that BBB is translated into most.
constexpr std::array kLanguages = {
    Language{"ar", "ara"}, Language{"bg", "bul"}, Language{"ca", "cat"}, Language{"cs", "ces"},
    Language{"da", "dan"}, Language{"de", "deu"}, Language{"el", "ell"}, Language{"en", "eng"},
    Language{"es", "spa"}, Language{"et", "est"}, Language{"eu", "eus"}, Language{"fa", "fas"},
    Language{"fi", "fin"}, Language{"fr", "fra"}, Language{"gl", "glg"}, Language{"he", "heb"},
    Language{"hi", "hin"}, Language{"hr", "hrv"}, Language{"hu", "hun"}, Language{"id", "ind"},
    Language{"it", "ita"}, Language{"ja", "jpn"}, Language{"ko", "kor"}, Language{"lt", "lit"},
    Language{"lv", "lav"}, Language{"nb", "nob"}, Language{"nl", "nld"}, Language{"oc", "oci"},
    Language{"pl", "pol"}, Language{"pt", "por"}, Language{"ro", "ron"}, Language{"ru", "rus"},
    Language{"sk", "slk"}, Language{"sl", "slv"}, Language{"sr", "srp"}, Language{"sv", "swe"},
    Language{"th", "tha"}, Language{"tr", "tur"}, Language{"uk", "ukr"}, Language{"vi", "vie"},
    Language{"zh", "zho"}};

std::optional<TextCue> cueFrom(std::string_view timing) {
  constexpr std::string_view kArrow = " --> ";
  const auto arrow = timing.find(kArrow);
  if (arrow == std::string_view::npos) return std::nullopt;
  auto rest = timing.substr(arrow + kArrow.size());
  const auto start = clockTime(timing.substr(0, arrow));
  const auto end = clockTime(rest.substr(0, rest.find(' ')));  // Settings may follow.
  if (!start || !end || *start >= *end) return std::nullopt;
  return TextCue{*start, *end, ""};
}

// The next line without its end; moves `text` behind it.
std::string_view nextLine(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string joined(const std::vector<TextCue>& shown) {
  std::string text;
  const size_t first = shown.size() > kMostLines ? shown.size() - kMostLines : 0;
  for (size_t i = first; i < shown.size(); ++i) {
    if (!text.empty()) text += '\n';
    text += shown[i].text;
  }
  return text;
}

}  // namespace

std::vector<TextCue> flattened(std::vector<TextCue> cues) {
  std::ranges::stable_sort(cues, {}, &TextCue::start);
  std::vector<TextCue> flat;
  std::vector<TextCue> shown;
  size_t next = 0;
  Moment at{};
  while (next < cues.size() || !shown.empty()) {
    Moment until = next < cues.size() ? cues[next].start : Moment::max();
    for (const auto& cue : shown) until = std::min(until, cue.end);
    if (!shown.empty() && until > at) flat.push_back({at, until, joined(shown)});
    at = std::max(at, until);
    std::erase_if(shown, [&](const TextCue& cue) { return cue.end <= at; });
    while (next < cues.size() && cues[next].start <= at) {
      if (cues[next].end > at) shown.push_back(cues[next]);
      if (shown.size() > kMostAtOnce) shown.erase(shown.begin());
      ++next;
    }
  }
  return flat;
}

std::vector<TextCue> chatCues(const std::vector<ChatLine>& lines) {
  std::vector<TextCue> cues;
  for (const auto& line : lines) {
    const auto text = line.name.empty() ? line.text : line.name + ": " + line.text;
    const auto needed = kPerByte * static_cast<int64_t>(text.size());
    cues.push_back({line.at, line.at + std::clamp(needed, kLeastShown, kMostShown), text});
  }
  return flattened(std::move(cues));
}

std::vector<TextCue> captionCues(std::string_view webVtt) {
  std::vector<TextCue> cues;
  while (!webVtt.empty() && cues.size() < kMostCues) {
    auto cue = cueFrom(nextLine(webVtt));
    if (!cue) continue;
    while (!webVtt.empty()) {
      const auto line = nextLine(webVtt);
      if (line.empty()) break;
      if (!cue->text.empty()) cue->text += '\n';
      cue->text += plainText(line);
    }
    if (!cue->text.empty()) cues.push_back(std::move(*cue));
  }
  return flattened(std::move(cues));
}

std::string languageOf(std::string_view locale) {
  const auto primary = locale.substr(0, locale.find_first_of("-_"));
  const auto found = std::ranges::find(kLanguages, primary, &Language::two);
  return std::string(found == kLanguages.end() ? "und" : found->three);
}

std::vector<TextCue> since(Moment from, std::vector<TextCue> cues) {
  std::erase_if(cues, [&](const TextCue& cue) { return cue.end <= from; });
  for (auto& cue : cues) {
    cue.start = std::max(cue.start, from) - from;
    cue.end -= from;
  }
  return cues;
}

}  // namespace gateway::recording
