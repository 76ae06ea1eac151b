// SPDX-License-Identifier: Apache-2.0
// The whiteboard of a simulated meeting: shapes, their history, undo, cursors, writers.
#pragma once

#include "tests/sim/json.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace sim {

/// One state of one shape.
struct Annotation {
  std::string id;
  std::string pageId;
  std::string userId;
  Json shape;                  ///< Null = deleted.
  std::int64_t updatedAt = 0;  ///< Unix ms.
};

/// Where somebody points, in page units; -1, -1 = nowhere.
struct CursorMove {
  std::string userId;
  double x = -1;
  double y = -1;
  std::int64_t at = 0;
};

/// All pages' ink (bbb-session.md §3.7, §3.8). Times given are Unix ms; each change gets one of
/// its own, so that a stream never stands between two of them. @thread loop
class Board {
 public:
  /// A new state of a shape. The first state of a shape without `index` gets the next one.
  /// @param step  Undo goes back to what was before; false continues the running step.
  void draw(Annotation annotation, bool step);
  /// Deletes every shape of a page, as one step.
  void clear(const std::string& pageId, const std::string& userId, std::int64_t now);
  /// Takes the newest step back; false when there is none.
  bool undo(const std::string& userId, std::int64_t now);
  void point(CursorMove move);
  /// The cursors of the page that was left are forgotten.
  void forgetCursors() { cursors_.clear(); }

  /// Who else than the presenter may draw and point, by page.
  std::map<std::string, std::set<std::string>> writers;

  const std::map<std::string, Annotation>& shapes() const { return shapes_; }
  std::size_t shapesOn(const std::string& pageId) const;
  /// Changes in the order of time; the newest few thousand.
  const std::deque<Annotation>& history() const { return history_; }
  const std::deque<CursorMove>& cursors() const { return cursors_; }

 private:
  void keep(Annotation annotation);

  std::map<std::string, Annotation> shapes_;  // by id, in their newest state
  std::deque<Annotation> history_;
  std::deque<std::vector<Annotation>> undo_;  // what each step replaced
  std::deque<CursorMove> cursors_;
  std::size_t drawn_ = 0;
};

/// The `n`th key of tldraw's fractional index: `a0`…`az`, `b00`…; larger n sorts higher.
std::string shapeIndex(std::size_t n);

/// A freehand stroke through page points, as BBB's client draws it.
struct StrokeStyle {
  std::string type = "draw";  ///< Or `highlight`.
  std::string color = "red";
  std::string size = "m";
  std::string dash = "draw";
};
/// @param points  Pairs of page units; at least one.
/// @param pageNumber  The page it lies on.
Json strokeShape(const std::vector<std::pair<double, double>>& points, const StrokeStyle& style,
                 int pageNumber, bool complete);

}  // namespace sim
