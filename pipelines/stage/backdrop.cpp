// SPDX-License-Identifier: Apache-2.0
// A display list: the difference of two lists is the damage, and each damaged area is painted by
// all that lies in it, back to front.
#include "pipelines/stage/backdrop.hpp"

#include "base/check.hpp"
#include "pipelines/stage/backdrop_drawing.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace pipelines {
namespace {

Matrix pageToCanvas(const SlideView& view, const Rectangle& place) {
  const double x = place.width / view.viewWidth, y = place.height / view.viewHeight;
  return {x, 0, 0, y, place.x + view.xOffset * x, place.y + view.yOffset * y};
}

// All pixels that a box touches, and those that its soft edges may.
Rectangle pixelsAround(const Box& box) {
  const double kFar = 1e6;  // Beyond any canvas, within an int.
  if (box.isEmpty()) return {};
  const auto at = [kFar](double value) { return static_cast<int>(std::clamp(value, -kFar, kFar)); };
  const int x = at(std::floor(box.left) - 1), y = at(std::floor(box.top) - 1);
  return {x, y, at(std::ceil(box.right) + 1) - x, at(std::ceil(box.bottom) + 1) - y};
}

}  // namespace

BackdropPainter::BackdropPainter(int width, int height)
    : width_(width), height_(height), canvas_(makeSurface(width, height)), overlays_(height) {
  base::check(cairo_surface_status(canvas_.get()) == CAIRO_STATUS_SUCCESS,
              "there is memory for the canvas");
}

std::unique_ptr<BackdropUpdate> BackdropPainter::paint(const Scene& scene,
                                                       const std::vector<Rectangle>& owed) {
  auto update = std::make_unique<BackdropUpdate>();
  update->layout = layoutOf(scene, width_, height_);
  const Layout& layout = update->layout;
  auto items = backdropItems(scene, layout, width_, height_);
  Damage damage({0, 0, width_, height_});
  const BackdropChange change = changeOf(items_, items);
  damage.add(change.areas);
  if (change.ink) damage.add(inkAreas(*change.ink));
  items_ = std::move(items);
  scene_ = scene;
  for (const auto& area : damage.areas()) repaint(area);
  cairo_surface_flush(canvas_.get());
  damage.add(owed);
  for (const auto& area : damage.areas()) update->patches.push_back(patchOf(area));
  if (layout.kind == ContentKind::Slide) update->page = shownOf(*scene.slide, layout.content);
  if (layout.kind == ContentKind::Screen) update->screenId = scene.screen->id;
  update->overlays = overlays_.overCameras(layout);
  if (update->page) update->cursors = overlays_.cursors(update->page->cursors);
  return update;
}

void BackdropPainter::prepare(const SlideView& view) {
  Scene scene = scene_;
  scene.slide = view;
  const Layout layout = layoutOf(scene, width_, height_);
  if (layout.kind != ContentKind::Slide) return;
  slides_.drawn(shownOf(view, layout.content), layout.content.width, layout.content.height);
}

void BackdropPainter::repaint(const Rectangle& area) {
  const CairoContext context(cairo_create(canvas_.get()));
  cairo_rectangle(context.get(), area.x, area.y, area.width, area.height);
  cairo_clip(context.get());
  for (const auto& item : items_) {
    if (overlap(item.place, area)) draw(context.get(), item);
  }
}

void BackdropPainter::draw(cairo_t* context, const BackdropItem& item) {
  cairo_save(context);
  cairo_rectangle(context, item.place.x, item.place.y, item.place.width, item.place.height);
  cairo_clip(context);
  if (const auto* page = std::get_if<PageLook>(&item.look)) {
    drawPage(context, *page, item.place);
  } else {
    std::visit(
        [&](const auto& look) {
          if constexpr (!std::is_same_v<std::decay_t<decltype(look)>, PageLook>) {
            pipelines::draw(context, look, item.place, {height_});
          }
        },
        item.look);
  }
  cairo_restore(context);
}

void BackdropPainter::drawPage(cairo_t* context, const PageLook& page, const Rectangle& place) {
  cairo_set_source_surface(context, slides_.drawn(page.view, place.width, place.height), place.x,
                           place.y);
  cairo_paint(context);
  if (page.view.whiteboard && isSound(page.view)) drawInk(context, page, place);
}

void BackdropPainter::drawInk(cairo_t* context, const PageLook& page, const Rectangle& place) {
  const Matrix toCanvas = pageToCanvas(page.view, place);
  Box damage;
  double left, top, right, bottom;
  cairo_clip_extents(context, &left, &top, &right, &bottom);
  const Matrix toPage = toCanvas.inverse();
  damage.add(toPage * Point{left, top});
  damage.add(toPage * Point{right, bottom});
  const cairo_matrix_t matrix{toCanvas.xx, 0, 0, toCanvas.yy, toCanvas.x0, toCanvas.y0};
  cairo_transform(context, &matrix);
  ink_.paint(context, *page.view.whiteboard, damage);
}

std::vector<Rectangle> BackdropPainter::inkAreas(const InkChange& change) {
  if (!isSound(change.after.view)) return {};
  const Matrix toCanvas = pageToCanvas(change.after.view, change.place);
  std::vector<Rectangle> areas;
  for (const Box& box :
       ink_.differenceOf(change.before.view.whiteboard.get(), change.after.view.whiteboard.get())) {
    areas.push_back(intersectionOf(pixelsAround(toCanvas * box), change.place));
  }
  return areas;
}

Patch BackdropPainter::patchOf(const Rectangle& area) const {
  Patch patch{area, Picture(area.width, area.height)};
  convertArgb(cairo_image_surface_get_data(canvas_.get()),
              cairo_image_surface_get_stride(canvas_.get()), area, patch.picture);
  return patch;
}

}  // namespace pipelines
