// SPDX-License-Identifier: Apache-2.0
// Ink: tldraw.json of BBB 2.6 and later: what was drawn over which slide, when (bbb-api.md §7.9).
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "gateway/bbb/board.hpp"
#include "gateway/recording/moment.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::recording {

/// A whole state of one shape, from `at` on: the last one of a shape counts, until it was undone.
struct InkEntry {
  std::string id;
  Moment at{};
  std::optional<Moment> undone;
  base::Json shape;
};

struct Ink {
  BoardDialect dialect = BoardDialect::V1;
  /// Page units: a slide fits into this box.
  double pageWidth = 1440, pageHeight = 1080;
  std::map<int, std::vector<InkEntry>> pages;  ///< By the number of the ShownSlide's id.
};

/// Entries that make no sense are left out. Fault::Peer when the text is not JSON.
base::Result<Ink> readInk(std::string_view text);

/// The whiteboard of one page at any time; cheap where time goes on. Pure, but for what it keeps
/// to be quick. One caller at a time.
class InkPage {
 public:
  /// `entries` must outlive this.
  InkPage(BoardDialect dialect, const std::vector<InkEntry>& entries);

  std::shared_ptr<const pipelines::Whiteboard> at(Moment time);

 private:
  struct Step {
    Moment at;
    size_t entry;
    bool isUndo;
  };
  void take(const Step& step);

  const std::vector<InkEntry>& entries_;
  std::vector<Step> steps_;  // By time.
  const BoardDialect dialect_;
  Board board_;
  std::map<std::string_view, size_t> newest_;  // Entry of each shape so far.
  size_t next_ = 0;
  Moment time_ = Moment::min();
};

}  // namespace gateway::recording
