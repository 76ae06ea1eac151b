// SPDX-License-Identifier: Apache-2.0
// Words of all scripts: that they fit, and that each has a font.
#include "pipelines/stage/text.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

std::string joined(const std::string& a, const std::string& b) {
  return a + "\xe2\x80\x8c" + b;
}

TEST(InitialsOf, TakesTheFirstLetterOfTheFirstAndLastWord) {
  EXPECT_EQ(initialsOf("Ada Lovelace"), joined("A", "L"));
  EXPECT_EQ(initialsOf("  jean-jacques  de la tour "), joined("J", "T"));
  EXPECT_EQ(initialsOf("Évariste"), "É");
  EXPECT_EQ(initialsOf("e\xcc\x81variste"), "E\xcc\x81");
  EXPECT_EQ(initialsOf("софья ковалевская"), joined("С", "К"));
  EXPECT_EQ(initialsOf("王小云"), "王");
  EXPECT_EQ(initialsOf("محمد الخوارزمي"), joined("م", "ا"));
}

TEST(InitialsOf, HasNoneForWhatIsNoName) {
  EXPECT_EQ(initialsOf(""), "");
  EXPECT_EQ(initialsOf(" ... "), "");
  EXPECT_EQ(initialsOf("(Ada)"), "A");
  EXPECT_EQ(initialsOf("\xff\xfe broken"), "B");
}

TEST(MeasureText, SaysWhetherTheEndFits) {
  const TextStyle style{.height = 20};
  const auto whole = measureText("Ada", 400, style);
  EXPECT_FALSE(whole.isCut);
  EXPECT_GT(whole.width, 20);
  const auto cut = measureText("A name much longer than its place", 60, style);
  EXPECT_TRUE(cut.isCut);
  EXPECT_LE(cut.width, 60);
}

TEST(MeasureText, KeepsOneLineOneLine) {
  const TextStyle style{.height = 20};
  EXPECT_EQ(measureText("Ada\nLovelace\n\n", 400, style).height,
            measureText("Ada", 400, style).height);
}

// Pixels that are not grey: emoji are drawn in their colours.
TEST(DrawText, DrawsEmojiInColour) {
  const CairoSurface surface = makeSurface(64, 64);
  const CairoContext context(cairo_create(surface.get()));
  drawText(context.get(), "🍓", {0, 0, 64, 64}, {.height = 40});
  cairo_surface_flush(surface.get());
  const auto* pixels =
      reinterpret_cast<const uint32_t*>(cairo_image_surface_get_data(surface.get()));
  int coloured = 0;
  for (int i = 0; i < 64 * 64; ++i) {
    const int red = (pixels[i] >> 16) & 0xff, green = (pixels[i] >> 8) & 0xff;
    coloured += std::abs(red - green) > 40 ? 1 : 0;
  }
  EXPECT_GT(coloured, 100);
}

}  // namespace
}  // namespace pipelines
