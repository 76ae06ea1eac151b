// SPDX-License-Identifier: Apache-2.0
// The scene: what the stage shows, as pure data. Who makes one knows BBB; who draws one does not.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pipelines {

/// The slide and the part of it in view, in page units (bbb-session.md §3.6.1).
struct SlideView {
  std::string pageId;                         ///< Same id, same picture: drawn once.
  std::shared_ptr<const std::string> image;   ///< SVG or PNG bytes; none yet: a white page.
  double pageWidth = 1440, pageHeight = 810;  ///< scaledWidth, scaledHeight
  double xOffset = 0, yOffset = 0;            ///< <= 0 for normal pages
  double viewWidth = 1440, viewHeight = 810;  ///< scaledViewBoxWidth, scaledViewBoxHeight
  bool operator==(const SlideView&) const = default;
};

struct CameraView {
  std::string id;    ///< The id given to Broadcast::addVideo.
  std::string name;  ///< Shown under the picture.
  bool operator==(const CameraView&) const = default;
};

/// A full picture of words instead of the meeting: waiting, technical break, end.
struct SlateView {
  std::string title;     ///< The meeting's name.
  std::string sentence;  ///< In the stream's language.
  bool operator==(const SlateView&) const = default;
};

struct Scene {
  std::optional<SlateView> slate;  ///< When set, nothing else shows.
  std::optional<SlideView> slide;
  std::vector<CameraView> cameras;  ///< In order of importance.
  bool operator==(const Scene&) const = default;
};

}  // namespace pipelines
