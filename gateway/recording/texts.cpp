// SPDX-License-Identifier: Apache-2.0
// Readers of XML and JSON side files.
#include "gateway/recording/texts.hpp"

#include "base/json.hpp"
#include "base/xml.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace gateway::recording {
namespace {

constexpr size_t kMostBytes = 32u << 20;
constexpr size_t kMostTextBytes = 2000;
constexpr std::string_view kPollMark = "\xf0\x9f\x93\x8a";  // A bar chart.

struct Entity {
  std::string_view name, text;
};
constexpr std::array kEntities = {
    Entity{"&lt;", "<"},   Entity{"&gt;", ">"},   Entity{"&quot;", "\""}, Entity{"&#39;", "'"},
    Entity{"&apos;", "'"}, Entity{"&nbsp;", " "}, Entity{"&amp;", "&"}};

// The entity that `text` begins with.
const Entity* entityAt(std::string_view text) {
  const auto found = std::ranges::find_if(
      kEntities, [&](const Entity& entity) { return text.starts_with(entity.name); });
  return found == kEntities.end() ? nullptr : &*found;
}

bool isLocale(std::string_view text) {
  constexpr size_t kLongest = 16;
  return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

std::string cut(std::string text) {
  if (text.size() <= kMostTextBytes) return text;
  size_t end = kMostTextBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  text.resize(end);
  return text;
}

unsigned countAt(const base::Json& object, std::string_view key) {
  constexpr int64_t kMost = 1'000'000;
  return static_cast<unsigned>(std::clamp<int64_t>(base::integerAt(object, key), 0, kMost));
}

PollResult pollFrom(const base::Json& json) {
  constexpr size_t kMostAnswers = 100;
  PollResult poll;
  poll.question = cut(base::textAt(json, "question"));
  poll.responders = countAt(json, "responders");
  for (const auto& answer : base::memberAt(json, "answers")) {
    if (poll.answers.size() == kMostAnswers) break;
    poll.answers.push_back({cut(base::textAt(answer, "key")), countAt(answer, "numVotes")});
  }
  return poll;
}

}  // namespace

std::string plainText(std::string_view html) {
  std::string text;
  while (!html.empty()) {
    if (html.front() == '<') {
      const auto end = html.find('>');
      if (end == std::string_view::npos) break;
      if (html.starts_with("<br")) text += '\n';
      html.remove_prefix(end + 1);
      continue;
    }
    if (const Entity* entity = entityAt(html)) {
      text += entity->text;
      html.remove_prefix(entity->name.size());
      continue;
    }
    text += html.front();
    html.remove_prefix(1);
  }
  return text;
}

base::Result<Metadata> readMetadata(std::string_view document) {
  auto root = base::xml::parse(document, kMostBytes);
  if (!root) return std::move(root).error().in("metadata.xml");
  Metadata found;
  if (const auto* meeting = root->child("meeting")) found.meetingName = meeting->attribute("name");
  const auto* meta = root->child("meta");
  if (found.meetingName.empty() && meta != nullptr) found.meetingName = meta->textOf("meetingName");
  found.meetingName = cut(std::move(found.meetingName));
  constexpr double kMillisPerSecond = 1000;
  if (const auto* playback = root->child("playback")) {
    const auto millis = numberFrom(playback->textOf("duration"));
    if (millis && *millis > 0) found.duration = momentOf(*millis / kMillisPerSecond);
  }
  return found;
}

base::Result<std::vector<ChatLine>> readChat(std::string_view document) {
  auto root = base::xml::parse(document, kMostBytes);
  if (!root) return std::move(root).error().in("slides_new.xml");
  std::vector<ChatLine> lines;
  for (const auto& entry : root->children) {
    const auto at = momentFrom(entry.attribute("in"));
    if (!at || entry.attribute("target") != "chat") continue;
    auto text = cut(plainText(entry.attribute("message")));
    if (!text.empty()) lines.push_back({*at, cut(entry.attribute("name")), std::move(text)});
  }
  std::ranges::stable_sort(lines, {}, &ChatLine::at);
  return lines;
}

base::Result<std::vector<PollResult>> readPolls(std::string_view text) {
  const auto list = base::parseJson(text, kMostBytes);
  if (!list) return base::Error(list.error()).in("polls.json");
  std::vector<PollResult> found;
  for (const auto& entry : *list) {
    const auto at = momentOf(base::numberAt(entry, "timestamp", -2));
    if (!at) continue;
    found.push_back(pollFrom(entry));
    found.back().at = *at;
  }
  std::ranges::stable_sort(found, {}, &PollResult::at);
  return found;
}

ChatLine lineOf(const PollResult& poll) {
  std::string results;
  for (const auto& answer : poll.answers) {
    if (!results.empty()) results += ", ";
    results += answer.key + " " + std::to_string(answer.votes);
  }
  const auto* between = poll.question.empty() || results.empty() ? "" : ": ";
  return {poll.at, std::string(kPollMark), cut(poll.question + between + results)};
}

base::Result<std::vector<Captions>> readCaptionList(std::string_view text) {
  const auto list = base::parseJson(text, kMostBytes);
  if (!list) return base::Error(list.error()).in("captions.json");
  constexpr size_t kMostTracks = 64;
  std::vector<Captions> found;
  for (const auto& entry : *list) {
    Captions captions{base::textAt(entry, "locale"), base::textAt(entry, "localeName")};
    if (isLocale(captions.locale) && found.size() < kMostTracks) {
      found.push_back(std::move(captions));
    }
  }
  return found;
}

base::Result<std::vector<ExternalVideo>> readExternalVideos(std::string_view text) {
  const auto list = base::parseJson(text, kMostBytes);
  if (!list) return base::Error(list.error()).in("external_videos.json");
  std::vector<ExternalVideo> found;
  for (const auto& entry : *list) {
    const auto at = momentOf(base::numberAt(entry, "timestamp", -2));
    auto url = cut(base::textAt(entry, "external_video_url"));
    if (at && !url.empty()) found.push_back({*at, std::move(url)});
  }
  std::ranges::stable_sort(found, {}, &ExternalVideo::at);
  return found;
}

base::Result<SlideTexts> readSlideTexts(std::string_view text) {
  const auto object = base::parseJson(text, kMostBytes);
  if (!object) return base::Error(object.error()).in("presentation_text.json");
  SlideTexts texts;
  if (!object->is_object()) return texts;
  for (const auto& [presentation, slides] : object->items()) {
    if (!slides.is_object()) continue;
    for (const auto& [slide, words] : slides.items()) {
      if (words.is_string()) {
        texts[presentation][slide] = cut(words.get_ref<const std::string&>());
      }
    }
  }
  return texts;
}

}  // namespace gateway::recording
