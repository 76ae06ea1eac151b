// SPDX-License-Identifier: Apache-2.0
// The whiteboard of a simulated meeting: shapes, their history, undo, cursors, writers.
#include "tests/sim/board.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace sim {
namespace {

constexpr std::size_t kKeptHistory = 5000;
constexpr std::size_t kKeptSteps = 500;
constexpr std::size_t kKeptCursors = 1000;

}  // namespace

std::string shapeIndex(std::size_t n) {
  static constexpr std::string_view kDigits =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::size_t digits = 1;
  for (std::size_t block = kDigits.size(); n >= block; block *= kDigits.size()) {
    n -= block;
    ++digits;
  }
  std::string index(digits, '0');
  for (std::size_t i = digits; i > 0; --i, n /= kDigits.size()) {
    index[i - 1] = kDigits[n % kDigits.size()];
  }
  return static_cast<char>('a' + digits - 1) + index;
}

void Board::draw(Annotation annotation, bool step) {
  const auto known = shapes_.find(annotation.id);
  const bool fresh = known == shapes_.end() || known->second.shape.is_null();
  if (step) {
    if (undo_.size() >= kKeptSteps) undo_.pop_front();
    Annotation before = known == shapes_.end() ? annotation : known->second;
    if (known == shapes_.end()) before.shape = nullptr;
    undo_.push_back({std::move(before)});
  }
  if (annotation.shape.is_object() && !annotation.shape.contains("index")) {
    // The slide itself is `a0`.
    annotation.shape["index"] =
        fresh ? shapeIndex(++drawn_) : textOf(known->second.shape, "index", shapeIndex(++drawn_));
  }
  keep(std::move(annotation));
}

void Board::clear(const std::string& pageId, const std::string& userId, std::int64_t now) {
  std::vector<Annotation> before;
  for (const auto& [id, annotation] : shapes_) {
    if (annotation.pageId == pageId && !annotation.shape.is_null()) before.push_back(annotation);
  }
  for (const Annotation& old : before) keep({old.id, pageId, userId, nullptr, now});
  if (!before.empty()) undo_.push_back(std::move(before));
}

bool Board::undo(const std::string& userId, std::int64_t now) {
  if (undo_.empty()) return false;
  const std::vector<Annotation> before = std::move(undo_.back());
  undo_.pop_back();
  for (Annotation old : before) {
    old.userId = userId;
    old.updatedAt = now;
    keep(std::move(old));
  }
  return true;
}

void Board::point(CursorMove move) {
  if (!cursors_.empty()) move.at = std::max(move.at, cursors_.back().at + 1);
  if (cursors_.size() >= kKeptCursors) cursors_.pop_front();
  cursors_.push_back(std::move(move));
}

std::size_t Board::shapesOn(const std::string& pageId) const {
  return static_cast<std::size_t>(
      std::count_if(shapes_.begin(), shapes_.end(), [&](const auto& entry) {
        return entry.second.pageId == pageId && !entry.second.shape.is_null();
      }));
}

void Board::keep(Annotation annotation) {
  if (!history_.empty()) {
    annotation.updatedAt = std::max(annotation.updatedAt, history_.back().updatedAt + 1);
  }
  shapes_[annotation.id] = annotation;
  if (history_.size() >= kKeptHistory) history_.pop_front();
  history_.push_back(std::move(annotation));
}

Json strokeShape(const std::vector<std::pair<double, double>>& points, const StrokeStyle& style,
                 int pageNumber, bool complete) {
  const auto [left, top] = points.front();
  Json path = Json::array();
  for (const auto& [x, y] : points) path.push_back({{"x", x - left}, {"y", y - top}, {"z", 0.5}});
  Json props = {{"color", style.color}, {"size", style.size}};
  if (style.type != "highlight") {
    props["fill"] = "none";
    props["dash"] = style.dash;
    props["isClosed"] = false;
  }
  props["segments"] = Json::array({Json{{"type", "free"}, {"points", std::move(path)}}});
  props["isComplete"] = complete;
  props["isPen"] = false;
  return {{"typeName", "shape"},
          {"type", style.type},
          {"x", left},
          {"y", top},
          {"rotation", 0},
          {"parentId", "page:" + std::to_string(pageNumber)},
          {"isLocked", false},
          {"opacity", 1},
          {"props", std::move(props)}};
}

}  // namespace sim
