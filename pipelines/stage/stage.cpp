// SPDX-License-Identifier: Apache-2.0
// What moved since the last grid position, and nothing else, reaches the canvas.
#include "pipelines/stage/stage.hpp"

#include <utility>

namespace pipelines {

Stage::Stage(int width, int height, std::function<MediaDate()> now)
    : now_(std::move(now)), canvas_(width, height), canvasFrame_(canvas_), drawing_(width, height) {
  drawing_.request(Scene{});
}

std::shared_ptr<VideoInput> Stage::addVideo(const std::string& id) {
  auto input = std::make_shared<FrameQueue>(now_);
  const std::lock_guard lock(mutex_);
  std::erase_if(inputs_, [](const auto& entry) { return entry.second.expired(); });
  inputs_[id] = input;
  return input;
}

std::shared_ptr<FrameQueue> Stage::inputOf(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = inputs_.find(id);
  return found == inputs_.end() ? nullptr : found->second.lock();
}

bool Stage::compose(MediaDate due) {
  bool changed = adoptBackdrop();
  if (!backdrop_) return changed;
  for (const auto& place : backdrop_->layout.cameras) {
    changed = updateTile(place, due) || changed;
  }
  return changed;
}

bool Stage::adoptBackdrop() {
  auto fresh = drawing_.take();
  if (!fresh) return false;
  backdrop_ = std::move(fresh);
  canvas_.copyFrom(backdrop_->picture, canvas_.whole());
  std::map<std::string, Tile> kept;
  for (const auto& place : backdrop_->layout.cameras) {
    auto node = tiles_.extract(place.camera.id);
    if (node.empty()) continue;
    node.mapped().shown = {};
    kept.insert(std::move(node));
  }
  tiles_ = std::move(kept);
  return true;
}

bool Stage::updateTile(const CameraPlace& place, MediaDate due) {
  Tile& tile = tiles_[place.camera.id];
  const auto input = inputOf(place.camera.id);
  bool changed = false;
  if (tile.source != input.get()) {
    changed = clearTile(tile);
    tile.last.reset();
    tile.source = input.get();
  }
  if (!input) return changed;
  auto frame = input->take(due);
  if (frame) tile.last = std::move(frame->sample);
  if (!tile.last || (!frame && !tile.shown.isEmpty())) return changed;
  return drawTile(tile, place.tile) || changed;
}

bool Stage::clearTile(Tile& tile) {
  if (tile.shown.isEmpty()) return false;
  canvas_.copyFrom(backdrop_->picture, tile.shown);
  tile.shown = {};
  return true;
}

bool Stage::drawTile(Tile& tile, const Rectangle& area) {
  const auto place = tile.scaler.placeOf(*tile.last.get(), area);
  if (!place) return false;
  bool changed = false;
  if (tile.shown != *place) changed = clearTile(tile);
  if (!tile.scaler.draw(*tile.last.get(), *place, canvasFrame_)) return changed;
  tile.shown = *place;
  return true;
}

}  // namespace pipelines
