// SPDX-License-Identifier: Apache-2.0
// The last event of each kind decides; page geometry by bbb-api.md §7.4.
#include "gateway/recording/timeline.hpp"

#include <algorithm>
#include <utility>

namespace gateway::recording {
namespace {

using pipelines::Chapter;
using pipelines::Scene;
using pipelines::SlideView;

// How long a video's card stands: recordings say when it began, not when it ended.
constexpr Moment kCardShown{15'000};
constexpr Moment kShortestChapter{1000};
constexpr size_t kMostTitleBytes = 80;

// The last of `events` at `time` or before.
template <class Event>
const Event* lastOf(const std::vector<Event>& events, Moment Event::*when, Moment time) {
  const auto after = std::ranges::upper_bound(events, time, {}, when);
  return after == events.begin() ? nullptr : &*std::prev(after);
}

// "presentation/PRES/svgs/slide3.svg" → {"PRES", 3}
std::pair<std::string, int> placeOf(const std::string& image) {
  const auto first = image.find('/');
  const auto second = image.find('/', first + 1);
  if (first == std::string::npos || second == std::string::npos) return {"", 0};
  return {image.substr(first + 1, second - first - 1),
          numberOf(std::string_view(image).substr(image.rfind('/')))};
}

std::string firstLine(const std::string& text) {
  const auto start = text.find_first_not_of(" \t\r\n\f");
  if (start == std::string::npos) return "";
  auto line = text.substr(start, text.find_first_of("\r\n\f", start) - start);
  line.resize(line.find_last_not_of(" \t") + 1);
  if (line.size() <= kMostTitleBytes) return line;
  size_t end = kMostTitleBytes;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) --end;
  line.resize(end);
  return line + "…";
}

}  // namespace

Timeline::Timeline(Recording recording, pipelines::LayoutView layout, PictureOf pictureOf)
    : recording_(std::move(recording)),
      layout_(std::move(layout)),
      pictureOf_(std::move(pictureOf)) {}

Scene Timeline::at(Moment time, bool hasCameras) const {
  Scene scene;
  scene.layout = layout_;
  if (hasCameras) {
    pipelines::CameraView cameras;
    cameras.id = kCamerasId;
    cameras.isScreen = true;  // A mosaic is shown whole.
    scene.cameras.push_back(std::move(cameras));
  }
  const auto* slide = slideAt(time);
  if (isScreenShared(time)) {
    scene.screen = pipelines::ScreenView{kScreenId};
  } else if (const auto* video = externalVideoAt(time)) {
    scene.externalVideo = pipelines::ExternalVideoView{video->url, "", true};
  } else if (slide != nullptr) {
    scene.slide = viewOf(*slide, time);
  } else if (!hasCameras) {
    scene.slate = pipelines::SlateView{recording_.metadata.meetingName, "", ""};
  }
  return scene;
}

const ShownSlide* Timeline::slideAt(Moment time) const {
  return lastOf(recording_.shapes.slides, &ShownSlide::in, time);
}

bool Timeline::isScreenShared(Moment time) const {
  return std::ranges::any_of(recording_.screenShares, [&](const ScreenShare& share) {
    return share.start <= time && time < share.stop;
  });
}

const ExternalVideo* Timeline::externalVideoAt(Moment time) const {
  const auto* video = lastOf(recording_.externalVideos, &ExternalVideo::at, time);
  if (video == nullptr || time >= video->at + kCardShown) return nullptr;
  const auto* slide = slideAt(time);
  return slide != nullptr && slide->in > video->at ? nullptr : video;
}

SlideView Timeline::viewOf(const ShownSlide& slide, Moment time) const {
  SlideView view;
  view.pageId = slide.image;
  view.image = pictureOf_(slide.image);
  const auto* zoom = lastOf(recording_.panZooms.events, &PanZoom::at, time);
  placePage(slide, zoom, view);
  placeCursor(zoom, time, view);
  view.whiteboard = inkOver(slide, time);
  return view;
}

std::shared_ptr<const pipelines::Whiteboard> Timeline::inkOver(const ShownSlide& slide,
                                                               Moment time) const {
  if (inkSlide_ != slide.id) {
    inkSlide_ = slide.id;
    inkPage_.reset();
    canvasPage_.reset();
    const auto page = recording_.ink.pages.find(numberOf(slide.id));
    if (page != recording_.ink.pages.end()) {
      inkPage_.emplace(recording_.ink.dialect, page->second);
    } else if (!recording_.shapes.canvas.empty()) {
      canvasPage_.emplace(slide.id, recording_.shapes.canvas, recording_.polls);
    }
  }
  if (inkPage_) return inkPage_->at(time);
  return canvasPage_ ? canvasPage_->at(time) : nullptr;
}

void Timeline::placePage(const ShownSlide& slide, const PanZoom* zoom, SlideView& view) const {
  const bool isTldraw = recording_.panZooms.isTldraw;
  const double unit = isTldraw ? std::min(recording_.ink.pageWidth / slide.width,
                                          recording_.ink.pageHeight / slide.height)
                               : 1;
  view.pageWidth = view.viewWidth = slide.width * unit;
  view.pageHeight = view.viewHeight = slide.height * unit;
  view.xOffset = view.yOffset = 0;
  if (zoom == nullptr) return;
  view.viewWidth = zoom->width * unit;
  view.viewHeight = zoom->height * unit;
  view.xOffset = isTldraw ? zoom->x : -zoom->x;
  view.yOffset = isTldraw ? zoom->y : -zoom->y;
}

void Timeline::placeCursor(const PanZoom* zoom, Moment time, SlideView& view) const {
  const auto* move = lastOf(recording_.cursor, &CursorMove::at, time);
  if (move == nullptr || !move->isVisible) return;
  pipelines::CursorView cursor;
  cursor.id = "presenter";
  cursor.isPresenter = true;
  cursor.x = move->x;
  cursor.y = move->y;
  if (!recording_.panZooms.isTldraw) {
    cursor.x = (zoom == nullptr ? 0 : zoom->x) + move->x * view.viewWidth;
    cursor.y = (zoom == nullptr ? 0 : zoom->y) + move->y * view.viewHeight;
  }
  view.cursors.push_back(std::move(cursor));
}

std::vector<Moment> Timeline::changes() const {
  std::vector<Moment> times;
  for (const auto& slide : recording_.shapes.slides) times.push_back(slide.in);
  for (const auto& zoom : recording_.panZooms.events) times.push_back(zoom.at);
  for (const auto& move : recording_.cursor) times.push_back(move.at);
  for (const auto& share : recording_.screenShares) {
    times.insert(times.end(), {share.start, share.stop});
  }
  for (const auto& video : recording_.externalVideos) {
    times.insert(times.end(), {video.at, video.at + kCardShown});
  }
  for (const auto& [number, entries] : recording_.ink.pages) {
    for (const auto& entry : entries) {
      times.push_back(entry.at);
      if (entry.undone) times.push_back(*entry.undone);
    }
  }
  for (const auto& shape : recording_.shapes.canvas) {
    times.push_back(shape.at);
    if (shape.undone) times.push_back(*shape.undone);
  }
  std::ranges::sort(times);
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

std::vector<Chapter> Timeline::chapters(Moment from, Moment to) const {
  std::vector<Moment> times{from};
  for (const auto& slide : recording_.shapes.slides) times.push_back(slide.in);
  for (const auto& share : recording_.screenShares) {
    times.insert(times.end(), {share.start, share.stop});
  }
  std::erase_if(times, [&](Moment time) { return time < from || time >= to; });
  std::ranges::sort(times);
  std::vector<Chapter> chapters;
  for (const Moment time : times) {
    Moment start = time - from;
    // Of slides that are leafed through only the one that stays counts.
    if (!chapters.empty() && start - chapters.back().start < kShortestChapter) {
      if (chapters.size() == 1) start = chapters.back().start;
      chapters.pop_back();
    }
    auto title = titleAt(time);
    const bool isNew = chapters.empty() || chapters.back().title != title;
    if (isNew) chapters.push_back({start, std::move(title)});
  }
  return chapters;
}

std::string Timeline::titleAt(Moment time) const {
  if (isScreenShared(time)) return "Screen";
  const auto* slide = slideAt(time);
  if (slide == nullptr) return recording_.metadata.meetingName;
  return slideTitle(*slide);
}

std::string Timeline::slideTitle(const ShownSlide& slide) const {
  const auto [presentation, number] = placeOf(slide.image);
  if (number == 0) return recording_.metadata.meetingName;
  const auto title = "Slide " + std::to_string(number);
  const auto texts = recording_.slideTexts.find(presentation);
  if (texts == recording_.slideTexts.end()) return title;
  const auto text = texts->second.find("slide-" + std::to_string(number));
  const auto line = text == texts->second.end() ? "" : firstLine(text->second);
  return line.empty() ? title : title + ": " + line;
}

}  // namespace gateway::recording
