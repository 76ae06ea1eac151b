// SPDX-License-Identifier: Apache-2.0
// Entries in, boards out.
#include "gateway/recording/ink.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace gateway::recording {
namespace {

constexpr size_t kMostBytes = 64u << 20;
constexpr size_t kMostEntries = 1'000'000;

bool isBefore(std::string_view version, int major, int minor, int patch) {
  const int wanted[] = {major, minor, patch};
  for (const int number : wanted) {
    const auto end = std::min(version.find('.'), version.size());
    const int have = static_cast<int>(numberFrom(version.substr(0, end)).value_or(0));
    if (have != number) return have < number;
    version.remove_prefix(std::min(end + 1, version.size()));
  }
  return false;
}

void describeVersion(std::string_view version, Ink& ink) {
  ink.dialect = isBefore(version, 3, 0, 0) ? BoardDialect::V1 : BoardDialect::V2;
  // 2.6.0 had a larger box, and its first builds did not say who they were.
  if (!version.empty() && !isBefore(version, 2, 6, 1)) return;
  ink.pageWidth = 2048;
  ink.pageHeight = 1536;
}

// Numbers, and in some files numbers as text.
std::optional<Moment> momentAt(const base::Json& object, std::string_view key) {
  const auto& value = base::memberAt(object, key);
  if (value.is_number()) return momentOf(value.get<double>());
  return value.is_string() ? momentFrom(value.get_ref<const std::string&>()) : std::nullopt;
}

void addEntry(base::Json& entry, std::vector<InkEntry>& page) {
  const auto at = momentAt(entry, "timestamp");
  const auto id = base::textAt(base::memberAt(entry, "shape_data"), "id");
  if (!at || id.empty() || page.size() == kMostEntries) return;
  auto undone = momentAt(entry, "undo");
  if (undone && undone->count() < 0) undone.reset();
  page.push_back({id, *at, undone, std::move(entry["shape_data"])});
}

}  // namespace

base::Result<Ink> readInk(std::string_view text) {
  auto root = base::parseJson(text, kMostBytes);
  if (!root) return std::move(root).error().in("tldraw.json");
  Ink ink;
  if (!root->is_object()) return ink;
  describeVersion(base::textAt(*root, "bbb_version"), ink);
  for (auto& [key, page] : root->items()) {
    const auto number = numberFrom(key);
    const auto shapes = page.is_object() ? page.find("shapes") : page.end();
    if (!number || *number < 1 || *number > 1e6 || shapes == page.end()) continue;
    for (auto& entry : *shapes) addEntry(entry, ink.pages[static_cast<int>(*number)]);
  }
  return ink;
}

InkPage::InkPage(BoardDialect dialect, const std::vector<InkEntry>& entries)
    : entries_(entries), dialect_(dialect), board_(dialect) {
  for (size_t i = 0; i < entries.size(); ++i) {
    steps_.push_back({entries[i].at, i, false});
    if (entries[i].undone) steps_.push_back({*entries[i].undone, i, true});
  }
  // At one time: states in their order, then what is undone.
  std::ranges::stable_sort(steps_, [](const Step& a, const Step& b) {
    return std::tie(a.at, a.isUndo) < std::tie(b.at, b.isUndo);
  });
}

std::shared_ptr<const pipelines::Whiteboard> InkPage::at(Moment time) {
  if (time < time_) {
    board_ = Board(dialect_);
    newest_.clear();
    next_ = 0;
  }
  time_ = time;
  for (; next_ < steps_.size() && steps_[next_].at <= time; ++next_) take(steps_[next_]);
  return board_.snapshot();
}

void InkPage::take(const Step& step) {
  const InkEntry& entry = entries_[step.entry];
  if (!step.isUndo) {
    newest_[entry.id] = step.entry;
    const bool isGone = entry.undone && *entry.undone <= step.at;
    board_.apply(entry.id, isGone ? base::Json() : entry.shape);
    return;
  }
  // What was undone may have been drawn anew meanwhile.
  const auto newest = newest_.find(entry.id);
  if (newest != newest_.end() && newest->second == step.entry) {
    board_.apply(entry.id, base::Json());
  }
}

}  // namespace gateway::recording
