// SPDX-License-Identifier: Apache-2.0
// What is drawn on the page in view: asked for once, then followed, anew with every page and line.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "gateway/bbb/graphql_link.hpp"

namespace gateway {

struct AnnotationFeedEvents {
  /// All that is drawn on the page; what was known before is void. Rows of `pres_annotation_curr`.
  std::function<void(const base::Json& rows)> onWhole;
  /// What changed since, each shape whole. Rows of `pres_annotation_history_curr_stream`.
  std::function<void(const base::Json& rows)> onChanges;
};

/// Follows one page at a time (bbb-session.md §3.7). Between two lines of a session it keeps its
/// place, so that nothing drawn meanwhile is lost. @thread loop
class AnnotationFeed {
 public:
  explicit AnnotationFeed(AnnotationFeedEvents events) : events_(std::move(events)) {}

  /// The page in view; empty: none. `createdMillis` is the meeting's begin, where known.
  void show(GraphqlLink& link, const std::string& pageId, base::Steady now);
  void setBegin(int64_t createdMillis) { beginMillis_ = createdMillis; }
  /// A new line to BBB: everything is asked for again.
  void lineUp(GraphqlLink& link, base::Steady now);
  void lineDown() { historyDue_.reset(); }
  /// True when the rows were of this feed.
  bool take(GraphqlLink& link, const Document& document, const std::string& tag,
            const base::Json& rows);
  /// The snapshot was refused: what is drawn from now on is better than nothing.
  void onRefused(GraphqlLink& link, const Document& document, const std::string& tag);
  /// Asks for what a burst of page changes left waiting, and does not wait for a snapshot for ever.
  void tick(GraphqlLink& link, base::Steady now);

 private:
  void ask(GraphqlLink& link, base::Steady now);
  void follow(GraphqlLink& link);
  void remember(const std::string& date);

  AnnotationFeedEvents events_;
  std::string pageId_;
  std::string newest_;  // date of the newest entry of this page, as BBB wrote it
  int64_t beginMillis_ = 0;
  std::optional<base::Steady> askDue_, historyDue_;
  base::Steady nextAsk_{};
};

}  // namespace gateway
