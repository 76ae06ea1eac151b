// SPDX-License-Identifier: Apache-2.0
#include "pipelines/stage/backdrop_drawing.hpp"

#include "base/log.hpp"
#include "pipelines/stage/palette.hpp"
#include "pipelines/stage/slide_image.hpp"
#include "pipelines/stage/text.hpp"

#include <algorithm>
#include <cmath>

namespace pipelines {
namespace {

// Heights of fonts, in shares of the canvas' height.
struct TitleFont {
  double height;
  int lines;
};
constexpr TitleFont kTitleFonts[] = {
    {1.0 / 11, 2}, {1.0 / 14, 2}, {1.0 / 18, 3}};  // The first that is enough.
constexpr double kSentenceFont = 1.0 / 22, kCountdownFont = 1.0 / 8, kFooterFont = 1.0 / 32;
constexpr double kBarFont = 0.5;  // Of the bar.
constexpr double kCardUrlFont = 1.0 / 30, kCardSentenceFont = 1.0 / 24;
constexpr double kInitials = 0.36;  // Of the disc's diameter.
constexpr double kDisc = 0.52;      // Diameter, of the tile's shorter side.
constexpr double kTau = 6.283185307179586;

// A little darker or lighter.
Colour shaded(const Colour& colour, double factor) {
  const auto one = [factor](double value) { return std::clamp(value * factor, 0.0, 1.0); };
  return {one(colour.red), one(colour.green), one(colour.blue)};
}

void drawPlaySign(cairo_t* context, double x, double y, double radius, bool isPlaying) {
  setColour(context, kAccent);
  cairo_arc(context, x, y, radius, 0, kTau);
  cairo_fill(context);
  setColour(context, kBrightText);
  const double r = radius * 0.42;
  if (isPlaying) {
    cairo_move_to(context, x - r * 0.7, y - r);
    cairo_line_to(context, x + r * 1.1, y);
    cairo_line_to(context, x - r * 0.7, y + r);
    cairo_close_path(context);
  } else {
    cairo_rectangle(context, x - r * 0.8, y - r, r * 0.55, 2 * r);
    cairo_rectangle(context, x + r * 0.25, y - r, r * 0.55, 2 * r);
  }
  cairo_fill(context);
}

void drawTitle(cairo_t* context, const std::string& words, const Rectangle& place, double height) {
  TextStyle style{
      .isBold = true, .across = Anchor::Centre, .down = Anchor::End, .colour = kBrightText};
  for (const auto& [font, lines] : kTitleFonts) {
    style.height = height * font;
    style.mostLines = lines;
    if (!measureText(words, place.width, style).isCut) break;
  }
  drawText(context, words, place, style);
}

void drawLogo(cairo_t* context, const std::string& bytes, const Rectangle& place, Anchor across) {
  const auto image = SlideImage::read(bytes);
  if (!image) return base::log::failure("stage", "the logo is left out", image.error());
  const auto size = image->size();
  const Rectangle fitted = fitInside(place, size.width, size.height);
  if (fitted.isEmpty()) return;
  const int x = across == Anchor::Start ? place.x : fitted.x;
  if (auto drawn = image->draw(context, x, fitted.y, fitted.width, fitted.height); !drawn) {
    base::log::failure("stage", "the logo is left out", drawn.error());
  }
}

}  // namespace

void draw(cairo_t* context, const GroundLook&, const Rectangle& place, DrawingSize) {
  fillRectangle(context, place, kGround);
}

void draw(cairo_t* context, const BlackLook&, const Rectangle& place, DrawingSize) {
  fillRectangle(context, place, Colour{});
}

void draw(cairo_t* context, const CardLook& look, const Rectangle& place, DrawingSize size) {
  fillRectangle(context, place, Colour{});
  const double unit = std::min(size.canvasHeight, place.height * 4 / 3);
  const double radius = unit / 13;
  const double middle = place.y + place.height * 0.36;
  if (!look.video.url.empty()) {  // Else it is no video: shared notes.
    drawPlaySign(context, place.x + place.width / 2.0, middle, radius, look.video.isPlaying);
  }
  const int margin = place.width / 12;
  const Rectangle words{place.x + margin, static_cast<int>(middle + radius + unit / 20),
                        place.width - 2 * margin, 0};
  const auto used = drawText(context, look.video.sentence, words,
                             {.height = unit * kCardSentenceFont,
                              .isBold = true,
                              .across = Anchor::Centre,
                              .mostLines = 2,
                              .colour = kBrightText});
  const Rectangle below{words.x, words.y + used.height + static_cast<int>(unit / 60), words.width,
                        0};
  drawText(context, look.video.url, below,
           {.height = unit * kCardUrlFont,
            .across = Anchor::Centre,
            .mostLines = 2,
            .colour = kQuietText});
}

void draw(cairo_t* context, const PersonLook& look, const Rectangle& place, DrawingSize) {
  fillRectangle(context, place, shaded(look.colour, 0.45));
  const double diameter = std::min(place.width, place.height) * kDisc;
  setColour(context, look.colour);
  cairo_arc(context, place.x + place.width / 2.0, place.y + place.height / 2.0, diameter / 2, 0,
            kTau);
  cairo_fill(context);
  drawText(context, look.initials, place,
           {.height = diameter * kInitials,
            .isBold = true,
            .across = Anchor::Centre,
            .down = Anchor::Centre,
            .colour = kBrightText});
}

void draw(cairo_t* context, const SlateLook& look, const Rectangle& place, DrawingSize size) {
  const double height = size.canvasHeight;
  switch (look.part) {
    case SlateLook::Part::Logo:
      return drawLogo(context, *look.image, place, Anchor::Centre);
    case SlateLook::Part::Footer:
      drawText(context, look.words, place,
               {.height = height * kFooterFont,
                .across = Anchor::Centre,
                .down = Anchor::Centre,
                .colour = kQuietText});
      return;
    case SlateLook::Part::Title:
      return drawTitle(context, look.words, place, height);
    case SlateLook::Part::Rule: {
      const int width = static_cast<int>(height / 8);
      const int thick = std::max(2, static_cast<int>(height / 160));
      fillRectangle(context, {place.x + (place.width - width) / 2, place.y, width, thick}, kAccent);
      return;
    }
    case SlateLook::Part::Sentence:
      drawText(context, look.words, place,
               {.height = height * kSentenceFont,
                .across = Anchor::Centre,
                .mostLines = 2,
                .colour = kQuietText});
      return;
    case SlateLook::Part::Countdown:
      drawText(context, look.words, place,
               {.height = height * kCountdownFont,
                .isBold = true,
                .across = Anchor::Centre,
                .down = Anchor::Centre,
                .colour = kAccent});
      return;
  }
}

void draw(cairo_t* context, const BarLook& look, const Rectangle& place, DrawingSize) {
  fillRectangle(context, place, kRaised);
  const int margin = place.height / 4;
  int left = place.x + 2 * margin;
  if (look.branding.logo) {
    const Rectangle room{left, place.y + margin / 2, place.width / 3, place.height - margin};
    cairo_save(context);
    drawLogo(context, *look.branding.logo, room, Anchor::Start);
    cairo_restore(context);
    left = room.right();
  }
  const bool isAlone = !look.branding.logo;
  const Rectangle words{left, place.y, place.right() - 2 * margin - left, place.height};
  drawText(context, look.branding.title, words,
           {.height = place.height * kBarFont,
            .isBold = true,
            .across = isAlone ? Anchor::Start : Anchor::End,
            .down = Anchor::Centre,
            .colour = kBrightText});
}

}  // namespace pipelines
