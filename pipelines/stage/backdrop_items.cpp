// SPDX-License-Identifier: Apache-2.0
#include "pipelines/stage/backdrop_items.hpp"

#include "pipelines/stage/text.hpp"

#include <algorithm>
#include <cmath>

namespace pipelines {
namespace {

// Zones of a slate, in shares of the canvas: the title stands above the rule, the rest below.
struct Zone {
  SlateLook::Part part;
  double top, bottom;
};
constexpr double kSlateMargin = 0.08;
constexpr Zone kLogo{SlateLook::Part::Logo, 0.07, 0.19};
constexpr Zone kTitle{SlateLook::Part::Title, 0.2, 0.47};
constexpr Zone kRule{SlateLook::Part::Rule, 0.5, 0.515};
constexpr Zone kSentence{SlateLook::Part::Sentence, 0.55, 0.69};
constexpr Zone kCountdown{SlateLook::Part::Countdown, 0.7, 0.87};
constexpr Zone kFooter{SlateLook::Part::Footer, 0.91, 0.97};

Rectangle zoneOf(const Zone& zone, int width, int height) {
  const int margin = static_cast<int>(width * kSlateMargin) / 2 * 2;
  const int top = static_cast<int>(height * zone.top) / 2 * 2;
  return evened({margin, top, width - 2 * margin, static_cast<int>(height * zone.bottom) - top});
}

void addSlate(const SlateView& slate, const Branding& branding, int width, int height,
              std::vector<BackdropItem>& items) {
  const auto add = [&](const Zone& zone, const std::string& words) {
    items.push_back({zoneOf(zone, width, height), SlateLook{zone.part, words, nullptr}});
  };
  if (branding.logo) {
    items.push_back({zoneOf(kLogo, width, height), SlateLook{kLogo.part, "", branding.logo}});
  }
  add(kTitle, slate.title);
  add(kRule, "");
  add(kSentence, slate.sentence);
  if (!slate.countdown.empty()) add(kCountdown, slate.countdown);
  if (!branding.title.empty()) add(kFooter, branding.title);
}

void addContent(const Scene& scene, const Layout& layout, std::vector<BackdropItem>& items) {
  switch (layout.kind) {
    case ContentKind::None:
      return;
    case ContentKind::Slide: {
      PageLook page{shownOf(*scene.slide, layout.content)};
      page.view.cursors.clear();
      items.push_back({layout.content, std::move(page)});
      return;
    }
    case ContentKind::Screen:
      items.push_back({layout.content, BlackLook{}});
      return;
    case ContentKind::ExternalVideo:
      items.push_back({layout.content, CardLook{*scene.externalVideo}});
      return;
  }
}

BackdropItem personItem(const CameraPlace& place) {
  if (place.camera.isScreen) return {place.tile, BlackLook{}};
  return {place.tile, PersonLook{initialsOf(place.camera.name), place.camera.colour}};
}

const PageLook* pageOf(const BackdropItem& item) {
  return std::get_if<PageLook>(&item.look);
}

// The item that shows the same slide at the same place, if it is there.
const BackdropItem* sameSlide(const std::vector<BackdropItem>& items, const BackdropItem& item) {
  const PageLook* page = pageOf(item);
  if (page == nullptr) return nullptr;
  const auto found = std::find_if(items.begin(), items.end(), [&](const BackdropItem& other) {
    const PageLook* otherPage = pageOf(other);
    return otherPage != nullptr && other.place == item.place && page->hasSameSlide(*otherPage);
  });
  return found == items.end() ? nullptr : &*found;
}

bool holds(const std::vector<BackdropItem>& items, const BackdropItem& item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

}  // namespace

// Same id, same picture: a page fetched again is not drawn again.
bool PageLook::hasSameSlide(const PageLook& other) const {
  const SlideView &a = view, &b = other.view;
  return a.pageId == b.pageId && (a.image != nullptr) == (b.image != nullptr) &&
         a.pageWidth == b.pageWidth && a.pageHeight == b.pageHeight && a.xOffset == b.xOffset &&
         a.yOffset == b.yOffset && a.viewWidth == b.viewWidth && a.viewHeight == b.viewHeight;
}

bool PageLook::operator==(const PageLook& other) const {
  return hasSameSlide(other) && view.whiteboard == other.view.whiteboard;
}

std::vector<BackdropItem> backdropItems(const Scene& scene, const Layout& layout, int width,
                                        int height) {
  std::vector<BackdropItem> items{{{0, 0, width, height}, GroundLook{}}};
  if (!layout.bar.isEmpty()) items.push_back({layout.bar, BarLook{scene.branding}});
  if (scene.slate) addSlate(*scene.slate, scene.branding, width, height, items);
  addContent(scene, layout, items);
  for (const auto& place : layout.cameras) items.push_back(personItem(place));
  return items;
}

BackdropChange changeOf(const std::vector<BackdropItem>& before,
                        const std::vector<BackdropItem>& after) {
  BackdropChange change;
  for (const auto& item : before) {
    if (!holds(after, item) && sameSlide(after, item) == nullptr)
      change.areas.push_back(item.place);
  }
  for (const auto& item : after) {
    if (holds(before, item)) continue;
    const BackdropItem* same = sameSlide(before, item);
    if (same == nullptr) {
      change.areas.push_back(item.place);
    } else {
      change.ink = InkChange{*pageOf(*same), *pageOf(item), item.place};
    }
  }
  return change;
}

}  // namespace pipelines
