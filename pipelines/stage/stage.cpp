// SPDX-License-Identifier: Apache-2.0
// Four layers: backdrop, pictures, names, pointers. Each says which areas it changed; those areas
// of the canvas, and no others, are put together anew.
#include "pipelines/stage/stage.hpp"

#include "pipelines/stage/delay.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace pipelines {
namespace {

struct TileWanted {
  std::string id;
  Rectangle area;
  Fit fit;
};

// Back to front: a picture in picture lies over the screen.
std::vector<TileWanted> tilesOf(const Layout& layout, const std::string& screenId) {
  std::vector<TileWanted> wanted;
  if (layout.kind == ContentKind::Screen)
    wanted.push_back({screenId, layout.content, Fit::Contain});
  for (const auto& [camera, tile] : layout.cameras) {
    if (!camera.hasPicture) continue;
    wanted.push_back({camera.id, tile, camera.isScreen ? Fit::Contain : Fit::Cover});
  }
  return wanted;
}

}  // namespace

Stage::Stage(int width, int height, std::function<MediaDate()> now)
    : now_(std::move(now)),
      canvas_(width, height),
      damage_(canvas_.whole()),
      backdrop_(width, height),
      drawing_(width, height) {
  drawing_.request(Scene{});
}

void Stage::show(Scene scene) {
  {
    const std::lock_guard lock(mutex_);
    const SlideView none;
    const SlideView& slide = scene.slide ? *scene.slide : none;
    glide_.aim(slide.pageId, slide.cursors, now_());
  }
  // Pointers that only moved are no new scene.
  if (scene.slide) {
    for (auto& cursor : scene.slide->cursors) cursor.x = cursor.y = 0;
  }
  drawing_.request(std::move(scene));
}

std::shared_ptr<VideoInput> Stage::addVideo(const std::string& id) {
  auto input = std::make_shared<FrameQueue>(now_);
  const std::lock_guard lock(mutex_);
  std::erase_if(inputs_, [](const auto& entry) { return entry.second.expired(); });
  inputs_[id] = input;
  return input;
}

Stage::Inputs Stage::inputs() {
  const std::lock_guard lock(mutex_);
  Inputs live;
  for (const auto& [id, weak] : inputs_) {
    if (auto input = weak.lock()) live.emplace(id, std::move(input));
  }
  return live;
}

bool Stage::compose(MediaDate due) {
  damage_.clear();
  adoptUpdate();
  updateTiles(due);
  moveCursors(due + kPresentationDelay);
  for (const auto& area : damage_.areas()) repaint(area);
  return !damage_.isEmpty();
}

void Stage::adoptUpdate() {
  auto update = drawing_.take();
  if (!update) return;
  for (const auto& patch : update->patches) {
    backdrop_.copyFrom(patch.picture, 0, 0, patch.place);
    damage_.add(patch.place);
  }
  layout_ = std::move(update->layout);
  page_ = std::move(update->page);
  cursorSprites_ = std::move(update->cursors);
  screenId_ = std::move(update->screenId);
  adoptTiles();
  adoptOverlays(std::move(update->overlays));
}

void Stage::adoptTiles() {
  std::vector<Tile> next;
  for (auto& [id, area, fit] : tilesOf(layout_, screenId_)) {
    const auto known = std::find_if(tiles_.begin(), tiles_.end(),
                                    [&wanted = id](const Tile& tile) { return tile.id == wanted; });
    const bool isNew = known == tiles_.end();
    Tile tile = isNew ? Tile{} : std::move(*known);
    if (!isNew) tiles_.erase(known);
    const bool isMoved = tile.area != area || tile.fit != fit;
    tile.id = id;
    tile.area = area;
    tile.fit = fit;
    if (isMoved) rescale(tile);
    next.push_back(std::move(tile));
  }
  for (const auto& gone : tiles_) damage_.add(gone.video.place());
  tiles_ = std::move(next);
}

void Stage::adoptOverlays(std::vector<Overlay> overlays) {
  const auto addMissing = [this](const std::vector<Overlay>& from, const std::vector<Overlay>& in) {
    for (const auto& each : from) {
      if (std::find(in.begin(), in.end(), each) == in.end()) damage_.add(each.place);
    }
  };
  addMissing(overlays_, overlays);
  addMissing(overlays, overlays_);
  overlays_ = std::move(overlays);
}

void Stage::updateTiles(MediaDate due) {
  auto unseen = inputs();
  for (auto& tile : tiles_) {
    const auto found = unseen.find(tile.id);
    updateTile(tile, found == unseen.end() ? nullptr : found->second, due);
    if (found != unseen.end()) unseen.erase(found);
  }
  // Sources without a place must not gather pictures; the newest is kept for when they get one.
  for (const auto& [id, input] : unseen) input->take(due);
}

void Stage::updateTile(Tile& tile, const std::shared_ptr<FrameQueue>& input, MediaDate due) {
  auto frame = input ? input->take(due) : std::nullopt;
  const bool isOther = tile.source != input.get();
  if (!isOther && !frame) return;
  if (isOther) {
    tile.source = input.get();
    tile.last.reset();
    if (input && !frame) frame = input->lastTaken();
  }
  if (frame) tile.last = std::move(frame->sample);
  rescale(tile);
}

void Stage::rescale(Tile& tile) {
  damage_.add(tile.video.place());
  const bool isShown = tile.last && tile.video.show(*tile.last.get(), tile.area, tile.fit);
  if (!isShown) tile.video.clear();
  damage_.add(tile.video.place());
}

void Stage::moveCursors(MediaDate now) {
  auto moved = cursorsAt(now);
  if (moved == cursors_) return;
  for (const auto& each : cursors_) damage_.add(each.place);
  for (const auto& each : moved) damage_.add(each.place);
  cursors_ = std::move(moved);
}

std::vector<Overlay> Stage::cursorsAt(MediaDate now) {
  if (!page_) return {};
  std::map<std::string, PagePoint> points;
  {
    const std::lock_guard lock(mutex_);
    if (glide_.pageId() == page_->pageId) points = glide_.at(now);
  }
  const Rectangle& place = layout_.content;
  std::vector<Overlay> out;
  for (const auto& [id, point] : points) {
    const auto found = cursorSprites_.find(id);
    if (found == cursorSprites_.end()) continue;
    const double x = (point.x + page_->xOffset) / page_->viewWidth;
    const double y = (point.y + page_->yOffset) / page_->viewHeight;
    const bool isInView = x >= 0 && x <= 1 && y >= 0 && y <= 1;
    if (!isInView) continue;
    for (auto& overlay :
         overlaysOf(found->second, place.x + x * place.width, place.y + y * place.height, place)) {
      out.push_back(std::move(overlay));
    }
  }
  return out;
}

void Stage::repaint(const Rectangle& area) {
  // What lies under an opaque picture that fills the area need not be painted.
  size_t first = tiles_.size();
  while (first > 0 && !contains(tiles_[first - 1].video.place(), area)) --first;
  if (first == 0) {
    canvas_.copyFrom(backdrop_, area.x, area.y, area);
  } else {
    --first;
  }
  for (size_t i = first; i < tiles_.size(); ++i) {
    const Rectangle& place = tiles_[i].video.place();
    const Rectangle part = intersectionOf(place, area);
    if (part.isEmpty()) continue;
    canvas_.copyFrom(tiles_[i].video.picture(), part.x - place.x, part.y - place.y, part);
  }
  for (const auto* layer : {&overlays_, &cursors_}) {
    for (const auto& [place, sprite] : *layer) sprite->blend(canvas_, place.x, place.y, area);
  }
}

}  // namespace pipelines
