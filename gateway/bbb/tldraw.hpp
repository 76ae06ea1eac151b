// SPDX-License-Identifier: Apache-2.0
// What both dialects of tldraw share: a record of the whiteboard, read; and bounded readers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "pipelines/whiteboard/shape.hpp"

namespace gateway::tldraw {

using Kind = decltype(pipelines::Shape::kind);

/// One record of the whiteboard in our words; its place is still relative to its parent.
struct Record {
  std::string parent;     ///< Id of a shape; empty: the page itself.
  double childIndex = 0;  ///< Orders siblings, before `index`; low is at the back.
  std::string index;      ///< Orders siblings bytewise.
  pipelines::Matrix toParent;
  double opacity = 1;
  std::optional<Kind> kind;      ///< Nothing for what is not drawn: groups, images, the unknown.
  std::string startsAt, endsAt;  ///< Ids of the shapes that an arrow is bound to.
};

/// Beyond these, numbers and texts are cut: nobody draws that, and work grows with it.
constexpr double kFurthest = 1e6;
constexpr size_t kMostPoints = 10'000;
constexpr size_t kMostTextBytes = 10'000;

/// The member, within ±kFurthest; the fallback when it is not a number.
double lengthAt(const base::Json& object, std::string_view key, double fallback = 0);
/// The same, never below `least`.
double sizeAt(const base::Json& object, std::string_view key, double fallback, double least = 1);
/// Of `{x,y}` or `[x,y]`; (0, 0) for anything else.
pipelines::Point pointFrom(const base::Json& value);
/// 0..1; 1 when it is missing.
double opacityAt(const base::Json& object, std::string_view key);
/// At most kMostTextBytes; it may end within a character.
std::string wordsAt(const base::Json& object, std::string_view key);

/// The value beside the member's text in `table`, or the first one.
template <class Row, size_t n>
const Row& rowOf(const Row (&table)[n], std::string_view name) {
  for (const Row& row : table) {
    if (row.name == name) return row;
  }
  return table[0];
}

/// `a` with so much of `b` in it, 0..1.
pipelines::Colour mixed(const pipelines::Colour& a, const pipelines::Colour& b, double share);

/// "start", "middle", "end", and tldraw's "-legacy" forms of them.
pipelines::Align alignFrom(std::string_view name, pipelines::Align fallback);
pipelines::DashKind dashFrom(std::string_view name);
pipelines::ArrowHead headFrom(std::string_view name, pipelines::ArrowHead fallback);

/// The points of the ink of an earlier record, for an update that leaves them out.
std::vector<pipelines::InkPoint> pointsOf(const Record* before);

}  // namespace gateway::tldraw
