// SPDX-License-Identifier: Apache-2.0
// shapes.svg: which slide was shown when, and the ink of BBB up to 2.5 (bbb-api.md §7.3).
#pragma once

#include "base/result.hpp"
#include "base/xml.hpp"
#include "gateway/recording/moment.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::recording {

/// A slide from `in` until the next one. The same slide shown twice is here twice.
struct ShownSlide {
  std::string id;     ///< e.g. "image3"; ink refers to it.
  std::string image;  ///< Path in the recording's folder, not checked.
  double width = 0, height = 0;
  Moment in{};
  bool operator==(const ShownSlide&) const = default;
};

/// One state of one shape of BBB up to 2.5: a group of SVG elements.
struct CanvasShape {
  std::string slide;  ///< Id of the ShownSlide.
  std::string shape;  ///< States of the same shape share it; the newest counts.
  Moment at{};
  std::optional<Moment> undone;
  base::xml::Element group;
};

struct Shapes {
  std::vector<ShownSlide> slides;   ///< By `in`.
  std::vector<CanvasShape> canvas;  ///< In the document's order: back to front.
};

/// Slides without a size or a time are left out. Fault::Peer when it is no such document.
base::Result<Shapes> readShapes(std::string_view document);

/// The number in e.g. "image12"; 0 when there is none.
int numberOf(std::string_view id);

}  // namespace gateway::recording
