// SPDX-License-Identifier: Apache-2.0
// One layout a call: words change seldom.
#include "pipelines/stage/text.hpp"

#include "base/ref.hpp"
#include "pipelines/stage/readable.hpp"

#include <pango/pangocairo.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace pipelines {
namespace {

// More does not fit on any stage, and Pango's time grows with it.
constexpr size_t kMostBytes = 2000;

// Noto has every script of the world in one style (packages.txt); fontconfig finds the face for
// letters that this one lacks. Naming the emoji here would give all digits to them.
constexpr const char* kFamilies = "Noto Sans, DejaVu Sans";
// Between initials, so that Arabic letters do not join.
constexpr const char* kNonJoiner = "\xe2\x80\x8c";

struct FontDeleter {
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};

using TextLayout = base::Ref<PangoLayout>;

TextLayout layoutFor(cairo_t* context, const std::string& text, int width, const TextStyle& style) {
  auto layout = TextLayout::adopt(pango_cairo_create_layout(context));
  const std::unique_ptr<PangoFontDescription, FontDeleter> font(pango_font_description_new());
  pango_font_description_set_family_static(font.get(), kFamilies);
  pango_font_description_set_absolute_size(font.get(), style.height * PANGO_SCALE);
  pango_font_description_set_weight(font.get(),
                                    style.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_width(layout.get(), width * PANGO_SCALE);
  pango_layout_set_height(layout.get(), -style.mostLines);
  pango_layout_set_single_paragraph_mode(layout.get(), style.mostLines == 1);
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
  const PangoAlignment across = style.across == Anchor::Centre ? PANGO_ALIGN_CENTER
                                : style.across == Anchor::End  ? PANGO_ALIGN_RIGHT
                                                               : PANGO_ALIGN_LEFT;
  pango_layout_set_alignment(layout.get(), across);
  const std::string words = readable(text, kMostBytes);
  pango_layout_set_text(layout.get(), words.data(), static_cast<int>(words.size()));
  return layout;
}

TextSize sizeOf(PangoLayout* layout) {
  TextSize size;
  pango_layout_get_pixel_size(layout, &size.width, &size.height);
  size.isCut = pango_layout_is_ellipsized(layout) != FALSE;
  return size;
}

// The letter at `at` with the marks that belong to it.
std::string letterAt(const char* at) {
  const char* end = g_utf8_next_char(at);
  while (*end != '\0' && g_unichar_ismark(g_utf8_get_char(end))) end = g_utf8_next_char(end);
  char* upper = g_utf8_strup(at, end - at);
  std::string letter(upper);
  g_free(upper);
  return letter;
}

bool isLetter(const char* at) {
  const gunichar letter = g_utf8_get_char(at);
  return g_unichar_isalnum(letter) || g_unichar_iswide(letter);
}

}  // namespace

TextSize drawText(cairo_t* context, const std::string& text, const Rectangle& area,
                  const TextStyle& style) {
  const auto layout = layoutFor(context, text, area.width, style);
  const TextSize size = sizeOf(layout.get());
  const int spare = area.height - size.height;
  const int shift = area.height <= 0 || style.down == Anchor::Start ? 0
                    : style.down == Anchor::Centre                  ? spare / 2
                                                                    : spare;
  cairo_set_source_rgb(context, style.colour.red, style.colour.green, style.colour.blue);
  cairo_move_to(context, area.x, area.y + shift);
  pango_cairo_show_layout(context, layout.get());
  return size;
}

TextSize measureText(const std::string& text, int width, const TextStyle& style) {
  const CairoSurface surface = makeSurface(1, 1);
  const CairoContext context(cairo_create(surface.get()));
  return sizeOf(layoutFor(context.get(), text, width, style).get());
}

std::string initialsOf(const std::string& name) {
  const std::string words = readable(name, kMostBytes);
  const char *first = nullptr, *last = nullptr;
  bool isWithin = false;
  for (const char* at = words.c_str(); *at != '\0'; at = g_utf8_next_char(at)) {
    const bool starts = !isWithin && isLetter(at);
    if (starts) (first == nullptr ? first : last) = at;
    isWithin = starts || (isWithin && !g_unichar_isspace(g_utf8_get_char(at)));
  }
  if (first == nullptr) return "";
  return last == nullptr ? letterAt(first) : letterAt(first) + kNonJoiner + letterAt(last);
}

}  // namespace pipelines
