// SPDX-License-Identifier: Apache-2.0
// Backdrop: everything of a scene that does not move by itself (slide, ink, names, slate); of a new
// scene only what changed is drawn.
#pragma once

#include "pipelines/stage/backdrop_items.hpp"
#include "pipelines/stage/damage.hpp"
#include "pipelines/stage/overlay_maker.hpp"
#include "pipelines/stage/slide_store.hpp"
#include "pipelines/whiteboard/painter.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pipelines {

/// New pixels for a part of the canvas.
struct Patch {
  Rectangle place;
  Picture picture;  ///< Of the size of `place`.
};

/// All that changes a stage from one scene to the next.
struct BackdropUpdate {
  Layout layout;
  /// The slide shown, as it is shown in layout.content, for what lies over it.
  std::optional<SlideView> page;
  std::string screenId;           ///< The video in layout.content, when that is a screen.
  std::vector<Overlay> overlays;  ///< Over the cameras: names, and frames of who speaks.
  CursorSprites cursors;
  std::vector<Patch> patches;
};

/// Draws backdrops. One caller at a time.
class BackdropPainter {
 public:
  BackdropPainter(int width, int height);

  /// The way from the scene painted last to this one; the first update holds the whole canvas.
  /// @param owed  Areas to hand out again: of an update that nobody took.
  std::unique_ptr<BackdropUpdate> paint(const Scene& scene,
                                        const std::vector<Rectangle>& owed = {});

  /// Reads and draws a slide ahead, as it would look if it were the one of the scene painted last.
  void prepare(const SlideView& view);

  /// Slides drawn so far. @thread any
  uint64_t slidesDrawn() const { return slides_.slidesDrawn(); }

 private:
  std::vector<Rectangle> inkAreas(const InkChange& change);
  void repaint(const Rectangle& area);
  void draw(cairo_t* context, const BackdropItem& item);
  void drawPage(cairo_t* context, const PageLook& page, const Rectangle& place);
  void drawInk(cairo_t* context, const PageLook& page, const Rectangle& place);
  Patch patchOf(const Rectangle& area) const;

  const int width_, height_;
  CairoSurface canvas_;
  std::vector<BackdropItem> items_;  // What canvas_ shows.
  Scene scene_;                      // Painted last.
  SlideStore slides_;
  WhiteboardPainter ink_;
  OverlayMaker overlays_;
};

}  // namespace pipelines
