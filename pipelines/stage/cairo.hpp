// SPDX-License-Identifier: Apache-2.0
// Owners for Cairo's objects.
#pragma once

#include <cairo.h>

#include <memory>

namespace pipelines {

struct CairoDeleter {
  void operator()(cairo_t* object) const { cairo_destroy(object); }
  void operator()(cairo_surface_t* object) const { cairo_surface_destroy(object); }
};
using CairoContext = std::unique_ptr<cairo_t, CairoDeleter>;
using CairoSurface = std::unique_ptr<cairo_surface_t, CairoDeleter>;

/// An opaque-to-be picture, 4 bytes a pixel, transparent at first.
inline CairoSurface makeSurface(int width, int height) {
  return CairoSurface(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height));
}

}  // namespace pipelines
