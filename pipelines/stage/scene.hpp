// SPDX-License-Identifier: Apache-2.0
// The scene: what the stage shows, as pure data. Who makes one knows BBB; who draws one does not.
#pragma once

#include "pipelines/stage/colour.hpp"
#include "pipelines/whiteboard/whiteboard.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pipelines {

/// Somebody's pointer on the slide.
struct CursorView {
  std::string id;       ///< Same id, same pointer: it glides from place to place.
  std::string name;     ///< Shown beside it; may be empty.
  double x = 0, y = 0;  ///< Page units.
  bool isPresenter = false;
  bool operator==(const CursorView&) const = default;
};

/// The slide and the part of it in view, in page units (bbb-session.md §3.6.1).
struct SlideView {
  std::string pageId;                            ///< Same id, same picture: drawn once.
  std::shared_ptr<const std::string> image;      ///< SVG or PNG bytes; none yet: a white page.
  double pageWidth = 1440, pageHeight = 810;     ///< scaledWidth, scaledHeight
  double xOffset = 0, yOffset = 0;               ///< <= 0 for normal pages
  double viewWidth = 1440, viewHeight = 810;     ///< scaledViewBoxWidth, scaledViewBoxHeight
  bool isFittedToWidth = false;                  ///< As wide as its room; the end may be cut off.
  std::shared_ptr<const Whiteboard> whiteboard;  ///< May be missing: nothing is drawn over it.
  std::vector<CursorView> cursors;
  bool operator==(const SlideView&) const = default;
};

/// A screen, or a camera, in the content area; whole, on black.
struct ScreenView {
  std::string id;  ///< The id given to Broadcast::addVideo.
  bool operator==(const ScreenView&) const = default;
};

/// A video of another site that the meeting watches; shown as a card, not re-streamed.
struct ExternalVideoView {
  std::string url;       ///< Empty: what the sentence tells of is no video.
  std::string sentence;  ///< What it is and does, in the stream's language.
  bool isPlaying = false;
  bool operator==(const ExternalVideoView&) const = default;
};

struct CameraView {
  std::string id;          ///< The id given to Broadcast::addVideo.
  std::string name;        ///< Shown under the picture.
  bool hasPicture = true;  ///< Else the initials of `name` stand in, on `colour`.
  bool isSpeaking = false;
  bool isScreen = false;  ///< A screen in the dock: shown whole, where cameras fill their tile.
  Colour colour = colourOf(0x4527a0);
  bool operator==(const CameraView&) const = default;
};

/// How content and cameras share the canvas.
enum class LayoutKind {
  Custom,             ///< Content, and a dock of cameras at one edge (bbb-session.md §5.4).
  Smart,              ///< The dock where the content's shape leaves most room (§5.5).
  PresentationFocus,  ///< Content large, cameras in a narrow column.
  SideBySide,         ///< Content and cameras in equal halves.
  PictureInPicture,   ///< Content fills the canvas, the first camera lies over a corner.
  CamerasOnly,
  ContentOnly,
};

enum class DockPlacement { Top, Right, Bottom, Left };

struct LayoutView {
  LayoutKind kind = LayoutKind::PresentationFocus;
  DockPlacement dock = DockPlacement::Top;  ///< Of Custom.
  double dockShare = 0;                     ///< Of the canvas, 0..0.8; 0: the usual one. Of Custom.
  bool isContentHidden = false;             ///< The presenter minimised it.
  std::string focusedCamera;                ///< Its tile is larger; may name none.
  bool operator==(const LayoutView&) const = default;
};

/// A full picture of words instead of the meeting: waiting, technical break, pause, end.
struct SlateView {
  std::string title;      ///< The meeting's name.
  std::string sentence;   ///< In the stream's language.
  std::string countdown;  ///< e.g. "12:34"; empty: none.
  bool operator==(const SlateView&) const = default;
};

/// What a stream wears over every scene; both may be missing.
struct Branding {
  std::string title;                        ///< One line at the top.
  std::shared_ptr<const std::string> logo;  ///< SVG or PNG bytes.
  bool operator==(const Branding&) const = default;
};

struct Scene {
  std::optional<SlateView> slate;  ///< When set, nothing else shows but the branding.
  /// What fills the content area: the first of these that is set (bbb-session.md §5.3).
  std::optional<ExternalVideoView> externalVideo;
  std::optional<ScreenView> screen;
  std::optional<SlideView> slide;
  std::vector<CameraView> cameras;  ///< In order of importance.
  LayoutView layout;
  Branding branding;
  bool operator==(const Scene&) const = default;
};

}  // namespace pipelines
