// SPDX-License-Identifier: Apache-2.0
// BBB divides its media area into content and dock; so does this, with every bar at 0.
#include "pipelines/stage/layout.hpp"

#include "pipelines/stage/camera_grid.hpp"

#include <algorithm>
#include <cmath>

namespace pipelines {
namespace {

// BBB's measures (bbb-session.md §5.2, §5.4, §5.5), in pixels of its window.
constexpr double kMargin = 10;
constexpr double kLeastDock = 120;
constexpr double kLeastContentWidth = 430;
constexpr double kUsualDock = 0.2, kMostDock = 0.8;
constexpr double kTileShape = 4.0 / 3;

constexpr double kBarShare = 1.0 / 16;  // Of the canvas' height: 46 pixels of 720.
constexpr double kInsetShare = 0.22;    // Width of the picture in picture, of the canvas.
constexpr double kColumnShare =
    kUsualDock;  // The column beside a focused presentation: as BBB's chat.

int even(double value) {
  return static_cast<int>(std::lround(value / 2)) * 2;
}
int evenDown(double value) {
  return static_cast<int>(std::floor(value / 2)) * 2;
}

// The two parts of the media area; either may be empty.
struct Division {
  Rectangle content;
  Rectangle dock;  // Tiles may use all of it.
};

class Divider {
 public:
  Divider(const Rectangle& area, double unit)
      : area_(area), unit_(unit), margin_(std::max(2, even(kMargin * unit))) {}

  int margin() const { return margin_; }
  Division contentAlone() const { return {area_, {}}; }
  Division camerasAlone() const { return {{}, inset(area_, margin_)}; }

  Division docked(DockPlacement placement, double share) const {
    const bool isRow = placement == DockPlacement::Top || placement == DockPlacement::Bottom;
    const int length = dockLength(isRow ? area_.height : area_.width, share);
    return isRow ? row(placement == DockPlacement::Top, length)
                 : column(placement == DockPlacement::Left, length);
  }

  /// The content as large as its shape allows, the dock where that leaves most room (§5.5).
  Division smart(double shapeWidth, double shapeHeight, bool isSlide) const {
    const double width = area_.height * shapeWidth / shapeHeight;
    if (isSlide && width < area_.width) {
      const int content = even(std::min(width, kMostDock * area_.width));
      const int taken = std::max(content, even(kLeastContentWidth * unit_));
      const int strip = area_.width - taken - 2 * margin_;
      return {{area_.right() - content, area_.y, content, area_.height},
              {area_.x + margin_, area_.y + margin_, strip, area_.height - 2 * margin_}};
    }
    const double height = isSlide ? area_.width * shapeHeight / shapeWidth : area_.height;
    const int content = even(std::min(height, kMostDock * area_.height));
    return row(true, area_.height - content - margin_);
  }

  Division halves() const {
    const int half = evenDown((area_.width - 3 * margin_) / 2.0);
    return column(false, half);
  }

 private:
  int dockLength(int whole, double share) const {
    const double least = kLeastDock * unit_;
    const double wanted = share > 0 ? std::min(share, kMostDock) : kUsualDock;
    return evenDown(std::clamp(wanted * whole, std::min(least, whole / 2.0),
                               std::max(whole - least, whole / 2.0)));
  }
  Division row(bool isTop, int length) const {
    const int content = area_.height - length - margin_;
    const int dock = length - margin_;
    const Rectangle above{area_.x + margin_, area_.y + margin_, area_.width - 2 * margin_, dock};
    if (isTop) return {{area_.x, area_.bottom() - content, area_.width, content}, above};
    return {{area_.x, area_.y, area_.width, content},
            {above.x, area_.bottom() - length, above.width, dock}};
  }
  Division column(bool isLeft, int length) const {
    const int content = area_.width - length - 2 * margin_;
    const int height = area_.height - 2 * margin_;
    if (isLeft) {
      return {{area_.right() - content, area_.y, content, area_.height},
              {area_.x + margin_, area_.y + margin_, length, height}};
    }
    return {{area_.x, area_.y, content, area_.height},
            {area_.right() - margin_ - length, area_.y + margin_, length, height}};
  }

