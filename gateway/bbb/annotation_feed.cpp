// SPDX-License-Identifier: Apache-2.0
// Snapshot, then history, page by page.
#include "gateway/bbb/annotation_feed.hpp"

#include <tuple>
#include <utility>

#include "gateway/bbb/messages.hpp"

namespace gateway {
namespace {

// BBB takes 200 operations a minute (§1.6) and a page costs two: somebody who leafs through a deck
// must not use them up.
constexpr base::Millis kBetweenPages{400};
constexpr base::Millis kSnapshotWithin{5000};

// Dates of one server differ in their fraction only; six digits of it do not fit milliseconds.
bool isOlder(const std::string& a, const std::string& b) {
  return std::tuple(messages::millisFrom(a), a) < std::tuple(messages::millisFrom(b), b);
}

}  // namespace

void AnnotationFeed::show(GraphqlLink& link, const std::string& pageId, base::Steady now) {
  if (pageId == pageId_) return;
  pageId_ = pageId;
  newest_.clear();
  historyDue_.reset();
  askDue_.reset();
  link.unsubscribe(documents::kAnnotations);
  link.unsubscribe(documents::kAnnotationHistory);
  events_.onWhole(base::Json::array());
  if (pageId_.empty()) return;
  if (now >= nextAsk_) return ask(link, now);
  askDue_ = nextAsk_;
}

void AnnotationFeed::lineUp(GraphqlLink& link, base::Steady now) {
  if (!pageId_.empty()) ask(link, now);
}

void AnnotationFeed::ask(GraphqlLink& link, base::Steady now) {
  askDue_.reset();
  nextAsk_ = now + kBetweenPages;
  historyDue_ = now + kSnapshotWithin;
  link.run(documents::kAnnotations, {{"pageId", pageId_}}, pageId_);
}

void AnnotationFeed::follow(GraphqlLink& link) {
  historyDue_.reset();
  const std::string from = newest_.empty() ? messages::isoFrom(beginMillis_) : newest_;
  link.subscribe(documents::kAnnotationHistory, {{"pageId", pageId_}, {"updatedAt", from}},
                 pageId_);
}

bool AnnotationFeed::take(GraphqlLink& link, const Document& document, const std::string& tag,
                          const base::Json& rows) {
  const bool isWhole = &document == &documents::kAnnotations;
  if (!isWhole && &document != &documents::kAnnotationHistory) return false;
  if (tag != pageId_ || !rows.is_array()) return true;
  for (const auto& row : rows) remember(base::textAt(row, isWhole ? "lastUpdatedAt" : "updatedAt"));
  if (!isWhole) {
    events_.onChanges(rows);
  } else if (historyDue_) {
    events_.onWhole(rows);
    follow(link);
  }
  return true;
}

void AnnotationFeed::remember(const std::string& date) {
  if (newest_.empty() || isOlder(newest_, date)) newest_ = date;
}

void AnnotationFeed::onRefused(GraphqlLink& link, const Document& document,
                               const std::string& tag) {
  if (&document == &documents::kAnnotations && tag == pageId_ && historyDue_) follow(link);
}

void AnnotationFeed::tick(GraphqlLink& link, base::Steady now) {
  if (askDue_ && *askDue_ <= now) return ask(link, now);
  if (historyDue_ && *historyDue_ <= now) follow(link);
}

}  // namespace gateway
