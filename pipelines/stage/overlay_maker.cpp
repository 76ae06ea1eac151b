// SPDX-License-Identifier: Apache-2.0
#include "pipelines/stage/overlay_maker.hpp"

#include "pipelines/stage/palette.hpp"
#include "pipelines/stage/text.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace pipelines {
namespace {

// Heights, in shares of the canvas' height, and their least in pixels: smaller letters are gone
// after the encoder.
constexpr double kNameFont = 1.0 / 40, kLeastFont = 11;
constexpr double kNameRoom = 1.5;  // Of the font's height: the label's.
constexpr double kNameShade = 0.62;
constexpr double kFrame = 1.0 / 180, kLeastFrame = 2;
constexpr double kDot = 1.0 / 60, kLeastDot = 8;  // The pointer's diameter.
constexpr double kTau = 6.283185307179586;
constexpr int kCursorNameShare = 4;  // A pointer's name is at most this part of the canvas wide.

int evenUp(double value) {
  return static_cast<int>(std::ceil(value / 2)) * 2;
}

template <class Draw>
std::shared_ptr<const Sprite> spriteOf(int width, int height, const Draw& draw) {
  const CairoSurface surface = makeSurface(width, height);
  const CairoContext context(cairo_create(surface.get()));
  draw(context.get());
  return std::make_shared<const Sprite>(surface.get());
}

// The sprite from `kept` when it looks the same, else a new one.
template <class Make>
std::shared_ptr<const Sprite> reuse(
    const std::map<std::string, std::shared_ptr<const Sprite>>& kept, const std::string& key,
    const Make& make) {
  const auto found = kept.find(key);
  return found == kept.end() ? make() : found->second;
}

struct Label {
  double font;
  int height, padding;
};

Label labelFor(int canvasHeight) {
  const double font = std::max(kLeastFont, canvasHeight * kNameFont);
  return {font, evenUp(font * kNameRoom), evenUp(font * 0.4)};
}

void drawLabel(cairo_t* context, const std::string& words, const Rectangle& place,
               const Label& label, const Colour& ground, double shade) {
  setColour(context, ground, shade);
  roundPath(context, place.x, place.y, place.width, place.height, label.height * 0.22);
  cairo_fill(context);
  drawText(context, words,
           {place.x + label.padding, place.y, place.width - 2 * label.padding, place.height},
           {.height = label.font, .down = Anchor::Centre, .colour = kBrightText});
}

}  // namespace

std::vector<Overlay> OverlayMaker::overCameras(const Layout& layout) {
  std::vector<Overlay> out;
  Sprites used;
  for (const auto& place : layout.cameras) {
    if (!place.camera.name.empty()) addName(place, used, out);
    if (place.camera.isSpeaking) addFrame(place.tile, used, out);
  }
  names_ = std::move(used);
  return out;
}

void OverlayMaker::addName(const CameraPlace& place, Sprites& used, std::vector<Overlay>& out) {
  const Label label = labelFor(canvasHeight_);
  const int room = place.tile.width - 2 * label.padding;
  if (room <= 2 * label.padding || place.tile.height < 2 * label.height) return;
  const std::string key = "name " + std::to_string(room) + " " + place.camera.name;
  const auto sprite = used[key] = reuse(names_, key, [&] {
    const TextStyle style{.height = label.font};
    const int text = measureText(place.camera.name, room - 2 * label.padding, style).width;
    const int width = std::min(room, evenUp(text + 2 * label.padding + 1));
    return spriteOf(width, label.height, [&](cairo_t* context) {
      drawLabel(context, place.camera.name, {0, 0, width, label.height}, label, Colour{},
                kNameShade);
    });
  });
  const int margin = label.padding;
  out.push_back({{place.tile.x + margin, place.tile.bottom() - sprite->height() - margin,
                  sprite->width(), sprite->height()},
                 sprite});
}

// Four strips just inside the tile, so that nothing moves when somebody speaks.
void OverlayMaker::addFrame(const Rectangle& tile, Sprites& used, std::vector<Overlay>& out) {
  const int thick = evenUp(std::max(kLeastFrame, canvasHeight_ * kFrame));
  if (tile.width <= 2 * thick || tile.height <= 2 * thick) return;
  const int between = tile.height - 2 * thick;
  for (const Rectangle& strip : {Rectangle{tile.x, tile.y, tile.width, thick},
                                 {tile.x, tile.bottom() - thick, tile.width, thick},
                                 {tile.x, tile.y + thick, thick, between},
                                 {tile.right() - thick, tile.y + thick, thick, between}}) {
    const std::string key =
        "strip " + std::to_string(strip.width) + "x" + std::to_string(strip.height);
    auto& sprite = used[key];
    if (!sprite) {
      sprite = reuse(names_, key, [&] {
        return spriteOf(strip.width, strip.height, [&](cairo_t* context) {
          fillRectangle(context, {0, 0, strip.width, strip.height}, kSpeaking);
        });
      });
    }
    out.push_back({strip, sprite});
  }
}

CursorSprites OverlayMaker::cursors(const std::vector<CursorView>& views) {
  CursorSprites out;
  Sprites used;
  for (const auto& view : views) out[view.id] = cursor(view, used);
  pointers_ = std::move(used);
  return out;
}

CursorSprite OverlayMaker::cursor(const CursorView& view, Sprites& used) {
  const Label label = labelFor(canvasHeight_);
  const int dot = evenUp(std::max(kLeastDot, canvasHeight_ * kDot));
  const Colour& colour = view.isPresenter ? kPresenterCursor : kOtherCursor;
  const std::string key = (view.isPresenter ? "presenter " : "other ") + view.name;
  auto& sprite = used[key];
  const int ring = std::max(1, dot / 8), side = dot + 2 * ring + dot % 2;
  if (!sprite) {
    sprite = reuse(pointers_, key, [&] {
      const int most = canvasHeight_ * 2 / kCursorNameShare;
      const TextStyle style{.height = label.font};
      const int text = view.name.empty() ? 0 : measureText(view.name, most, style).width;
      const int plate = view.name.empty() ? 0 : evenUp(text + 2 * label.padding + 1);
      const int width = evenUp(side + plate);
      const int height = evenUp(view.name.empty() ? side : side + label.height);
      return spriteOf(width, height, [&](cairo_t* context) {
        const double middle = side / 2.0;
        setColour(context, kBrightText);
        cairo_arc(context, middle, middle, middle, 0, kTau);
        cairo_fill(context);
        setColour(context, colour);
        cairo_arc(context, middle, middle, middle - ring, 0, kTau);
        cairo_fill(context);
        if (plate == 0) return;
        drawLabel(context, view.name, {side, side, plate, label.height}, label,
                  {colour.red * 0.62, colour.green * 0.62, colour.blue * 0.62}, 0.9);
      });
    });
  }
  return {sprite, side / 2, side / 2};
}

}  // namespace pipelines
