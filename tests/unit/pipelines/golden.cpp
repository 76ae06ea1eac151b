// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/pipelines/golden.hpp"

#include "pipelines/stage/cairo.hpp"

#include <cstdlib>
#include <filesystem>

namespace tests {
namespace {

constexpr const char* kReferences = "tests/unit/pipelines/golden";
constexpr const char* kFindings = "build/golden";

std::string pathOf(const std::string& folder, const std::string& name) {
  std::filesystem::create_directories(folder);
  return folder + "/" + name + ".png";
}

// Both kinds of picture as pixels whose alpha means something.
pipelines::CairoSurface asArgb(cairo_surface_t* picture) {
  auto result = pipelines::makeSurface(cairo_image_surface_get_width(picture),
                                       cairo_image_surface_get_height(picture));
  const pipelines::CairoContext context(cairo_create(result.get()));
  cairo_set_source_surface(context.get(), picture, 0, 0);
  cairo_paint(context.get());
  cairo_surface_flush(result.get());
  return result;
}

bool isFar(const unsigned char* a, const unsigned char* b, int most) {
  for (int channel = 0; channel < 4; ++channel) {
    if (std::abs(int{a[channel]} - int{b[channel]}) > most) return true;
  }
  return false;
}

double shareOfDifferent(cairo_surface_t* a, cairo_surface_t* b, int most) {
  const int width = cairo_image_surface_get_width(a), height = cairo_image_surface_get_height(a);
  const ptrdiff_t stride = cairo_image_surface_get_stride(a);
  int different = 0;
  for (int y = 0; y < height; ++y) {
    const unsigned char* rowA = cairo_image_surface_get_data(a) + y * stride;
    const unsigned char* rowB = cairo_image_surface_get_data(b) + y * stride;
    for (int x = 0; x < width; ++x) different += isFar(rowA + 4 * x, rowB + 4 * x, most);
  }
  return static_cast<double>(different) / (static_cast<double>(width) * height);
}

bool isSameSize(cairo_surface_t* a, cairo_surface_t* b) {
  return cairo_image_surface_get_width(a) == cairo_image_surface_get_width(b) &&
         cairo_image_surface_get_height(a) == cairo_image_surface_get_height(b);
}

}  // namespace

testing::AssertionResult matchesGolden(cairo_surface_t* picture, const std::string& name,
                                       const GoldenTolerance& tolerance) {
  const std::string path = pathOf(kReferences, name);
  const char* wish = std::getenv("AMPHI_GOLDEN");
  if (wish != nullptr && std::string(wish) == "write") {
    cairo_surface_write_to_png(picture, path.c_str());
    return testing::AssertionFailure() << "wrote " << path << ": look at it";
  }
  const pipelines::CairoSurface reference(cairo_image_surface_create_from_png(path.c_str()));
  const bool isThere = cairo_surface_status(reference.get()) == CAIRO_STATUS_SUCCESS;
  double share = 1;
  if (isThere && isSameSize(picture, reference.get())) {
    const auto drawn = asArgb(picture), wanted = asArgb(reference.get());
    share = shareOfDifferent(drawn.get(), wanted.get(), tolerance.channel);
  }
  if (share <= tolerance.share) return testing::AssertionSuccess();
  const std::string found = pathOf(kFindings, name);
  cairo_surface_write_to_png(picture, found.c_str());
  if (!isThere) return testing::AssertionFailure() << "no reference " << path << "; see " << found;
  return testing::AssertionFailure()
         << found << " differs from " << path << " in " << 100 * share << " % of its pixels, "
         << 100 * tolerance.share << " % at most";
}

}  // namespace tests
