// SPDX-License-Identifier: Apache-2.0
// What happened when: panzooms.xml, cursor.xml, deskshare.xml (bbb-api.md §7.4–7.6).
#pragma once

#include "base/result.hpp"
#include "gateway/recording/moment.hpp"

#include <string_view>
#include <vector>

namespace gateway::recording {

/// The part of a slide in view from `at` on. What the numbers mean depends on PanZooms::isTldraw.
struct PanZoom {
  Moment at{};
  double x = 0, y = 0, width = 0, height = 0;
  bool operator==(const PanZoom&) const = default;
};

struct PanZooms {
  /// BBB 2.6 and later: x, y are tldraw's camera. Else a rectangle of the slide, in its pixels.
  bool isTldraw = false;
  std::vector<PanZoom> events;  ///< By `at`.
};

struct CursorMove {
  Moment at{};
  bool isVisible = false;
  double x = 0, y = 0;  ///< Page units, or (before tldraw) shares of the part in view.
  bool operator==(const CursorMove&) const = default;
};

struct ScreenShare {
  Moment start{}, stop{};
  bool operator==(const ScreenShare&) const = default;
};

/// All: events that make no sense are left out; Fault::Peer when the text is not XML.
base::Result<PanZooms> readPanZooms(std::string_view document);
base::Result<std::vector<CursorMove>> readCursor(std::string_view document);
base::Result<std::vector<ScreenShare>> readScreenShares(std::string_view document);

}  // namespace gateway::recording
