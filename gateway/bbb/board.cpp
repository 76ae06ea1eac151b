// SPDX-License-Identifier: Apache-2.0
#include "gateway/bbb/board.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "gateway/bbb/tldraw_v1.hpp"
#include "gateway/bbb/tldraw_v2.hpp"

namespace gateway {
namespace {

using base::Json;
using base::memberAt;
using pipelines::ArrowShape;
using pipelines::Matrix;
using pipelines::Point;

constexpr size_t kMaxRecordBytes = 4u << 20;
constexpr size_t kMaxIdBytes = 200;
// Groups in groups; each frame among them clips what is in it.
constexpr size_t kMostLevels = 32;
// Parents add up; further away than this nothing is drawn.
constexpr double kFurthestPlace = 1e7;

bool isComplete(const Json& record, BoardDialect dialect) {
  const char* properties = dialect == BoardDialect::V1 ? "style" : "props";
  return memberAt(record, "type").is_string() && record.contains("parentId") &&
         memberAt(record, properties).is_object();
}

// The points of ink are most of a record, and JSON takes ten times the room of numbers.
void dropPoints(Json& record) {
  record.erase("points");
  const auto props = record.find("props");
  if (props != record.end() && props->is_object()) props->erase("segments");
}

bool isFar(const Matrix& m) {
  const double furthest = std::max(std::abs(m.x0), std::abs(m.y0));
  return !(furthest <= kFurthestPlace) || !std::isfinite(m.xx + m.yx + m.xy + m.yy);
}

bool isArrow(const tldraw::Record& record) {
  return record.kind && std::holds_alternative<ArrowShape>(*record.kind);
}

}  // namespace

// An entry where it stands on the page.
struct Board::Placed {
  Entries::value_type* entry = nullptr;
  Matrix toPage;
  double opacity = 1;
  std::vector<pipelines::ClipQuad> clips;
  size_t level = 0;
};

void Board::apply(const std::string& annotationId, Json annotationInfo) {
  if (annotationInfo.is_string()) {
    const auto& text = annotationInfo.get_ref<const std::string&>();
    auto parsed =
        text.empty() ? base::Result<Json>(Json()) : base::parseJson(text, kMaxRecordBytes);
    if (!parsed) return;
    annotationInfo = std::move(*parsed);
  }
  if (!annotationInfo.is_null()) return take(annotationId, std::move(annotationInfo));
  if (entries_.erase(annotationId) > 0) snapshot_.reset();
}

void Board::take(const std::string& id, Json record) {
  if (!record.is_object() || id.empty() || id.size() > kMaxIdBytes) return;
  const auto known = entries_.find(id);
  if (known == entries_.end() && entries_.size() >= kMostShapes) return;
  const tldraw::Record* before = known == entries_.end() ? nullptr : &known->second.record;
  if (known != entries_.end() && !isComplete(record, dialect_)) {
    Json whole = std::move(known->second.json);
    whole.merge_patch(record);
    record = std::move(whole);
  }
  Entry entry;
  entry.record = dialect_ == BoardDialect::V1 ? tldraw_v1::recordFrom(record, before)
                                              : tldraw_v2::recordFrom(record, before);
  dropPoints(record);
  entry.json = std::move(record);
  entries_[id] = std::move(entry);
  snapshot_.reset();
}

void Board::clear() {
  entries_.clear();
  snapshot_.reset();
}

Board::Children Board::childrenByParent() {
  Children children;
  for (auto& entry : entries_) children[entry.second.record.parent].push_back(&entry);
  for (auto& [parent, siblings] : children) {
    std::sort(siblings.begin(), siblings.end(), [](const auto* a, const auto* b) {
      const tldraw::Record &left = a->second.record, &right = b->second.record;
      return std::tie(left.childIndex, left.index, a->first) <
             std::tie(right.childIndex, right.index, b->first);
    });
  }
  return children;
}

void Board::place(const Children& children, std::string_view parent, const Placed& above,
                  std::vector<Placed>& placed) {
  const auto found = children.find(parent);
  if (found == children.end() || above.level >= kMostLevels) return;
  for (auto* entry : found->second) {
    const tldraw::Record& record = entry->second.record;
    Placed here{entry, above.toPage * record.toParent, above.opacity * record.opacity, above.clips,
                above.level + 1};
    if (isFar(here.toPage)) continue;
    placed.push_back(here);
    const auto* frame = record.kind ? std::get_if<pipelines::FrameShape>(&*record.kind) : nullptr;
    if (frame != nullptr) {
      const Matrix& m = here.toPage;
      here.clips.push_back({m * Point{0, 0}, m * Point{frame->width, 0},
                            m * Point{frame->width, frame->height}, m * Point{0, frame->height}});
    }
    place(children, entry->first, here, placed);
  }
}

std::shared_ptr<const pipelines::Shape> Board::shapeOf(const std::string& id) const {
  const auto found = entries_.find(id);
  if (found == entries_.end() || !found->second.isShown) return nullptr;
  if (isArrow(found->second.record)) return nullptr;
  return found->second.shape;
}

// Makes the shape, unless the one of the last time is the same.
void Board::draw(Placed& placed) {
  Entry& entry = placed.entry->second;
  const tldraw::Record& record = entry.record;
  const auto* old = entry.shape.get();
  const auto start = shapeOf(record.startsAt), end = shapeOf(record.endsAt);
  bool isSame = old != nullptr && old->toPage == placed.toPage && old->opacity == placed.opacity &&
                old->clips == placed.clips;
  if (isSame && isArrow(record)) {
    const auto& arrow = std::get<ArrowShape>(old->kind);
    isSame = arrow.start.bound == start && arrow.end.bound == end;
  }
  if (isSame) return;
  pipelines::Shape shape{placed.entry->first, placed.toPage, placed.opacity,
                         std::move(placed.clips), *record.kind};
  if (auto* arrow = std::get_if<ArrowShape>(&shape.kind)) {
    arrow->start.bound = start;
    arrow->end.bound = end;
  }
  entry.shape = std::make_shared<const pipelines::Shape>(std::move(shape));
}

std::shared_ptr<const pipelines::Whiteboard> Board::snapshot() {
  if (snapshot_) return snapshot_;
  std::vector<Placed> placed;
  place(childrenByParent(), "", Placed{}, placed);
  std::erase_if(placed, [](const Placed& p) { return !p.entry->second.record.kind; });
  for (auto& [id, entry] : entries_) entry.isShown = false;
  for (const Placed& p : placed) p.entry->second.isShown = true;
  for (Placed& p : placed) {
    if (!isArrow(p.entry->second.record)) draw(p);
  }
  // What arrows are bound to has its place by now.
  for (Placed& p : placed) {
    if (isArrow(p.entry->second.record)) draw(p);
  }
  auto board = std::make_shared<pipelines::Whiteboard>();
  for (const Placed& p : placed) board->shapes.push_back(p.entry->second.shape);
  snapshot_ = std::move(board);
  return snapshot_;
}

}  // namespace gateway
