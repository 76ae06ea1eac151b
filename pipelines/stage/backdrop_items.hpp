// SPDX-License-Identifier: Apache-2.0
// What the backdrop is made of: a list of things, each with its place and all that decides how it
// looks, so that two lists tell what must be drawn again. Pure.
#pragma once

#include "pipelines/stage/layout.hpp"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace pipelines {

struct GroundLook {
  bool operator==(const GroundLook&) const = default;
};
/// Behind a screen, whatever its shape.
struct BlackLook {
  bool operator==(const BlackLook&) const = default;
};
struct PageLook {
  SlideView view;  ///< Without cursors: they lie over the canvas.
  /// The same page image and the same part of it; the whiteboard may differ.
  bool hasSameSlide(const PageLook& other) const;
  bool operator==(const PageLook& other) const;
};
struct CardLook {
  ExternalVideoView video;
  bool operator==(const CardLook&) const = default;
};
/// Who is not seen, or not yet.
struct PersonLook {
  std::string initials;
  Colour colour;
  bool operator==(const PersonLook&) const = default;
};
/// One thing of a slate.
struct SlateLook {
  enum class Part { Logo, Title, Rule, Sentence, Countdown, Footer } part;
  std::string words;
  std::shared_ptr<const std::string> image;  ///< Of the logo.
  bool operator==(const SlateLook&) const = default;
};
struct BarLook {
  Branding branding;
  bool operator==(const BarLook&) const = default;
};

struct BackdropItem {
  Rectangle place;  ///< It paints nothing outside.
  std::variant<GroundLook, BlackLook, PageLook, CardLook, PersonLook, SlateLook, BarLook> look;
  bool operator==(const BackdropItem&) const = default;
};

/// Back to front.
std::vector<BackdropItem> backdropItems(const Scene& scene, const Layout& layout, int width,
                                        int height);

/// Two whiteboards over the same slide, shown at the same place.
struct InkChange {
  PageLook before, after;
  Rectangle place;
};

struct BackdropChange {
  std::vector<Rectangle> areas;  ///< That look otherwise.
  std::optional<InkChange> ink;  ///< Where only the ink of the page differs.
};

BackdropChange changeOf(const std::vector<BackdropItem>& before,
                        const std::vector<BackdropItem>& after);

}  // namespace pipelines
