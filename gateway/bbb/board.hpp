// SPDX-License-Identifier: Apache-2.0
// Board: the annotations of one page, kept up to date and turned into a whiteboard.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "gateway/bbb/tldraw.hpp"
#include "pipelines/whiteboard/whiteboard.hpp"

namespace gateway {

enum class BoardDialect { V1, V2 };  ///< Of tldraw: BBB before 3.0 writes the first.

/// The shapes of one page. @thread One for all calls.
class Board {
 public:
  /// More shapes than these are not taken; BBB itself stops at 300 a page.
  static constexpr size_t kMostShapes = 2000;

  explicit Board(BoardDialect dialect = BoardDialect::V2) : dialect_(dialect) {}

  /// A shape that came, changed or went. What cannot be read is left out.
  /// @param annotationInfo  An object, or its text. A record without `type`, `parentId` or its
  ///   properties is merged into the shape as known. Null and the empty text delete it.
  /// @source bbb-session.md §3.7, bbb-api.md §7.9
  void apply(const std::string& annotationId, base::Json annotationInfo);
  void clear();

  /// The page as it is now; never null. Shapes that stayed as they were are the same objects, and
  /// so is the whiteboard when nothing changed.
  std::shared_ptr<const pipelines::Whiteboard> snapshot();

  /// Shapes known, drawn or not.
  size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    base::Json json;  // Without the points of ink, which `record` holds.
    tldraw::Record record;
    std::shared_ptr<const pipelines::Shape> shape;  // As last drawn; null: to be made anew.
    bool isShown = false;                           // Its parents are all there.
  };
  using Entries = std::map<std::string, Entry, std::less<>>;
  struct Placed;
  using Children = std::map<std::string_view, std::vector<Entries::value_type*>>;

  void take(const std::string& id, base::Json record);
  Children childrenByParent();
  static void place(const Children& children, std::string_view parent, const Placed& above,
                    std::vector<Placed>& placed);
  void draw(Placed& placed);
  std::shared_ptr<const pipelines::Shape> shapeOf(const std::string& id) const;

  BoardDialect dialect_;
  Entries entries_;
  std::shared_ptr<const pipelines::Whiteboard> snapshot_;  // Null: something changed.
};

}  // namespace gateway
