// SPDX-License-Identifier: Apache-2.0
// One layout a call: words change seldom.
#include "pipelines/stage/text.hpp"

#include "base/ref.hpp"

#include <pango/pangocairo.h>

#include <algorithm>

namespace pipelines {
namespace {

// More does not fit on any stage, and Pango's time grows with it.
constexpr size_t kMaxBytes = 2000;

// Foreign text, made valid: Pango warns about broken UTF-8 and draws boxes.
std::string readable(const std::string& text) {
  const size_t length = std::min(text.size(), kMaxBytes);
  char* valid = g_utf8_make_valid(text.data(), static_cast<gssize>(length));
  std::string result(valid);
  g_free(valid);
  return result;
}

struct FontDeleter {
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};

}  // namespace

int drawText(cairo_t* context, const std::string& text, const Rectangle& area,
             const TextStyle& style) {
  const auto layout = base::Ref<PangoLayout>::adopt(pango_cairo_create_layout(context));
  const std::unique_ptr<PangoFontDescription, FontDeleter> font(pango_font_description_new());
  pango_font_description_set_family_static(font.get(), "sans-serif");
  pango_font_description_set_absolute_size(font.get(), style.height * PANGO_SCALE);
  pango_font_description_set_weight(font.get(),
                                    style.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_width(layout.get(), area.width * PANGO_SCALE);
  pango_layout_set_height(layout.get(), -style.mostLines);
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment(layout.get(), style.isCentred ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
  const std::string words = readable(text);
  pango_layout_set_text(layout.get(), words.data(), static_cast<int>(words.size()));
  cairo_set_source_rgb(context, style.red, style.green, style.blue);
  cairo_move_to(context, area.x, area.y);
  pango_cairo_show_layout(context, layout.get());
  int height = 0;
  pango_layout_get_pixel_size(layout.get(), nullptr, &height);
  return height;
}

}  // namespace pipelines