  const Rectangle area_;
  const double unit_;
  const int margin_;
};

ContentKind kindOf(const Scene& scene) {
  if (scene.externalVideo) return ContentKind::ExternalVideo;
  if (scene.screen) return ContentKind::Screen;
  return scene.slide ? ContentKind::Slide : ContentKind::None;
}

// Lengths that can be multiplied and divided by each other without leaving the numbers.
bool isLength(double value) {
  return value > 1e-6 && value < 1e9;
}
bool isShape(double width, double height) {
  return isLength(width) && isLength(height);
}

Division smart(const Scene& scene, ContentKind kind, const Divider& divider) {
  const bool isSlide =
      kind == ContentKind::Slide && isShape(scene.slide->viewWidth, scene.slide->viewHeight);
  return isSlide ? divider.smart(scene.slide->viewWidth, scene.slide->viewHeight, true)
                 : divider.smart(1, 1, false);
}

Division divide(const Scene& scene, ContentKind kind, const Divider& divider) {
  const LayoutView& view = scene.layout;
  const bool hasCameras = !scene.cameras.empty() && view.kind != LayoutKind::ContentOnly;
  const bool hasContent = kind != ContentKind::None && !view.isContentHidden;
  if (!hasCameras) return hasContent ? divider.contentAlone() : Division{};
  if (!hasContent) return divider.camerasAlone();
  switch (view.kind) {
    case LayoutKind::Custom:
      return divider.docked(view.dock, view.dockShare);
    case LayoutKind::Smart:
      return smart(scene, kind, divider);
    case LayoutKind::PresentationFocus:
      return divider.docked(DockPlacement::Right, kColumnShare);
    case LayoutKind::SideBySide:
      return divider.halves();
    case LayoutKind::CamerasOnly:
      return divider.camerasAlone();
    case LayoutKind::PictureInPicture:
    case LayoutKind::ContentOnly:
      return divider.contentAlone();
  }
  return {};
}

std::optional<size_t> focusedOf(const Scene& scene) {
  for (size_t i = 0; i < scene.cameras.size() && !scene.layout.focusedCamera.empty(); ++i) {
    if (scene.cameras[i].id == scene.layout.focusedCamera) return i;
  }
  return std::nullopt;
}

// The picture in picture: one camera over the lower right corner of the content.
CameraPlace overContent(const Scene& scene, const Rectangle& area, int margin) {
  const int width = even(area.width * kInsetShare);
  const Rectangle tile = fitInside({0, 0, width, area.height / 2}, kTileShape, 1);
  return {scene.cameras[focusedOf(scene).value_or(0)],
          {area.right() - tile.width - 2 * margin, area.bottom() - tile.height - 2 * margin,
           tile.width, tile.height}};
}

std::vector<CameraPlace> placesIn(const Rectangle& dock, const Scene& scene, int height,
                                  int margin) {
  const GridOptions options{margin, kTileShape, even(height * kLeastTileShare), focusedOf(scene)};
  const auto tiles = cameraGrid(dock, std::min(scene.cameras.size(), kMostCameras), options);
  std::vector<CameraPlace> places;
  for (size_t i = 0; i < tiles.size(); ++i) places.push_back({scene.cameras[i], tiles[i]});
  return places;
}

// A view as wide as its room may be higher than it: its lower end is cut then, as in BBB.
Rectangle slidePlace(const SlideView& view, const Rectangle& room) {
  if (!view.isFittedToWidth || !isShape(view.viewWidth, view.viewHeight)) {
    return fitInside(room, view.viewWidth, view.viewHeight);
  }
  const double height = room.width * view.viewHeight / view.viewWidth;
  return height >= room.height ? room : fitInside(room, view.viewWidth, view.viewHeight);
}

}  // namespace

Rectangle fitInside(const Rectangle& area, double width, double height) {
  if (!isShape(width, height) || area.isEmpty()) return {};
  const double zoom = std::min(area.width / width, area.height / height);
  const int w = std::clamp(even(width * zoom), 2, evenDown(area.width));
  const int h = std::clamp(even(height * zoom), 2, evenDown(area.height));
  return {area.x + evenDown((area.width - w) / 2), area.y + evenDown((area.height - h) / 2), w, h};
}

SlideView shownOf(const SlideView& view, const Rectangle& place) {
  SlideView shown = view;
  if (!view.isFittedToWidth || place.isEmpty()) return shown;
  shown.viewHeight = std::min(view.viewHeight, view.viewWidth * place.height / place.width);
  return shown;
}

Layout layoutOf(const Scene& scene, int width, int height) {
  Layout layout;
  if (scene.slate) return layout;
  const bool hasBar = !scene.branding.title.empty() || scene.branding.logo;
  if (hasBar) layout.bar = {0, 0, width, even(height * kBarShare)};
  const Rectangle area{0, layout.bar.height, width, height - layout.bar.height};
  const Divider divider(area, unitOf(height));
  const ContentKind kind = kindOf(scene);
  const Division division = divide(scene, kind, divider);
  if (!division.content.isEmpty()) {
    layout.kind = kind;
    layout.content =
        kind == ContentKind::Slide ? slidePlace(*scene.slide, division.content) : division.content;
    if (layout.content.isEmpty()) layout.kind = ContentKind::None;
  }
  if (!division.dock.isEmpty()) {
    layout.cameras = placesIn(division.dock, scene, height, divider.margin());
  } else if (scene.layout.kind == LayoutKind::PictureInPicture && !scene.cameras.empty()) {
    layout.cameras.push_back(overContent(scene, area, divider.margin()));
  }
  return layout;
}

}  // namespace pipelines
