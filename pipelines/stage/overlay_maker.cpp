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
constexpr double kDot = 1.0 / 45, kLeastDot = 10;  // The pointer's diameter.
constexpr double kTau = 6.283185307179586;
constexpr double kDotRing = 0.1;     // Of the diameter: white, for dark slides.
constexpr double kPlateShare = 0.5;  // Its name's most, of the canvas' height.
constexpr double kPlateShade = 0.62, kPlateAlpha = 0.9;

int evenNear(double value) {
  return static_cast<int>(std::lround(value / 2)) * 2;
}
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
  const int margin = evenUp(label.padding / 2.0);
  const int room = place.tile.width - 2 * margin;
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
  for (const auto& view : views) {
    const Colour& colour = view.isPresenter ? kPresenterCursor : kOtherCursor;
    out[view.id] = {dot(colour, used), view.name.empty() ? nullptr : plate(view, colour, used)};
  }
  pointers_ = std::move(used);
  return out;
}

std::shared_ptr<const Sprite> OverlayMaker::dot(const Colour& colour, Sprites& used) {
  const std::string key = "dot " + std::to_string(colour.red);
  return used[key] = reuse(pointers_, key, [&] {
           const int side = evenUp(std::max(kLeastDot, canvasHeight_ * kDot));
           return spriteOf(side, side, [&](cairo_t* context) {
             const double middle = side / 2.0;
             setColour(context, kBrightText);
             cairo_arc(context, middle, middle, middle, 0, kTau);
             cairo_fill(context);
             setColour(context, colour);
             cairo_arc(context, middle, middle, middle - std::max(1.0, side * kDotRing), 0, kTau);
             cairo_fill(context);
           });
         });
}

std::shared_ptr<const Sprite> OverlayMaker::plate(const CursorView& view, const Colour& colour,
                                                  Sprites& used) {
  const std::string key = "plate " + std::to_string(colour.red) + " " + view.name;
  return used[key] = reuse(pointers_, key, [&] {
           const Label label = labelFor(canvasHeight_);
           const TextStyle style{.height = label.font};
           const int most = static_cast<int>(canvasHeight_ * kPlateShare);
           const int width =
               evenUp(measureText(view.name, most, style).width + 2 * label.padding + 1);
           const Colour ground{colour.red * kPlateShade, colour.green * kPlateShade,
                               colour.blue * kPlateShade};
           return spriteOf(width, label.height, [&](cairo_t* context) {
             drawLabel(context, view.name, {0, 0, width, label.height}, label, ground, kPlateAlpha);
           });
         });
}

std::vector<Overlay> overlaysOf(const CursorSprite& cursor, double x, double y,
                                const Rectangle& room) {
  const int half = cursor.dot->width() / 2;
  const Rectangle dot{evenNear(x - half), evenNear(y - half), 2 * half, 2 * half};
  if (!cursor.name) return {{dot, cursor.dot}};
  const int width = cursor.name->width(), height = cursor.name->height();
  const bool isRoomBelow = dot.bottom() + height <= room.bottom();
  const int left = std::max(room.x, std::min(dot.right(), room.right() - width));
  const int top = std::max(room.y, isRoomBelow ? dot.bottom() : dot.y - height);
  return {{{left, top, width, height}, cursor.name}, {dot, cursor.dot}};
}

}  // namespace pipelines
