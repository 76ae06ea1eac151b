// SPDX-License-Identifier: Apache-2.0
// Readers of the three event lists.
#include "gateway/recording/events.hpp"

#include "base/xml.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gateway::recording {
namespace {

constexpr size_t kMostBytes = 32u << 20;
constexpr double kFarthest = 1e6;

bool isNear(double value) {
  return std::abs(value) <= kFarthest;
}

}  // namespace

base::Result<PanZooms> readPanZooms(std::string_view document) {
  auto root = base::xml::parse(document, kMostBytes);
  if (!root) return std::move(root).error().in("panzooms.xml");
  PanZooms found;
  found.isTldraw = root->attribute("tldraw") == "true";
  for (const auto& event : root->children) {
    const auto at = momentFrom(event.attribute("timestamp"));
    const auto box = numbersFrom(event.textOf("viewBox"));
    if (!at || box.size() != 4 || !std::ranges::all_of(box, isNear)) continue;
    if (box[2] <= 0 || box[3] <= 0) continue;
    found.events.push_back({*at, box[0], box[1], box[2], box[3]});
  }
  std::ranges::stable_sort(found.events, {}, &PanZoom::at);
  return found;
}

base::Result<std::vector<CursorMove>> readCursor(std::string_view document) {
  auto root = base::xml::parse(document, kMostBytes);
  if (!root) return std::move(root).error().in("cursor.xml");
  std::vector<CursorMove> found;
  for (const auto& event : root->children) {
    const auto at = momentFrom(event.attribute("timestamp"));
    const auto place = numbersFrom(event.textOf("cursor"));
    if (!at || place.size() != 2 || !std::ranges::all_of(place, isNear)) continue;
    const bool isHidden = place[0] == -1 && place[1] == -1;
    found.push_back({*at, !isHidden, isHidden ? 0 : place[0], isHidden ? 0 : place[1]});
  }
  std::ranges::stable_sort(found, {}, &CursorMove::at);
  return found;
}

base::Result<std::vector<ScreenShare>> readScreenShares(std::string_view document) {
  auto root = base::xml::parse(document, kMostBytes);
  if (!root) return std::move(root).error().in("deskshare.xml");
  std::vector<ScreenShare> found;
  for (const auto& event : root->children) {
    const auto start = momentFrom(event.attribute("start_timestamp"));
    const auto stop = momentFrom(event.attribute("stop_timestamp"));
    if (start && stop && *start < *stop) found.push_back({*start, *stop});
  }
  std::ranges::stable_sort(found, {}, &ScreenShare::start);
  return found;
}

}  // namespace gateway::recording
