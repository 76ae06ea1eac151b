// SPDX-License-Identifier: Apache-2.0
#include "pipelines/whiteboard/words.hpp"

#include "pipelines/stage/readable.hpp"

#include <pango/pangocairo.h>

#include <algorithm>
#include <memory>

namespace pipelines {
namespace {

// More does not fit on any page.
constexpr size_t kMostBytes = 4000;

struct FontDeleter {
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};
struct OptionsDeleter {
  void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};
struct AttributesDeleter {
  void operator()(PangoAttrList* attributes) const { pango_attr_list_unref(attributes); }
};

// Of Debian's fonts those that look most like tldraw's Shantell Sans and IBM Plex.
const char* familyOf(FontKind kind) {
  switch (kind) {
    case FontKind::Hand:
      return "Comic Neue, sans-serif";
    case FontKind::Sans:
      return "Noto Sans, sans-serif";
    case FontKind::Serif:
      return "Noto Serif, serif";
    case FontKind::Mono:
      return "DejaVu Sans Mono, monospace";
  }
  return "sans-serif";
}

PangoAlignment alignmentOf(Align align) {
  switch (align) {
    case Align::Start:
      return PANGO_ALIGN_LEFT;
    case Align::Middle:
      return PANGO_ALIGN_CENTER;
    case Align::End:
      return PANGO_ALIGN_RIGHT;
  }
  return PANGO_ALIGN_LEFT;
}

// Glyphs without hints stand in the same places at every zoom.
base::Ref<PangoLayout> layoutOf(const std::string& text) {
  const auto context = base::Ref<PangoContext>::adopt(
      pango_font_map_create_context(pango_cairo_font_map_get_default()));
  const std::unique_ptr<cairo_font_options_t, OptionsDeleter> options(cairo_font_options_create());
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(context.get(), options.get());
  pango_context_set_round_glyph_positions(context.get(), FALSE);
  const auto layout = base::Ref<PangoLayout>::adopt(pango_layout_new(context.get()));
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  // Pango swaps left and right in lines that run against the context: it shall not.
  pango_context_set_base_dir(context.get(), pango_layout_get_direction(layout.get(), 0));
  pango_layout_context_changed(layout.get());
  return layout;
}

Box boxFrom(const PangoRectangle& r, Point at) {
  const auto units = [](int value) { return static_cast<double>(value) / PANGO_SCALE; };
  return {at.x + units(r.x), at.y + units(r.y), at.x + units(r.x + r.width),
          at.y + units(r.y + r.height)};
}

int pangoUnits(double value) {
  constexpr double kMost = 1e6;  // Pango counts in int.
  return static_cast<int>(std::clamp(value, 1.0, kMost) * PANGO_SCALE);
}

}  // namespace

TextLayer textLayer(const Words& words, std::optional<double> width, bool isBold) {
  const std::string text = readable(words.text, kMostBytes);
  TextLayer layer{layoutOf(text), {}, words.colour, {}, {}};
  PangoLayout* layout = layer.layout.get();
  const std::unique_ptr<PangoFontDescription, FontDeleter> font(pango_font_description_new());
  pango_font_description_set_family_static(font.get(), familyOf(words.font));
  pango_font_description_set_absolute_size(font.get(), pangoUnits(words.size));
  if (isBold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description(layout, font.get());
  const std::unique_ptr<PangoAttrList, AttributesDeleter> attributes(pango_attr_list_new());
  pango_attr_list_insert(attributes.get(),
                         pango_attr_line_height_new_absolute(pangoUnits(kLineHeight * words.size)));
  pango_attr_list_insert(attributes.get(), pango_attr_insert_hyphens_new(FALSE));
  pango_layout_set_attributes(layout, attributes.get());
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment(layout, alignmentOf(words.align));
  PangoRectangle ink, logical;
  if (width) {
    pango_layout_set_width(layout, pangoUnits(*width));
  } else {
    pango_layout_get_extents(layout, &ink, &logical);
    pango_layout_set_width(layout, std::max(1, logical.width));
  }
  pango_layout_get_extents(layout, &ink, &logical);
  layer.ink = boxFrom(ink, {});
  if (layer.ink.width() == 0) layer.ink = {};
  return layer;
}

Box layoutBox(const TextLayer& text) {
  PangoRectangle logical;
  pango_layout_get_extents(text.layout.get(), nullptr, &logical);
  return boxFrom(logical, text.at);
}

void moveBy(TextLayer& text, Point by) {
  text.at = text.at + by;
  if (text.ink.isEmpty()) return;
  text.ink = {text.ink.left + by.x, text.ink.top + by.y, text.ink.right + by.x,
              text.ink.bottom + by.y};
}

TextLayer textLayerIn(const Words& words, const Box& box) {
  TextLayer layer = textLayer(words, std::max(words.size, box.width()));
  const double spare = box.height() - layoutBox(layer).height();
  double top = 0;
  if (words.verticalAlign == Align::Middle) top = spare / 2;
  if (words.verticalAlign == Align::End) top = spare;
  moveBy(layer, {box.left, box.top + top});
  return layer;
}

}  // namespace pipelines
