// SPDX-License-Identifier: Apache-2.0
// One rung a word.
#include "gateway/link/ladder.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "gateway/link/messages.hpp"

namespace gateway {
namespace {

using pipelines::PictureRendition;
using pipelines::Rhythm;

constexpr size_t kMostRungs = kMaxRenditions - 2;  // beside the source and the sound
constexpr int64_t kLeastPixels = 64;
constexpr int64_t kMostPixels = 3840;
constexpr int64_t kLeastKilobits = 20;
constexpr int64_t kMostKilobits = 50000;
// With 96 kb/s of sound and what parts and playlists add, slides stay below 150 kb/s.
constexpr int kSlidesKilobits = 36;

int evenSide(int64_t pixels) {
  return static_cast<int>(pixels / 2 * 2);
}

/// "480p" → 480; nothing else.
std::optional<int> linesOf(const std::string& word) {
  int lines = 0;
  const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), lines);
  if (fault != std::errc() || std::string_view(end, word.data() + word.size()) != "p") return {};
  return lines;
}

std::optional<PictureRendition> rungOf(const base::Json& json) {
  PictureRendition rung;
  rung.name = base::textAt(json, "name");
  const int64_t width = base::integerAt(json, "width");
  const int64_t height = base::integerAt(json, "height");
  const int64_t kilobits = base::integerAt(json, "max_kbps");
  const auto isSide = [](int64_t side) {
    return side >= kLeastPixels && side <= kMostPixels && side % 2 == 0;
  };
  const std::string rhythm = base::textAt(json, "rhythm");
  if (!isRenditionName(rung.name) || !isSide(width) || !isSide(height) ||
      kilobits < kLeastKilobits || kilobits > kMostKilobits ||
      (rhythm != "motion" && rhythm != "slides"))
    return std::nullopt;
  rung.width = static_cast<int>(width);
  rung.height = static_cast<int>(height);
  rung.maxKilobitsPerSecond = static_cast<int>(kilobits);
  rung.rhythm = rhythm == "slides" ? Rhythm::Slides : Rhythm::Motion;
  return rung;
}

bool isNameTaken(const Ladder& ladder, const std::string& name) {
  return name == pipelines::Rendition::video().name || name == pipelines::Rendition::audio().name ||
         std::any_of(ladder.begin(), ladder.end(), [&](const auto& r) { return r.name == name; });
}

}  // namespace

Ladder ladderFrom(const std::vector<std::string>& words, int width, int height, int kilobits) {
  Ladder ladder;
  for (const std::string& word : words) {
    if (ladder.size() == kMostRungs || isNameTaken(ladder, word)) continue;
    if (word == "slides") {
      ladder.push_back({word, width, height, kSlidesKilobits, Rhythm::Slides});
      continue;
    }
    const auto lines = linesOf(word);
    if (!lines || *lines >= height || *lines < kLeastPixels) continue;
    // To the nearest even width: 854 for 480 lines of 16:9.
    const int across = evenSide((int64_t{width} * *lines + height) / height);
    const auto ceiling = static_cast<int>(int64_t{kilobits} * across * *lines / width / height);
    ladder.push_back({word, across, evenSide(*lines),
                      std::max(ceiling, static_cast<int>(kLeastKilobits)), Rhythm::Motion});
  }
  return ladder;
}

base::Json toJson(const Ladder& ladder) {
  auto list = base::Json::array();
  for (const PictureRendition& rung : ladder)
    list.push_back({{"name", rung.name},
                    {"width", rung.width},
                    {"height", rung.height},
                    {"max_kbps", rung.maxKilobitsPerSecond},
                    {"rhythm", rung.rhythm == Rhythm::Slides ? "slides" : "motion"}});
  return list;
}

std::optional<Ladder> ladderOf(const base::Json& json) {
  if (json.is_null()) return Ladder{};
  if (!json.is_array() || json.size() > kMostRungs) return std::nullopt;
  Ladder ladder;
  for (const base::Json& member : json) {
    auto rung = rungOf(member);
    if (!rung || isNameTaken(ladder, rung->name)) return std::nullopt;
    ladder.push_back(std::move(*rung));
  }
  return ladder;
}

}  // namespace gateway
